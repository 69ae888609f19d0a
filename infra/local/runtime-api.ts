import * as z from 'zod';
import type { EventSources } from './event-sources.ts';
import type { Invocations } from './invocations.ts';
import type { LambdaHost } from './lambda-host.ts';
import type { Meter } from './meter.ts';
import type { Queues } from './queues.ts';
import type { LocalClock, LocalRequest, LocalResponse } from './types.ts';

export interface LocalApiParts {
  readonly clock: LocalClock;
  readonly meter: Meter;
  readonly invocations: Invocations;
  readonly host: LambdaHost;
  readonly queues: Queues;
  readonly sources: EventSources;
}

const ClockMove = z.union([
  z.strictObject({ now: z.iso.datetime({ offset: true }) }),
  z.strictObject({ advanceSeconds: z.number() }),
  z.strictObject({ speed: z.number().min(0).max(100_000) }),
]);
const Kill = z.strictObject({ function: z.string().optional() });

const ok = (json: unknown): LocalResponse => ({ status: 200, json });
const refused = (message: string): LocalResponse => ({ status: 400, json: { error: message } });

/** What the runtime answers under /_local/. Undefined: not one of its paths. */
export async function answerLocal(
  parts: LocalApiParts,
  { method, url, body }: LocalRequest,
): Promise<LocalResponse | undefined> {
  switch (`${method} ${url.pathname}`) {
    case 'GET /_local/clock':
      return ok(clockState(parts.clock));
    case 'POST /_local/clock':
      return moveClock(parts.clock, body);
    case 'GET /_local/meter':
      return ok(parts.meter.snapshot());
    case 'DELETE /_local/meter':
      parts.meter.reset();
      return ok(parts.meter.snapshot());
    case 'GET /_local/invocations':
      return ok({ invocations: listInvocations(parts.invocations, url.searchParams) });
    case 'GET /_local/state':
      return ok(runtimeState(parts));
    case 'POST /_local/kill':
      return kill(parts.host, body);
    default:
      return undefined;
  }
}

const clockState = (clock: LocalClock) => {
  const { nowMs, speed } = clock.state();
  return { now: new Date(nowMs).toISOString(), speed };
};

function moveClock(clock: LocalClock, body: string): LocalResponse {
  const move = parse(ClockMove, body);
  if (!move) return refused('give {"now": iso}, {"advanceSeconds": n} or {"speed": n}');
  if ('now' in move) clock.set(Date.parse(move.now));
  else if ('advanceSeconds' in move) clock.advance(move.advanceSeconds * 1000);
  else clock.setSpeed(move.speed);
  return ok(clockState(clock));
}

function listInvocations(invocations: Invocations, query: URLSearchParams) {
  const limit = Number(query.get('limit') ?? '');
  return invocations.list({
    conversation: query.get('conversation') ?? undefined,
    function: query.get('function') ?? undefined,
    failed: query.get('failed') === '1',
    limit: Number.isInteger(limit) && limit > 0 ? limit : undefined,
  });
}

/** How busy everything is: tests wait for `idle`. */
function runtimeState({ host, queues, sources }: LocalApiParts) {
  const counts = queues.list().map((queue) => ({ queue: queue.settings.id, ...queue.counts() }));
  const running = host.outstanding();
  const settled = counts.every(
    ({ queue, visible, inFlight }) => inFlight === 0 && (visible === 0 || !sources.consumes(queue)),
  );
  const idle = running === 0 && sources.idle() && settled;
  return { idle, running, streamsIdle: sources.idle(), queues: counts };
}

async function kill(host: LambdaHost, body: string): Promise<LocalResponse> {
  const wish = parse(Kill, body === '' ? '{}' : body);
  if (!wish) return refused('give {"function": id} or nothing');
  return ok({ killed: (await host.killOne(wish.function)) ?? null });
}

function parse<T extends z.ZodType>(schema: T, body: string): z.output<T> | undefined {
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
