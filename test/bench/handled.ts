import type { DmResult } from './outside-job.ts';
import { type Measure, spread } from './report.ts';
import { withScene } from './scene.ts';

const CUSTOMERS = 400;
const IN_FLIGHT = 100;
const WARM_UP = 400;
const SECONDS = 12;

/** SPEED6: handled DMs a second and what each takes of the processors, with model and platform answering at once. */
export const measureHandled = (): Promise<Measure[]> =>
  withScene({}, async ({ stack, outside, port, aheadMs }) => {
    const job = {
      port,
      customers: CUSTOMERS,
      inFlight: IN_FLIGHT,
      modelMs: 0,
      platformMs: 0,
      patienceSeconds: 30,
      aheadMs: await aheadMs(),
    };
    await outside.play({ ...job, name: 'warm', count: WARM_UP, seconds: SECONDS });
    await stack.waitForIdle();
    await stack.resetMeter();
    const before = await stack.cpuMs();
    const result = await outside.play({ ...job, name: 'handled', count: 100_000, seconds: SECONDS });
    await stack.waitForIdle();
    const cpuMs = (await stack.cpuMs()) - before;
    const { functions } = await stack.meter();
    const each = (total: number) => total / result.handled;
    const functionsCpuMs = Object.values(functions).reduce((sum, one) => sum + one.cpuMs, 0);
    return [
      {
        id: 'SPEED6',
        what: 'handled DMs end to end, a second',
        value: result.lost + result.refused === 0 ? result.handled / result.seconds : Number.NaN,
        unit: '/s',
        gate: { atLeast: 80 },
        moonshot: { atLeast: 250 },
        basis: 'wall',
        also: [
          {
            what: 'CPU of the functions per handled DM',
            value: each(functionsCpuMs),
            unit: 'ms',
            gate: { atMost: 20 },
            moonshot: { atMost: 8 },
            basis: 'cpu',
          },
        ],
        details: {
          ...counts(result),
          wholeStackCpuMsEach: each(cpuMs),
          functionCpuMsEach: Object.fromEntries(
            Object.entries(functions).map(([name, one]) => [name, each(one.cpuMs)]),
          ),
          invocationsEach: Object.fromEntries(
            Object.entries(functions).map(([name, one]) => [name, each(one.invocations)]),
          ),
          arrivalToSent: spread(result.sentMs),
          arrivalToEcho: spread(result.echoedMs),
        },
      },
    ];
  });

const counts = ({ handled, lost, refused, sends, modelCalls, seconds }: DmResult) => ({
  handled,
  lost,
  refused,
  sends,
  modelCalls,
  seconds,
});
