/**
 * What a platform knows of one thread, by its own clock, and what its rules say of a send (product.md, W1–W7): a direct
 * search over everything that happened, sharing nothing with the engine that it judges.
 */

export interface Act {
  /** `consented` (W3): until `untilMs`; taken back = until the instant it happened. `commented`: W7. */
  readonly kind: 'entered' | 'spoke' | 'consented' | 'commented';
  readonly id: string;
  readonly atMs: number;
  readonly follows?: boolean;
  readonly untilMs?: number;
  /** When our side had applied it to its conversation; unset = not yet. */
  knownAtMs?: number;
}

export interface Send {
  readonly by: 'us' | 'phone';
  /** Message row of ours. */
  readonly intent?: string;
  readonly id: string;
  readonly atMs: number;
  readonly text: string | undefined;
  /** Under which right it went, and by which act: Douyin's entry, Xiaohongshu's comment. */
  readonly scene?: Attempt['scene'];
  readonly ref?: string;
  knownAtMs?: number;
}

export interface ThreadLedger {
  readonly acts: Act[];
  readonly sends: Send[];
}

export interface Attempt {
  readonly atMs: number;
  /** Text or anything else. */
  readonly isText: boolean;
  /** Douyin's scene and the event that the call names; Xiaohongshu's `comment` is a text that quotes one. */
  readonly scene: 'entry' | 'reply' | 'proactive' | 'comment';
  readonly ref: string;
  readonly highWeight: boolean;
  readonly adSpendYuan: number;
  /** How far the clocks of our side may be apart: two of ours need not agree on when a touch began. */
  readonly graceMs?: number;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
/** Calendar days in Shanghai, which has no summer time. */
const shanghaiDay = (atMs: number): number => Math.floor((atMs + 8 * HOUR) / DAY);

/** W3: what is proactive belongs together, and then there is a day's rest. */
const TOUCH = 600 * SECOND;
const A_TOUCH = 3;

/** W3: the newest word of the customer on it is yes and still runs; no touch yet today, or one of a few messages. */
function consentAllows({ acts, sends }: ThreadLedger, { atMs, graceMs = 0 }: Attempt): boolean {
  const words = acts.filter((act) => act.kind === 'consented').sort((a, b) => a.atMs - b.atMs);
  const last = words.at(-1);
  if (!last || atMs >= (last.untilMs ?? 0)) return false;
  const touched = sends.filter((send) => send.scene === 'proactive' && shanghaiDay(send.atMs) === shanghaiDay(atMs));
  const first = touched[0];
  return !first || (touched.length < A_TOUCH && atMs < first.atMs + TOUCH + graceMs);
}

export function douyinAllows(thread: ThreadLedger, attempt: Attempt): boolean {
  const { acts, sends } = thread;
  if (attempt.scene === 'proactive') return consentAllows(thread, attempt);
  const named = acts.find((act) => act.id === attempt.ref);
  if (!named || named.atMs > attempt.atMs + SECOND) return false;
  if (attempt.scene === 'reply') return named.kind === 'spoke' && attempt.atMs - named.atMs < DAY;
  if (named.kind !== 'entered' || attempt.atMs - named.atMs >= 30 * SECOND) return false;
  const entries = acts.filter((act) => act.kind === 'entered').sort((a, b) => a.atMs - b.atMs);
  let last = Number.NEGATIVE_INFINITY;
  const perDay = new Map<number, number>();
  for (const entry of entries) {
    const day = shanghaiDay(entry.atMs);
    const grants = entry.atMs - last >= HOUR && (perDay.get(day) ?? 0) < 3;
    if (grants) {
      last = entry.atMs;
      perDay.set(day, (perDay.get(day) ?? 0) + 1);
    }
    if (entry.id === named.id)
      return grants && sends.filter((send) => send.scene === 'entry' && send.ref === named.id).length < 3;
  }
  return false;
}

/** Intent comments are for accounts that spend (A3). */
const SPEND_FOR_COMMENTS = 3_000;

/** W7: one text that quotes a comment of the last day, which nothing answered yet. */
export function commentAllows({ acts, sends }: ThreadLedger, attempt: Attempt): boolean {
  const comment = acts.find((act) => act.kind === 'commented' && act.id === attempt.ref);
  if (attempt.scene !== 'comment' || !comment || !attempt.isText) return false;
  if (attempt.adSpendYuan < SPEND_FOR_COMMENTS || attempt.atMs - comment.atMs >= DAY) return false;
  return !sends.some((send) => send.scene === 'comment' && send.ref === comment.id);
}

export function xiaohongshuAllows(thread: ThreadLedger, attempt: Attempt): boolean {
  const { acts, sends } = thread;
  if (acts.some((act) => act.kind === 'spoke' && act.atMs <= attempt.atMs + SECOND)) return true;
  if (commentAllows(thread, attempt)) return true;
  const entries = acts.filter((act) => act.kind === 'entered').sort((a, b) => a.atMs - b.atMs);
  const first = entries[0];
  if (!first || first.atMs > attempt.atMs + SECOND) return false;
  if (sends.some((send) => send.atMs < first.atMs)) return false;
  if (entries.at(-1)?.follows) return true;
  const edge = first.atMs + DAY;
  // Whoever had an answer to a comment was written to, but it was no step of these.
  const steps = sends.filter((send) => send.scene !== 'comment');
  if (attempt.atMs >= edge) return steps.filter((send) => send.atMs >= edge).length < 1;
  const early = steps.filter((send) => send.atMs < edge).length;
  return early === 0 ? attempt.isText : early === 1 && attempt.highWeight;
}

/** A send already claimed when an act became known may still leave: its sender decided on what was true then. */
export const DECIDED_BEFORE_MS: readonly number[] = [0, 4_000];

/** The thread as our side could know it so long before it sent. What the call itself names is known. */
export function knownTo(ledger: ThreadLedger, ref: string, knownByMs: number): ThreadLedger {
  const isKnown = ({ knownAtMs }: { readonly knownAtMs?: number }): boolean =>
    knownAtMs !== undefined && knownAtMs <= knownByMs;
  return {
    acts: ledger.acts.filter((act) => act.id === ref || isKnown(act)),
    sends: ledger.sends.filter((send) => send.by === 'us' || isKnown(send)),
  };
}
