import type { SpentGrant } from './model-head.ts';
import type { Allowed, EarlySend, WindowFacts } from './model-rules.ts';

/** What spending a right does to the facts (W9), and what giving it back does. */

/** What left before the customer spoke is a handful by the rules; a bound keeps a flood of echoes off the head. */
const MAX_BEFORE_SPEECH = 8;

/** W9: the right is spent before the platform is called. What comes back undoes it if the platform took nothing. */
export function factsAfterClaim(
  facts: WindowFacts,
  verdict: Allowed,
  kind: 'text' | 'other',
  nowMs: number,
): { readonly facts: WindowFacts; readonly grant: SpentGrant } {
  // Our clock may run behind the platform's: what an act of the customer granted did not happen before it.
  const sentAtMs = Math.max(nowMs, facts.firstEnteredAtMs ?? 0, facts.lastCustomerMessageAtMs ?? 0);
  const grant: SpentGrant = {
    rule: verdict.rule,
    kind,
    sentAtMs,
    ...(verdict.entryKey === undefined ? {} : { entryKey: verdict.entryKey }),
    ...(verdict.touchAtMs === undefined ? {} : { touchAtMs: verdict.touchAtMs }),
    ...(verdict.commentId === undefined ? {} : { commentId: verdict.commentId }),
  };
  return { facts: counted(facts, grant, true), grant };
}

/**
 * The platform took what was claimed at this instant, or the first since (W9, W11): its answer or an echo says so. Not for
 * the answer to a comment (W7), which is no step of first contact and proves none. One send is claimed at a time, so where several share an instant it does not matter which of them is meant.
 */
export function factsAfterProof(facts: WindowFacts, claimedAtMs: number): WindowFacts {
  const at = facts.beforeSpeech.findIndex((sent) => sent.unproven && sent.atMs >= claimedAtMs);
  if (at < 0) return facts;
  const proven = ({ unproven: _, ...sent }: EarlySend): EarlySend => sent;
  return { ...facts, beforeSpeech: facts.beforeSpeech.map((sent, index) => (index === at ? proven(sent) : sent)) };
}

/** Whether a send at this instant counts since the customer's newest message. */
const isSince = (facts: WindowFacts, atMs: number): boolean =>
  facts.lastCustomerMessageAtMs !== undefined && atMs >= facts.lastCustomerMessageAtMs;

/** The facts once something left that used this right; `unproven` = it is about to, and the platform has yet to take it. */
export function counted(facts: WindowFacts, grant: SpentGrant, unproven = false): WindowFacts {
  const { sentAtMs: atMs, kind, commentId } = grant;
  const spoke = facts.lastCustomerMessageAtMs !== undefined;
  // An answer to a comment is no step of first contact, but whoever had one is contacted (W4).
  const isStep = !spoke && commentId === undefined;
  const early: EarlySend = { atMs, kind, ...(unproven ? { unproven: true } : {}) };
  return {
    ...facts,
    everSent: true,
    ...(spoke ? {} : { firstSentAtMs: Math.min(facts.firstSentAtMs ?? atMs, atMs) }),
    sentSinceCustomerMessage: facts.sentSinceCustomerMessage + (isSince(facts, atMs) ? 1 : 0),
    beforeSpeech: isStep ? bounded([...facts.beforeSpeech, early]) : facts.beforeSpeech,
    entries: facts.entries.map((entry) =>
      entry.key === grant.entryKey ? { ...entry, spent: entry.spent + 1 } : entry,
    ),
    ...touched(facts, grant, 1),
    ...answered(facts, commentId, atMs),
  };
}

type Part<K extends keyof WindowFacts> = Partial<Pick<WindowFacts, K>>;

/** W3: one message more or less in its touch; a touch without any is none. */
function touched({ consent }: WindowFacts, { touchAtMs }: SpentGrant, by: 1 | -1): Part<'consent'> {
  if (!consent || touchAtMs === undefined) return {};
  const { touchAtMs: known, spent, ...rest } = consent;
  if (known !== touchAtMs) return by === 1 ? { consent: { ...rest, touchAtMs, spent: 1 } } : {};
  const left = spent + by;
  return { consent: left > 0 ? { ...rest, touchAtMs, spent: left } : { ...rest, spent: 0 } };
}

/** W7: a comment answered, or not answered after all. */
function answered({ comments }: WindowFacts, commentId: string | undefined, atMs?: number): Part<'comments'> {
  if (!comments || commentId === undefined) return {};
  return {
    comments: comments.map((comment) => {
      if (comment.id !== commentId) return comment;
      const { repliedAtMs: _, ...open } = comment;
      return atMs === undefined ? open : { ...open, repliedAtMs: atMs };
    }),
  };
}

/** The first tells when anything first left, the newest tell what the present step has used (W4). */
const bounded = <T>(sent: readonly T[]): readonly T[] =>
  sent.length <= MAX_BEFORE_SPEECH ? sent : [...sent.slice(0, 1), ...sent.slice(1 - MAX_BEFORE_SPEECH)];

/** Gives a spent right back: the platform answered that it took nothing. An unknown outcome never comes here (W9). */
export function factsAfterRefund(facts: WindowFacts, grant: SpentGrant): WindowFacts {
  const { firstSentAtMs, ...rest } = { ...facts, ...answered(facts, grant.commentId) };
  const at = facts.beforeSpeech.findIndex((sent) => sent.atMs === grant.sentAtMs && sent.kind === grant.kind);
  const isStep = at >= 0 && grant.commentId === undefined;
  const beforeSpeech = facts.beforeSpeech.filter((_, index) => !isStep || index !== at);
  // Before the customer spoke the lists are complete, so they tell when anything else first left.
  const isFirst = firstSentAtMs === grant.sentAtMs && (isStep || grant.commentId !== undefined);
  const first = isFirst ? earliest([...beforeSpeech.map(({ atMs }) => atMs), ...replies(rest)]) : firstSentAtMs;
  return {
    ...rest,
    ...touched(facts, grant, -1),
    beforeSpeech,
    everSent: facts.lastCustomerMessageAtMs === undefined ? first !== undefined : facts.everSent,
    ...(first === undefined ? {} : { firstSentAtMs: first }),
    sentSinceCustomerMessage: Math.max(0, facts.sentSinceCustomerMessage - (isSince(facts, grant.sentAtMs) ? 1 : 0)),
    entries: facts.entries.map((entry) =>
      entry.key === grant.entryKey ? { ...entry, spent: Math.max(0, entry.spent - 1) } : entry,
    ),
  };
}

const earliest = (times: readonly number[]): number | undefined =>
  times.length === 0 ? undefined : Math.min(...times);
const replies = ({ comments = [] }: Pick<WindowFacts, 'comments'>): readonly number[] =>
  comments.flatMap(({ repliedAtMs }) => repliedAtMs ?? []);
