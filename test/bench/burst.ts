import * as z from 'zod';
import type { Stack } from '../harness/stack.ts';
import { type Measure, percentile, spread } from './report.ts';
import { withScene } from './scene.ts';

const ENTRIES = 1_000;
const OVER_MS = 1_000;
const PLATFORM_MS = 150;
/** W1: whoever is not welcomed within this time cannot be any more. */
const LIMIT_SECONDS = 30;

const Started = z.object({ burstId: z.string() });
const Report = z.object({
  entered: z.number(),
  answered: z.number(),
  accepted: z.number(),
  p50Ms: z.number().optional(),
  p95Ms: z.number().optional(),
  p99Ms: z.number().optional(),
  maxMs: z.number().optional(),
  seriesMs: z.array(z.number()),
  series: z.record(z.string(), z.number()),
});
const Ledger = z.object({ counters: z.record(z.string(), z.number()) });

/** SPEED8a: from a customer's entry to the platform's acceptance of the welcome, a thousand entries within a second. */
export const measureBurst = (): Promise<Measure[]> =>
  withBursts(['您好，这里是青木装饰，想了解报价还是案例？'], async ({ burst, book }) => {
    const { report, cpuMs } = await burst(ENTRIES, OVER_MS);
    const all = report.answered === ENTRIES;
    return [
      {
        id: 'SPEED8a',
        what: 'enter → welcome accepted p99, 1,000 entries in 1 s',
        value: all && report.p99Ms !== undefined ? report.p99Ms / 1000 : Number.NaN,
        unit: 's',
        gate: { atMost: 12 },
        moonshot: { atMost: 4 },
        basis: 'wall',
        details: { ...shown(report), cpuMsEach: cpuMs / ENTRIES, ...(await book()) },
      },
    ];
  });

const SERIES = ['一、您好，这里是青木装饰。', '二、报价和案例都可以问我。', '三、方便说一下您的小区吗？'] as const;
const SERIES_ENTRIES = 3_000;
const SERIES_OVER_MS = 10_000;
const LATE_MS = 25_000;

/** SPEED8b: three ordered messages each for 3,000 entries within ten seconds; what is past 25 s or missing is late. */
export const measureSeries = (): Promise<Measure[]> =>
  withBursts(SERIES, async ({ burst, book }) => {
    const { report, cpuMs } = await burst(SERIES_ENTRIES, SERIES_OVER_MS, SERIES.length);
    const whole = report.series[SERIES.join(' | ')] ?? 0;
    const inTime = report.seriesMs.filter((ms) => ms <= LATE_MS).length;
    const late = SERIES_ENTRIES - Math.min(whole, inTime);
    return [
      {
        id: 'SPEED8b',
        what: 'of 3,000 entries in 10 s, without three messages in order within 25 s',
        value: late,
        unit: 'entries',
        gate: { atMost: 0 },
        basis: 'wall',
        also: [
          {
            what: 'enter → third message accepted p99',
            value: percentile(report.seriesMs, 99) / 1000,
            unit: 's',
            gate: { atMost: LATE_MS / 1000 },
            moonshot: { atMost: 15 },
            basis: 'wall',
          },
        ],
        details: {
          ...shown(report),
          series: report.series,
          third: spread(report.seriesMs),
          cpuMsEach: cpuMs / SERIES_ENTRIES,
          ...(await book()),
        },
      },
    ];
  });

const shown = ({ seriesMs: _ms, series: _series, ...report }: z.infer<typeof Report>) => report;

export interface Bursting {
  readonly stack: Stack;
  /** Until every entry has its messages, or none can come any more. */
  readonly burst: (
    entries: number,
    overMs: number,
    messages?: number,
  ) => Promise<{ readonly report: z.infer<typeof Report>; readonly cpuMs: number }>;
  /** What the twin has to say against us. */
  readonly book: () => Promise<object>;
}

export const withBursts = (
  welcome: readonly string[],
  run: (bursting: Bursting) => Promise<Measure[]>,
): Promise<Measure[]> =>
  withScene({ simulated: true, welcome }, async ({ stack }) => {
    const control = async <T extends z.ZodType>(method: string, path: string, schema: T, body?: object) => {
      const answer = await fetch(`${stack.simulators}/_control/${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return schema.parse(await answer.json());
    };
    const burst: Bursting['burst'] = async (entries, overMs, messages = 1) => {
      const cpuBefore = await stack.cpuMs();
      const { burstId } = await control('POST', 'douyin/burst', Started, { entries, overMs });
      const report = () => control('GET', `douyin/bursts/${burstId}`, Report);
      const enough = async () => (await report()).accepted >= entries * messages;
      await stack
        .waitFor(enough, 'every entry is welcomed', (LIMIT_SECONDS + overMs / 1000) * 1000)
        .catch(() => undefined);
      return { report: await report(), cpuMs: (await stack.cpuMs()) - cpuBefore };
    };
    await control('POST', 'faults', z.unknown(), { faults: { 'api.latency': { ms: PLATFORM_MS } } });
    await burst(100, 1_000);
    // Not until all is idle: a spare look after a welcome waits in its queue for minutes.
    const rest = () =>
      stack.waitFor(
        async () => {
          const { running, streamsIdle, queues } = await stack.state();
          return running === 0 && streamsIdle && queues.every((queue) => queue.visible + queue.inFlight === 0);
        },
        'nothing runs',
        120_000,
      );
    await rest();
    return run({
      stack,
      burst,
      async book() {
        await rest();
        const { counters } = await control('GET', 'douyin/ledger?totals=1', Ledger);
        return { refusedIllegal: counters.refusedIllegal ?? 0, duplicates: counters.duplicates ?? 0 };
      },
    });
  });
