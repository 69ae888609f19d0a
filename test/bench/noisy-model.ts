import { createReadyList } from '../../infra/local/queues-ready.ts';
import { createPaceKeeper } from '../../shared/conversations/pace.ts';
import type { PaceKeeper } from '../../shared/conversations/ports.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { createMemoryRowTable } from '../../shared/runtime/memory-row-table.ts';
import { createRandom } from '../simulation/random.ts';
import type { Timeline } from '../simulation/timeline.ts';

/** The way out for many tenants in virtual time: the fair queue, some senders, the product's own pace. */

export interface Load {
  readonly quietTenants: number;
  /** Messages of each quiet tenant a second; of the noisy one, when there is one. */
  readonly quietPerSecond: number;
  readonly noisyPerSecond: number;
  readonly seconds: number;
  /** Whether the platform finds the application too fast, so that all share its pace. */
  readonly isPaced: boolean;
}

export interface Sent {
  readonly tenant: string;
  readonly arrivedMs: number;
  readonly sentMs: number;
}

interface Job {
  readonly tenant: string;
  readonly arrivedMs: number;
  readonly slotMs: number | undefined;
}

export const NOISY = 'noisy';
/** Runs of the sender at once, and messages of a run in flight (infra/sending.ts). */
const RUNS = 5;
const BATCH = 10;
const PLATFORM_MS = 150;
/** Reading and claiming, before the platform is called (ASSUMED). */
const CLAIM_MS = 40;
/** As `visit-pace.ts`: a turn this near is waited for within the run. */
const WAIT_MS = 1_500;
const SEED = 11;

const quiet = (): void => undefined;
const SILENT: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** Starts all arrivals at the timeline's now; answers the list that fills as it runs. */
export async function createNoisyModel(timeline: Timeline, load: Load): Promise<readonly Sent[]> {
  const clock = { now: () => timeline.now() };
  const table = createMemoryRowTable();
  const keepers = Array.from({ length: RUNS }, () => createPaceKeeper({ table, clock, log: SILENT }));
  if (load.isPaced) await tellTooFast(keepers, timeline.now());
  const ready = createReadyList();
  const sent: Sent[] = [];
  const jobs = new Map<string, Job>();
  let free = [...keepers];

  const push = (tenant: string, arrivedMs: number, slotMs?: number): void => {
    const id = `m${jobs.size}`;
    jobs.set(id, { tenant, arrivedMs, slotMs });
    ready.push({
      id,
      body: '',
      attributes: {},
      sentAtMs: timeline.now(),
      visibleAtMs: timeline.now(),
      received: 0,
      firstReceivedAtMs: undefined,
      groupId: tenant,
    });
    begin();
  };
  const begin = (): void => {
    while (free.length > 0 && ready.size() > 0) {
      const [keeper, ...rest] = free;
      if (!keeper) return;
      free = rest;
      const batch = Array.from({ length: BATCH }, () => ready.take()).filter((one) => one !== undefined);
      void Promise.all(batch.map((one) => deliver(keeper, jobs.get(one.id)))).then(() => {
        for (const one of batch) ready.finished(one);
        free = [...free, keeper];
        begin();
      });
    }
  };
  const deliver = async (keeper: PaceKeeper, job: Job | undefined): Promise<void> => {
    if (!job) return;
    const { tenant, arrivedMs } = job;
    await timeline.sleep(CLAIM_MS);
    const of = { tenantId: tenant, accountId: `dy_${tenant}`, platform: 'douyin' } as const;
    for (let { slotMs } = job; ; ) {
      const turn = await keeper.turn(of, slotMs === undefined ? {} : { slotMs });
      if (turn.kind === 'go') break;
      const waitMs = Math.max(0, turn.untilMs - timeline.now());
      if (turn.slotMs === undefined || waitMs > WAIT_MS) {
        timeline.after(waitMs, () => push(tenant, arrivedMs, turn.slotMs));
        return;
      }
      slotMs = turn.slotMs;
      await timeline.sleep(waitMs);
    }
    await timeline.sleep(PLATFORM_MS);
    sent.push({ tenant, arrivedMs, sentMs: timeline.now() });
  };

  const random = createRandom(SEED, 'noisy');
  const arrive = (tenant: string, perSecond: number): void => {
    for (let at = 0; at < load.seconds * perSecond; at++) {
      const inMs = random.between(0, load.seconds * 1_000);
      timeline.after(inMs, () => push(tenant, timeline.now()));
    }
  };
  for (let at = 0; at < load.quietTenants; at++) arrive(`quiet-${at}`, load.quietPerSecond);
  arrive(NOISY, load.noisyPerSecond);
  return sent;
}

const tellTooFast = async (keepers: readonly PaceKeeper[], nowMs: number): Promise<void> => {
  const of = { tenantId: NOISY, accountId: `dy_${NOISY}`, platform: 'douyin' } as const;
  await keepers[0]?.overused(of, { whose: 'application', sentAtMs: nowMs, pauseMs: 0 });
};
