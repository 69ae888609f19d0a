/**
 * Scores how likely a lead record belongs to a conversation (K6). The record names account and nick name, never the
 * thread; only a clear match is applied, the rest waits for a person. Times are epoch milliseconds.
 */

export interface RecordFacts {
  readonly nickName?: string | undefined;
  readonly submittedAtMs: number;
}

export interface CandidateFacts {
  readonly conversationId: string;
  readonly customerName?: string | undefined;
  readonly lastActivityAtMs: number;
  /** When this customer last submitted a form or lead card. */
  readonly formAtMs?: number | undefined;
}

export interface Scored {
  readonly conversationId: string;
  readonly score: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The name alone is not proof: two customers may share it, and anybody may change theirs. */
const POINTS = { name: 50, formNow: 45, formToday: 15, activeNow: 15, activeToday: 5 } as const;
/** Name and form together; nothing less. */
const CLEAR_SCORE = 90;
const CLEAR_LEAD = 25;

export function scoreCandidate(record: RecordFacts, candidate: CandidateFacts): number {
  const name = folded(record.nickName);
  const sameName = name !== '' && name === folded(candidate.customerName);
  const form =
    candidate.formAtMs === undefined ? Number.POSITIVE_INFINITY : Math.abs(record.submittedAtMs - candidate.formAtMs);
  const activity = Math.abs(record.submittedAtMs - candidate.lastActivityAtMs);
  return (
    (sameName ? POINTS.name : 0) +
    within(form, 10 * MINUTE_MS, POINTS.formNow, 24 * HOUR_MS, POINTS.formToday) +
    within(activity, HOUR_MS, POINTS.activeNow, 24 * HOUR_MS, POINTS.activeToday)
  );
}

const within = (distance: number, nearMs: number, near: number, farMs: number, far: number): number =>
  distance <= nearMs ? near : distance <= farMs ? far : 0;

const folded = (name: string | undefined): string => (name ?? '').normalize('NFKC').trim().toLowerCase();

/** The best candidates, best first, and the one that is clear beyond doubt, if any. */
export function matchRecord(
  record: RecordFacts,
  candidates: readonly CandidateFacts[],
): { readonly clear?: string; readonly best: readonly Scored[] } {
  const scored = candidates
    .map((candidate) => ({ conversationId: candidate.conversationId, score: scoreCandidate(record, candidate) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.conversationId < b.conversationId ? -1 : 1));
  const [first, second] = scored;
  const isClear = first && first.score >= CLEAR_SCORE && first.score - (second?.score ?? 0) >= CLEAR_LEAD;
  return { best: scored.slice(0, 5), ...(isClear ? { clear: first.conversationId } : {}) };
}
