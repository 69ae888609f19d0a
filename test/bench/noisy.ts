import { createTimeline } from '../simulation/timeline.ts';
import { createNoisyModel, type Load, NOISY, type Sent } from './noisy-model.ts';
import { type Measure, percentile, spread } from './report.ts';

/** SPEED11: what one tenant's hundredfold load does to the others' messages. */

const NOISE = 100;
/** More than the senders carry with the noise, and more than the pace allows: without fairness both would pile up. */
const UNPACED = { quietTenants: 10, quietPerSecond: 3, seconds: 60, isPaced: false } as const;
const PACED = { quietTenants: 10, quietPerSecond: 0.2, seconds: 60, isPaced: true } as const;
const START_MS = 1_780_000_000_000;
const SETTLE_MS = 60_000;
const WINDOW_MS = 10_000;

export async function measureNoisy(): Promise<Measure[]> {
  const open = await compare(UNPACED);
  const paced = await compare(PACED);
  return [
    {
      id: 'SPEED11',
      what: 'dwell p99 of ten tenants beside one that sends 100 times as much, against alone, the worse',
      value: Math.max(open.ratio, paced.ratio),
      unit: '×',
      gate: { atMost: 3 },
      moonshot: { atMost: 1.5 },
      basis: 'count',
      also: [
        {
          what: 'what the worst off of them got of what it asked for, in any ten seconds',
          value: 100 * Math.min(open.least, paced.least),
          unit: '%',
          gate: { atLeast: 80 },
          basis: 'count',
        },
      ],
      details: { open, paced },
    },
  ];
}

async function compare(quiet: Omit<Load, 'noisyPerSecond'>) {
  const alone = await play({ ...quiet, noisyPerSecond: 0 });
  const beside = await play({ ...quiet, noisyPerSecond: NOISE * quiet.quietPerSecond });
  const [before, after] = [dwells(alone), dwells(beside)];
  return {
    ratio: percentile(after, 99) / percentile(before, 99),
    least: leastShare(beside, quiet.quietTenants * quiet.quietPerSecond * quiet.seconds),
    alone: spread(before),
    beside: spread(after),
    noisySent: beside.filter(({ tenant }) => tenant === NOISY).length,
  };
}

async function play(load: Load): Promise<readonly Sent[]> {
  const timeline = createTimeline(START_MS);
  const sent = await createNoisyModel(timeline, load);
  await timeline.runUntil(START_MS + load.seconds * 1_000 + SETTLE_MS);
  return sent;
}

const ofQuiet = (sent: readonly Sent[]): readonly Sent[] => sent.filter(({ tenant }) => tenant !== NOISY);
const dwells = (sent: readonly Sent[]): number[] => ofQuiet(sent).map(({ arrivedMs, sentMs }) => sentMs - arrivedMs);

/** Messages of a quiet tenant that came in a stretch and left within as long again, the smallest share of them. */
function leastShare(sent: readonly Sent[], expected: number): number {
  const all = ofQuiet(sent);
  // Whoever never left is in no stretch.
  if (all.length < expected) return 0;
  const stretches = Map.groupBy(
    all,
    ({ tenant, arrivedMs }) => `${tenant} ${Math.floor((arrivedMs - START_MS) / WINDOW_MS)}`,
  );
  const shares = [...stretches.values()].map(
    (part) => part.filter(({ arrivedMs, sentMs }) => sentMs - arrivedMs <= WINDOW_MS).length / part.length,
  );
  return Math.min(...shares);
}
