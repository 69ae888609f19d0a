import { type Measure, percentile, spread } from './report.ts';
import { withScene } from './scene.ts';

const PER_SECOND = 100;
const SECONDS = 8;
const MODEL_MS = 800;
const PLATFORM_MS = 150;

/** SPEED7: from a message's arrival until the platform took the answer, without what model and platform themselves take. */
export const measureOverhead = (): Promise<Measure[]> =>
  withScene({}, async ({ stack, outside, port, aheadMs }) => {
    const count = PER_SECOND * SECONDS;
    const job = { port, customers: count, count, modelMs: MODEL_MS, platformMs: PLATFORM_MS, patienceSeconds: 30 };
    const warm = { ...job, name: 'warm', customers: count / 4, count: count / 4, perSecond: PER_SECOND / 2 };
    await outside.play({ ...warm, aheadMs: await aheadMs() });
    await stack.waitForIdle(120_000);
    const cpuBefore = await stack.cpuMs();
    const result = await outside.play({ ...job, name: 'overhead', perSecond: PER_SECOND, aheadMs: await aheadMs() });
    await stack.waitForIdle(120_000);
    const cpuMs = (await stack.cpuMs()) - cpuBefore;
    const overheadMs = result.sentMs.map((ms) => ms - MODEL_MS - PLATFORM_MS);
    const isWhole = result.lost + result.refused === 0;
    return [
      {
        id: 'SPEED7',
        what: `pipeline beyond model and platform p99, ${PER_SECOND} DMs a second`,
        value: isWhole ? percentile(overheadMs, 99) : Number.NaN,
        unit: 'ms',
        gate: { atMost: 400 },
        moonshot: { atMost: 150 },
        basis: 'wall',
        details: {
          modelMs: MODEL_MS,
          platformMs: PLATFORM_MS,
          handled: result.handled,
          lost: result.lost,
          refused: result.refused,
          overhead: spread(overheadMs),
          wholeStackCpuMsEach: cpuMs / result.handled,
        },
      },
    ];
  });
