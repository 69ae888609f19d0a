import type { PlatformAccount } from './platform.ts';
import {
  type Attempt,
  DECIDED_BEFORE_MS,
  douyinAllows,
  knownTo,
  type ThreadLedger,
  xiaohongshuAllows,
} from './platform-ledger.ts';
import type { Sim, Worker } from './worker.ts';

/** Whether the platform lets this send through. */
export const allows = ({ platform }: PlatformAccount, thread: ThreadLedger, attempt: Attempt): boolean =>
  platform === 'douyin' ? douyinAllows(thread, attempt) : xiaohongshuAllows(thread, attempt);

/** How far honest clocks of ours may be apart, and how far one wild one may be from them. */
const APART_MS = 10_000;
const WILD_APART_MS = 125_000;

/** INV5: what left us must have been right by what we could know, judged by the platform's clock. */
export function createDepartureJudge(sim: Sim) {
  return (worker: Worker, account: PlatformAccount, thread: ThreadLedger, exact: Attempt): void => {
    const attempt = { ...exact, graceMs: sim.wasWild ? WILD_APART_MS : APART_MS };
    const ours = { acts: thread.acts, sends: thread.sends.filter(({ by }) => by === 'us') };
    const known = DECIDED_BEFORE_MS.map((ms) => knownTo(thread, attempt.ref, attempt.atMs - ms));
    const views = [thread, ours, ...known];
    if (views.some((view) => allows(account, view, attempt))) return;
    // By its own clock: a slow one is late, and one ahead is in tomorrow already, where a touch of today counts no more.
    const skewMs = worker.skewMs();
    const own = { ...attempt, atMs: attempt.atMs + skewMs };
    const isExcused = skewMs < 0 || attempt.scene === 'proactive';
    if (skewMs !== 0 && isExcused && views.some((view) => allows(account, view, own))) {
      sim.situations.reach('late-by-skew');
      return;
    }
    const { scene, ref, atMs } = attempt;
    sim.violate('INV5', `${scene} to ${ref} left at ${atMs}, no window of ${account.platform} allows it`);
  };
}
