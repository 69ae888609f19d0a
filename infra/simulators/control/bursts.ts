import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Who } from '../core/model.ts';
import { BadRequest } from '../http/router.ts';
import type { Twin } from '../twin.ts';

export const BurstOptions = z.object({
  entries: z.number().int().min(1).max(50_000),
  overMs: z.number().int().min(0).max(3_600_000),
  accountId: z.string().optional(),
  /** Messages that each customer says right after entering. */
  say: z.array(z.string()).default([]),
});
export type BurstOptions = z.infer<typeof BurstOptions>;

type Line = { who: Who; enteredMs: number | undefined; acceptedMs: number[]; texts: string[] };
type Burst = { id: string; twin: Twin; lines: Map<string, Line>; stop: () => void; startedMs: number };

/** Many customers enter at once; how long each waits for its first accepted message is measured in real time. */
export interface Bursts {
  start(twin: Twin, options: BurstOptions): { readonly burstId: string; readonly accountId: string };
  report(id: string): Record<string, unknown> | undefined;
  clear(): void;
}

const TICK_MS = 5;

export function createBursts(): Bursts {
  const bursts = new Map<string, Burst>();
  const end = (burst: Burst): void => burst.stop();
  return {
    start(twin, options) {
      const accountId = options.accountId ?? [...twin.world.accounts.keys()][0];
      if (accountId === undefined || !twin.world.accounts.has(accountId)) throw new BadRequest('no such account', 404);
      const burst = prepare(twin, accountId, options);
      bursts.set(burst.id, burst);
      return { burstId: burst.id, accountId };
    },
    report(id) {
      const burst = bursts.get(id);
      return burst && summarise(burst);
    },
    clear() {
      for (const burst of bursts.values()) end(burst);
      bursts.clear();
    },
  };
}

function prepare(twin: Twin, accountId: string, options: BurstOptions): Burst {
  const id = randomUUID();
  const lines = new Map<string, Line>();
  for (let i = 0; i < options.entries; i++) {
    const customerId = twin.name === 'douyin' ? randomUUID() : randomUUID().replaceAll('-', '').slice(0, 24);
    twin.world.saveCustomer({ id: customerId, name: `客户${i + 1}`, phone: '', city: '', banned: false });
    lines.set(customerId, { who: { accountId, customerId }, enteredMs: undefined, acceptedMs: [], texts: [] });
  }
  const seen = new Set<string>();
  const unwatch = twin.world.watch((who) => {
    const line = lines.get(who.customerId);
    if (line) book(twin, line, seen);
  });
  const startedMs = performance.now();
  const queue = [...lines.values()];
  const timer = setInterval(() => {
    const elapsedMs = performance.now() - startedMs;
    const due = options.overMs === 0 ? options.entries : Math.ceil((elapsedMs / options.overMs) * options.entries);
    while (options.entries - queue.length < due) {
      const line = queue.shift();
      if (!line) break;
      line.enteredMs = performance.now();
      twin.acts.enter(line.who, { source: 'ad', silent: false });
      for (const text of options.say) twin.acts.say(line.who, { kind: 'text', text });
    }
    if (queue.length === 0) clearInterval(timer);
  }, TICK_MS);
  const stop = (): void => {
    clearInterval(timer);
    unwatch();
  };
  return { id, twin, lines, stop, startedMs };
}

function book(twin: Twin, line: Line, seen: Set<string>): void {
  const last = twin.world.thread(line.who).at(-1);
  if (last?.via !== 'api' || seen.has(last.id)) return;
  seen.add(last.id);
  line.acceptedMs.push(performance.now());
  line.texts.push(last.body.kind === 'text' ? last.body.text : last.body.kind);
}

function summarise({ id, lines }: Burst): Record<string, unknown> {
  const all = [...lines.values()];
  const entered = all.filter((line) => line.enteredMs !== undefined);
  const latencies = entered
    .flatMap(({ enteredMs, acceptedMs: [first] }) =>
      enteredMs === undefined || first === undefined ? [] : [first - enteredMs],
    )
    .sort((a, b) => a - b);
  const quantile = (q: number): number | undefined =>
    latencies[Math.min(latencies.length - 1, Math.ceil(q * latencies.length) - 1)];
  return {
    burstId: id,
    entries: all.length,
    entered: entered.length,
    answered: latencies.length,
    accepted: all.reduce((sum, line) => sum + line.acceptedMs.length, 0),
    /** Of each customer, until the last accepted message: how long a series took. */
    seriesMs: entered.flatMap(({ enteredMs = 0, acceptedMs }) =>
      acceptedMs.slice(-1).map((ms) => Math.round(ms - enteredMs)),
    ),
    /** How many customers got which series. */
    series: Object.fromEntries(
      [...Map.groupBy(all, ({ texts }) => texts.join(' | '))].map(([texts, who]) => [texts, who.length]),
    ),
    p50Ms: quantile(0.5),
    p95Ms: quantile(0.95),
    p99Ms: quantile(0.99),
    maxMs: latencies.at(-1),
    latenciesMs: latencies.map((ms) => Math.round(ms * 10) / 10),
  };
}
