/**
 * What a platform knows of one thread, by its own clock, and what its rules say of a send (product.md, W1–W6): a direct
 * search over everything that happened, sharing nothing with the engine that it judges.
 */

export interface Act {
  readonly kind: 'entered' | 'spoke';
  readonly id: string;
  readonly atMs: number;
  readonly follows: boolean;
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
  /** Douyin: the entry under which it went. */
  readonly entry?: string | undefined;
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
  /** Douyin's scene and the event that the call names. */
  readonly scene: 'entry' | 'reply';
  readonly ref: string;
  readonly highWeight: boolean;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
/** Calendar days in Shanghai, which has no summer time. */
const shanghaiDay = (atMs: number): number => Math.floor((atMs + 8 * HOUR) / DAY);

export function douyinAllows({ acts, sends }: ThreadLedger, attempt: Attempt): boolean {
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
    if (entry.id === named.id) return grants && sends.filter((send) => send.entry === named.id).length < 3;
  }
  return false;
}

export function xiaohongshuAllows({ acts, sends }: ThreadLedger, attempt: Attempt): boolean {
  if (acts.some((act) => act.kind === 'spoke' && act.atMs <= attempt.atMs + SECOND)) return true;
  const entries = acts.filter((act) => act.kind === 'entered').sort((a, b) => a.atMs - b.atMs);
  const first = entries[0];
  if (!first || first.atMs > attempt.atMs + SECOND) return false;
  if (sends.some((send) => send.atMs < first.atMs)) return false;
  if (entries.at(-1)?.follows) return true;
  const edge = first.atMs + DAY;
  if (attempt.atMs >= edge) return sends.filter((send) => send.atMs >= edge).length < 1;
  const early = sends.filter((send) => send.atMs < edge).length;
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
