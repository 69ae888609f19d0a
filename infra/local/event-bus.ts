import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { accountId, region } from './defaults.ts';
import { shapeInput, TargetInput } from './event-bus-input.ts';
import { compilePattern, type Matcher } from './event-bus-pattern.ts';
import type { Deliveries } from './front-deliveries.ts';
import { jsonAnswer, jsonBody, targetOperation, WireError, type WireService } from './front-wire.ts';
import type { LocalContext } from './types.ts';

/** EventBridge: the buses and rules of the template, and PutEvents. What is answered as accepted is durable. */

const Entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  Time: z.number().optional(),
});
type Entry = z.output<typeof Entry>;
const PutEvents = z.object({ Entries: z.array(Entry).min(1).max(10) });

const Target = z.object({
  Arn: z.string(),
  ...TargetInput.shape,
  RetryPolicy: z
    .object({
      MaximumRetryAttempts: z.coerce.number().optional(),
      MaximumEventAgeInSeconds: z.coerce.number().optional(),
    })
    .optional(),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
});
const Rule = z.object({
  EventBusName: z.string().optional(),
  EventPattern: z.unknown().optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().optional(),
  Targets: z.array(Target).default([]),
});

const DEFAULT_BUS = 'default';
const DEFAULT_RETRIES = 185;
const DAY_SECONDS = 86_400;

interface ActiveRule {
  readonly bus: string;
  readonly matches: Matcher;
  readonly targets: readonly z.output<typeof Target>[];
}

/** `arn:…:event-bus/name` and plain names alike. */
const busName = (given: string | undefined): string => given?.split('event-bus/').at(-1) ?? DEFAULT_BUS;

function readRules(context: LocalContext): ActiveRule[] {
  return context.template.resources('AWS::Events::Rule').flatMap(({ id, properties }) => {
    const rule = Rule.parse(properties);
    if (rule.State === 'DISABLED') return [];
    if (rule.EventPattern === undefined) {
      throw new Error(`rule ${id} has no event pattern: put timed work into an AWS::Scheduler::Schedule`);
    }
    return [{ bus: busName(rule.EventBusName), matches: compilePattern(rule.EventPattern), targets: rule.Targets }];
  });
}

/** Why PutEvents refuses an entry, in EventBridge's codes. */
function refusal(entry: Entry): { ErrorCode: string; ErrorMessage: string } | undefined {
  for (const field of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[field])
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `Parameter ${field} is not valid. Reason: ${field} is a required argument.`,
      };
  }
  try {
    const detail: unknown = JSON.parse(entry.Detail ?? '');
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return undefined;
  } catch {
    // answered below like every other detail that is no object
  }
  return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

export function createEventBus(context: LocalContext, deliveries: Deliveries): WireService {
  const rules = readRules(context);
  const buses = new Set([
    DEFAULT_BUS,
    ...context.template
      .resources('AWS::Events::EventBus')
      .map(({ id }) => String(context.template.resolve({ Ref: id }))),
  ]);

  const put = async (entry: Entry) => {
    const refused = refusal(entry);
    if (refused) return refused;
    const bus = busName(entry.EventBusName);
    const EventId = randomUUID();
    // EventBridge accepts and forgets what is sent to a bus that does not exist; say so, because it is a defect here.
    if (!buses.has(bus)) context.log(`an event was sent to the bus ${bus}, which the template does not have`);
    const event = {
      version: '0',
      id: EventId,
      'detail-type': entry.DetailType,
      source: entry.Source,
      account: accountId,
      time: `${new Date(entry.Time === undefined ? context.clock.now() : entry.Time * 1000).toISOString().slice(0, 19)}Z`,
      region,
      resources: entry.Resources ?? [],
      detail: z.record(z.string(), z.unknown()).parse(JSON.parse(entry.Detail ?? '{}')),
    };
    const due = rules.filter((rule) => rule.bus === bus && rule.matches(event)).flatMap((rule) => rule.targets);
    await Promise.all(
      due.map((target) =>
        deliveries.deliver({
          targetArn: target.Arn,
          input: shapeInput(target, event),
          maxRetries: target.RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_RETRIES,
          maxAgeSeconds: target.RetryPolicy?.MaximumEventAgeInSeconds ?? DAY_SECONDS,
          deadLetterArn: target.DeadLetterConfig?.Arn,
        }),
      ),
    );
    return { EventId };
  };

  return {
    async handle(request) {
      const operation = targetOperation(request, 'AWSEvents');
      if (operation === undefined) return undefined;
      if (operation !== 'PutEvents') {
        throw new WireError('UnknownOperationException', `the local event bus does not know ${operation}`);
      }
      const input = PutEvents.safeParse(jsonBody(request));
      if (!input.success) throw new WireError('ValidationException', z.prettifyError(input.error));
      const Entries = await Promise.all(input.data.Entries.map(put));
      return jsonAnswer({ FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries });
    },
  };
}
