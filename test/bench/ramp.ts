import { createTimeline } from '../simulation/timeline.ts';
import { withBursts } from './burst.ts';
import { createModel, type EntryBill } from './ramp-model.ts';
import { type Measure, percentile, spread } from './report.ts';

/** Enough to count what one entry takes. */
const COUNTED = 80;
const COUNTED_OVER_MS = 8_000;
const ENTRIES = 10_000;
/** W1 and W13: after this nobody is handed a welcome any more. */
const LAST_MS = 29_000;

/**
 * SPEED8c: ten thousand customers enter at once and the account is cold: the queue's runs ramp up as documented and the
 * table takes 4,000 writes a second. What an entry takes is counted on the running stack; the rest is virtual time.
 */
export const measureRamp = (): Promise<Measure[]> =>
  withBursts(['您好，这里是青木装饰，想了解报价还是案例？'], async ({ stack, burst, book }) => {
    await stack.resetMeter();
    await burst(COUNTED, COUNTED_OVER_MS);
    await book();
    const bill = billOf(await stack.meter());
    const acceptedMs = await welcome(bill);
    const late = ENTRIES - acceptedMs.filter((ms) => ms <= LAST_MS).length;
    const writes = bill.intake + bill.apply + bill.claim + bill.settle + bill.echo;
    return [
      {
        id: 'SPEED8c',
        what: 'of 10,000 entries at once on a cold account, welcomed too late',
        value: late,
        unit: 'entries',
        gate: { atMost: 0 },
        basis: 'cpu',
        also: [
          {
            what: 'write units per welcomed entry',
            value: writes,
            unit: 'WRU',
            gate: { atMost: 12 },
            moonshot: { atMost: 6 },
            basis: 'count',
          },
        ],
        details: { bill, welcomed: spread(acceptedMs), p99Seconds: percentile(acceptedMs, 99) / 1000 },
      },
    ];
  });

type Meter = Awaited<ReturnType<Parameters<Parameters<typeof withBursts>[1]>[0]['stack']['meter']>>;

/** Write units and milliseconds of a whole processor for one entry. */
function billOf({ requests, functions }: Meter): EntryBill {
  const writes = (name: string) =>
    requests.filter((one) => one.function === name).reduce((sum, one) => sum + one.writeUnits, 0) / COUNTED;
  const cpuMs = (name: string) => (functions[name]?.cpuMs ?? 0) / COUNTED;
  const [webhooks, sender] = [writes('HttpWebhooks'), writes('SendingWorker')];
  return {
    // A welcome is one entry and one echo; the sender claims with one of its writes before it calls.
    intake: webhooks / 2,
    echo: webhooks / 2,
    apply: writes('StreamConversation'),
    claim: sender / 3,
    settle: (sender * 2) / 3,
    applyCpuMs: cpuMs('StreamConversation') / 2,
    reactCpuMs: cpuMs('StreamReactions'),
    sendCpuMs: cpuMs('SendingWorker'),
  };
}

async function welcome(bill: EntryBill): Promise<readonly number[]> {
  const timeline = createTimeline(0);
  const model = createModel(timeline, bill, ENTRIES);
  await timeline.runUntil(120_000);
  return model.acceptedMs;
}
