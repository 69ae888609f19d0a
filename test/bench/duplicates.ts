import { createPool } from './http-load.ts';
import type { Measure } from './report.ts';
import { withScene } from './scene.ts';
import { customers, messageBody, opaqueId, signedRequest } from './webhooks.ts';

const MESSAGES = 20;
const REPEATS = 10;

/** COST6: what a webhook that comes again costs, and what it sets in motion. */
export const measureDuplicates = (): Promise<Measure[]> =>
  withScene({}, async ({ stack, port, aheadMs }) => {
    const pool = createPool(port);
    const nowMs = Date.now() + (await aheadMs());
    const requests = customers('twice', MESSAGES).map((from, index) =>
      signedRequest(
        port,
        messageBody(from, { messageId: opaqueId(`twice ${index}`), atMs: nowMs + index, text: '在吗？' }),
      ),
    );
    for (const request of requests) await pool.send(request);
    await stack.waitForIdle();
    await stack.resetMeter();
    const statuses: number[] = [];
    for (let turn = 0; turn < REPEATS; turn += 1)
      for (const request of requests) statuses.push(await pool.send(request));
    await stack.waitForIdle();
    pool.close();
    const { functions, requests: made } = await stack.meter();
    const repeated = statuses.length;
    const others = Object.entries(functions).filter(([name]) => !/Webhooks|Timers/.test(name));
    const ofWebhooks = made.filter((one) => one.function.includes('Webhooks'));
    return [
      {
        id: 'COST6',
        what: 'write units of a duplicate webhook',
        value: statuses.every((status) => status === 200)
          ? ofWebhooks.reduce((sum, one) => sum + one.writeUnits, 0) / repeated
          : Number.NaN,
        unit: 'WRU',
        gate: { atMost: 1 },
        moonshot: { atMost: 1 },
        basis: 'count',
        also: [
          {
            what: 'what a duplicate sets in motion',
            value: others.reduce((sum, [, one]) => sum + one.invocations, 0) / repeated,
            unit: 'runs',
            gate: { atMost: 0 },
            basis: 'count',
          },
        ],
        details: {
          repeated,
          requests: ofWebhooks.map(({ operation, requests: count }) => [operation, count / repeated]),
        },
      },
    ];
  });
