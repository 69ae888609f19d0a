import { type Row, toItem } from '../../shared/runtime/row-table.ts';
import { hash32 } from './random.ts';
import type { Truth, Written } from './table.ts';
import type { Outcome, Sim } from './worker.ts';

/** The table's stream: in order within a partition, again from the first failure, each reader at its own pace. */

export interface StreamRecord {
  readonly eventName: 'INSERT' | 'MODIFY';
  readonly dynamodb: {
    readonly SequenceNumber: string;
    /** Whole seconds of the table's clock. */
    readonly ApproximateCreationDateTime: number;
    readonly NewImage?: object;
    readonly OldImage?: object;
  };
}

export interface StreamReader {
  readonly name: string;
  /** The event source's filter. */
  readonly wants: (entity: string, isNew: boolean) => boolean;
  /** Sequence numbers that failed; undefined where the answer makes no sense. */
  readonly consume: (records: readonly StreamRecord[]) => Promise<Outcome<readonly string[] | undefined>>;
  /** Told once a record was handled for good. */
  readonly done?: (written: Written) => void;
}

interface Waiting {
  readonly record: StreamRecord;
  readonly written: Written;
  readonly atMs: number;
}

const LANES = 6;
const BATCH = 12;
const READ_MS: readonly [number, number] = [5, 60];
/** Batches before a lost checkpoint that come once more. */
const REWOUND = 4;

/** Both readers show the same image. */
const images = new WeakMap<Row, object>();
function imageOf(row: Row): object {
  const known = images.get(row) ?? toItem(row);
  images.set(row, known);
  return known;
}

/** Runs one reader; what comes back tells how many records from before an instant it still has before it. */
export function attachReader(sim: Sim, truth: Truth, reader: StreamReader): (beforeMs: number) => number {
  const { timeline, chaos, random, situations } = sim;
  const lanes = Array.from({ length: LANES }, () => ({
    waiting: [] as Waiting[],
    past: [] as (readonly Waiting[])[],
    busy: false,
    attempts: 0,
  }));
  let sequence = 0;

  const handle = async (lane: (typeof lanes)[number]): Promise<void> => {
    const attempts = Math.min(lane.attempts, 4);
    const blocked = chaos.strikes('F23', reader.name) ? random.between(100, 20_000) : 0;
    await timeline.sleep(random.between(...READ_MS) * 4 ** attempts + blocked);
    // Repeated failures bisect the batch.
    const batch = lane.waiting.slice(0, Math.max(1, BATCH >> lane.attempts));
    const outcome = await reader.consume(batch.map(({ record }) => record));
    const isGarbled = outcome.ok && chaos.strikes('F16', reader.name);
    if (isGarbled) situations.reach('answer-garbled');
    const failed = outcome.ok && !isGarbled ? outcome.value : batch.map(({ record }) => record.dynamodb.SequenceNumber);
    const first = failed ? batch.findIndex(({ record }) => failed.includes(record.dynamodb.SequenceNumber)) : -1;
    const handled = first < 0 ? batch.length : first;
    if (first > 0) situations.reach('partial-batch');
    lane.attempts = first < 0 ? 0 : lane.attempts + 1;
    const done = lane.waiting.splice(0, handled);
    for (const { written } of done) reader.done?.(written);
    lane.past = [...lane.past, done].slice(-REWOUND);
    // The checkpoint was lost: some batches come again, in their order.
    if (first < 0 && chaos.strikes('F23', reader.name)) {
      const again = lane.past.slice(-random.between(1, REWOUND));
      if (again.length > 1) situations.reach('stream-rewound');
      lane.past = lane.past.slice(0, -again.length);
      lane.waiting.unshift(...again.flat());
    }
    if (lane.waiting.length === 0) lane.busy = false;
    else await handle(lane);
  };

  truth.onWrite((all) => {
    for (const written of all) {
      const { before, after } = written;
      if (!after || !reader.wants(String(after.__edb_e__), before === undefined)) continue;
      const lane = lanes[hash32(after.pk) % LANES];
      if (!lane) continue;
      const dynamodb = {
        SequenceNumber: `${reader.name}${++sequence}`,
        ApproximateCreationDateTime: Math.floor(timeline.now() / 1_000),
        NewImage: imageOf(after),
        ...(before ? { OldImage: imageOf(before) } : {}),
      };
      lane.waiting.push({
        record: { eventName: before ? 'MODIFY' : 'INSERT', dynamodb },
        written,
        atMs: timeline.now(),
      });
      if (!lane.busy) {
        lane.busy = true;
        void handle(lane);
      }
    }
  });
  return (beforeMs) =>
    lanes.reduce((sum, { waiting }) => sum + waiting.filter(({ atMs }) => atMs < beforeMs).length, 0);
}
