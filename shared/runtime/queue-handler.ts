import middy, { type MiddlewareObj } from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { InvalidInput, NotAllowed, NotFound, ProductError, RuleViolation } from './errors.ts';
import type { Log, LogFields } from './log.ts';
import type { Clock } from './ports.ts';

/** What every handler family needs. */
export interface InvocationDeps {
  readonly log: Log;
  readonly clock: Clock;
}

/** One line per invocation: how many records, how long, how it ended. */
export function outcomeLine<E extends { readonly Records: readonly unknown[] }, R>(
  { log, clock }: InvocationDeps,
  failures: (response: R | null | undefined) => number,
): MiddlewareObj<E, R> {
  const startedAtMs = new WeakMap<E, number>();
  const elapsed = (event: E): number => clock.now() - (startedAtMs.get(event) ?? clock.now());
  return {
    before: ({ event }) => {
      startedAtMs.set(event, clock.now());
    },
    after: ({ event, response }) => {
      const failed = failures(response);
      const fields: LogFields = {
        count: event.Records.length,
        ms: elapsed(event),
        state: failed === 0 ? 'done' : 'partly-failed',
      };
      log.info('invocation.done', fields);
    },
    onError: ({ event, error }) => {
      log.error('invocation.failed', { count: event.Records.length, ms: elapsed(event), ...errorFields(error) });
    },
  };
}

/** What a log may tell of an error: its class, our code and its place, never its message (SEC32). */
export const errorFields = (error: unknown): LogFields =>
  error instanceof Error
    ? {
        errorName: error.name,
        ...(error instanceof ProductError ? { code: error.code } : {}),
        ...(error instanceof ProductError || error.stack === undefined ? {} : { stack: placeOf(error.stack) }),
      }
    : { errorName: 'unknown' };

/** The stack without its first line, which repeats the message. */
const placeOf = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .join('\n');

/** How a queue or stream treats an error (style.md section 7): repeats what a repeat may cure, and nothing else. */
export type ErrorTreatment = 'acknowledge' | 'repeat';

/**
 * `InvalidInput` and `NotAllowed` are repeated although no repeat can help: that is how a record reaches the dead
 * letters, where a person finds it. A deletion is a normal race, and a refusal by rule is already recorded.
 */
export function treatmentOf(error: unknown): ErrorTreatment {
  if (error instanceof NotFound || error instanceof RuleViolation) return 'acknowledge';
  return 'repeat';
}

export function logRecordFailure(log: Log, error: unknown, fields: LogFields): void {
  const line = { ...fields, ...errorFields(error) };
  if (error instanceof InvalidInput || error instanceof NotAllowed) log.error('record.poison', line);
  else if (error instanceof ProductError) log.warn('record.failed', line);
  else log.error('record.failed', line);
}

export interface QueueHandler<T> {
  readonly schema: z.ZodType<T>;
  /** Jobs of one name are handled together, others side by side. */
  readonly nameOf: (job: T) => string;
  /** `sentAtMs` = when the newest of them was put on the queue, by the queue's own clock; 0 = it does not say. */
  readonly handle: (jobs: readonly [T, ...T[]], sentAtMs: number) => Promise<void>;
  readonly fieldsOf?: (job: T) => LogFields;
}

/**
 * The stack of every queue: outcome line, parsing, grouping, failures record by record. Groups run side by side: a run
 * mostly waits for others, so many in flight cost hardly more than one (decision 10).
 */
export function createQueueHandler<T>(deps: InvocationDeps, queue: QueueHandler<T>) {
  const serve = async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const failed: string[] = [];
    const groups = new Map<string, { ids: string[]; jobs: [T, ...T[]]; sentAtMs: number }>();
    for (const record of event.Records) {
      const job = parsed(queue.schema, record.body);
      if (!job) {
        deps.log.error('record.poison', { requestId: record.messageId });
        failed.push(record.messageId);
        continue;
      }
      const name = queue.nameOf(job.value);
      const sentAtMs = sentAt(record);
      const group = groups.get(name);
      if (group) {
        group.ids.push(record.messageId);
        group.jobs.push(job.value);
        group.sentAtMs = Math.max(group.sentAtMs, sentAtMs);
      } else groups.set(name, { ids: [record.messageId], jobs: [job.value], sentAtMs });
    }
    await Promise.all(
      [...groups.values()].map(async ({ ids, jobs, sentAtMs }) => {
        try {
          await queue.handle(jobs, sentAtMs);
        } catch (error) {
          logRecordFailure(deps.log, error, queue.fieldsOf?.(jobs[0]) ?? {});
          if (treatmentOf(error) === 'repeat') failed.push(...ids);
        }
      }),
    );
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
  return middy<SQSEvent, SQSBatchResponse>()
    .use(outcomeLine<SQSEvent, SQSBatchResponse>(deps, (response) => response?.batchItemFailures.length ?? 0))
    .handler(serve);
}

function sentAt({ attributes }: SQSRecord): number {
  const sentAtMs = Number(attributes.SentTimestamp);
  return Number.isFinite(sentAtMs) ? sentAtMs : 0;
}

function parsed<T>(schema: z.ZodType<T>, body: string): { readonly value: T } | undefined {
  try {
    const result = schema.safeParse(JSON.parse(body));
    return result.success ? { value: result.data } : undefined;
  } catch {
    return undefined;
  }
}
