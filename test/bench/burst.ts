import * as z from 'zod';
import type { Measure } from './report.ts';
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
  p50Ms: z.number().optional(),
  p95Ms: z.number().optional(),
  p99Ms: z.number().optional(),
  maxMs: z.number().optional(),
});
const Ledger = z.object({ counters: z.record(z.string(), z.number()) });

/** SPEED8a: from a customer's entry to the platform's acceptance of the welcome, a thousand entries within a second. */
export const measureBurst = (): Promise<Measure[]> =>
  withScene({ simulated: true, welcome: ['您好，这里是青木装饰，想了解报价还是案例？'] }, async ({ stack }) => {
    const control = async <T extends z.ZodType>(method: string, path: string, schema: T, body?: object) => {
      const answer = await fetch(`${stack.simulators}/_control/${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return schema.parse(await answer.json());
    };
    const burst = async (entries: number, overMs: number) => {
      const { burstId } = await control('POST', 'douyin/burst', Started, { entries, overMs });
      const report = () => control('GET', `douyin/bursts/${burstId}`, Report);
      const enough = async () => {
        const { answered } = await report();
        return answered === entries;
      };
      await stack
        .waitFor(enough, 'every entry is welcomed', (LIMIT_SECONDS + overMs / 1000) * 1000)
        .catch(() => undefined);
      return report();
    };
    await control('POST', 'faults', z.unknown(), { faults: { 'api.latency': { ms: PLATFORM_MS } } });
    await burst(100, 1_000);
    await stack.waitForIdle(60_000);
    const cpuBefore = await stack.cpuMs();
    const report = await burst(ENTRIES, OVER_MS);
    const cpuMs = (await stack.cpuMs()) - cpuBefore;
    await stack.waitForIdle(120_000);
    const { counters } = await control('GET', 'douyin/ledger?totals=1', Ledger);
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
        details: {
          ...report,
          cpuMsEach: cpuMs / ENTRIES,
          refusedIllegal: counters.refusedIllegal ?? 0,
          duplicates: counters.duplicates ?? 0,
        },
      },
    ];
  });
