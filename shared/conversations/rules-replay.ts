import type { ContentType, Sender } from './model.ts';
import type { ThreadRow } from './model-items.ts';
import type { Trace } from './model-messages.ts';
import type { BarrierCode, Standing, Verdict, WindowFacts } from './model-rules.ts';
import type { RulePack } from './pack-schema.ts';
import { platformIdOf } from './rules-echo.ts';
import {
  factsAfterClaim,
  factsAfterComment,
  factsAfterConsent,
  factsAfterEntry,
  factsAfterForeignSend,
  factsAfterProof,
  factsAfterSpeech,
  NO_FACTS,
} from './rules-facts.ts';
import { documentFingerprint } from './rules-fingerprint.ts';
import { shownVerdict } from './rules-trace.ts';
import { candidateOf } from './rules-verdict.ts';
import { contentTypeOf, judge } from './rules-windows.ts';

/** What happened in a conversation, as far as windows care. `atMs`: epoch milliseconds of the platform. */
export type Happening =
  | { readonly kind: 'entered'; readonly atMs: number; readonly follows?: boolean | undefined }
  | { readonly kind: 'spoke'; readonly atMs: number }
  | { readonly kind: 'commented'; readonly atMs: number; readonly id: string }
  | {
      readonly kind: 'consented';
      readonly atMs: number;
      readonly given: boolean;
      readonly untilMs?: number | undefined;
    }
  /** A message was asked for; `left`: the platform took it, or may have. */
  | {
      readonly kind: 'asked';
      readonly atMs: number;
      readonly contentType: ContentType | undefined;
      readonly sender: Sender;
      /** W7: the comment it quotes. */
      readonly quotes?: string | undefined;
      /** The account's standing then, where it is known. */
      readonly standing?: Standing | undefined;
      readonly left: boolean;
      /** Of what left: nobody ever knew whether the platform took it (W9). */
      readonly unproven?: boolean;
    };

export interface PackDifference {
  readonly atMs: number;
  readonly contentType: ContentType | undefined;
  readonly before: Verdict;
  readonly after: Verdict;
  /** `limits`: both allow or both refuse, with other figures or reasons. */
  readonly change: 'now-allowed' | 'now-refused' | 'limits';
}

export interface Replay {
  readonly asked: number;
  readonly differences: readonly PackDifference[];
}

/**
 * Runs a conversation's past under two packs and answers where they differ (W12), so that a new pack's effect is seen
 * before it takes effect. What left counts under both, whatever they would have said: it is history. Pure.
 *
 * @param standing the account's now, for messages of which that of then is not known
 * @param history oldest first
 */
export function replayPack(
  history: readonly Happening[],
  standing: Standing,
  before: RulePack,
  after: RulePack,
): Replay {
  const differences: PackDifference[] = [];
  let asked = 0;
  let facts: readonly [WindowFacts, WindowFacts] = [NO_FACTS, NO_FACTS];
  for (const [at, happening] of history.entries()) {
    const old = step(before, standing, facts[0], happening, at);
    const fresh = step(after, standing, facts[1], happening, at);
    facts = [old.facts, fresh.facts];
    if (happening.kind !== 'asked' || !old.verdict || !fresh.verdict) continue;
    asked += 1;
    const change = changeOf(old.verdict, fresh.verdict);
    const { atMs, contentType } = happening;
    if (change) differences.push({ atMs, contentType, before: old.verdict, after: fresh.verdict, change });
  }
  return { asked, differences };
}

function step(
  pack: RulePack,
  standing: Standing,
  facts: WindowFacts,
  happening: Happening,
  at: number,
): { readonly facts: WindowFacts; readonly verdict?: Verdict } {
  const { atMs } = happening;
  switch (happening.kind) {
    case 'entered':
      return { facts: factsAfterEntry(pack, facts, { key: `${at}`, atMs, follows: happening.follows }).facts };
    case 'spoke':
      return { facts: factsAfterSpeech(facts, atMs) };
    case 'commented':
      return { facts: factsAfterComment(pack, facts, happening) };
    case 'consented':
      return { facts: factsAfterConsent(facts, happening) };
    case 'asked': {
      const verdict = judge(pack, happening.standing ?? standing, facts, happening, atMs);
      if (!happening.left) return { facts, verdict };
      const kind = happening.contentType === 'text' ? 'text' : 'other';
      if (verdict.kind !== 'allowed') return { facts: factsAfterForeignSend(pack, facts, { atMs, kind }), verdict };
      const claimed = factsAfterClaim(facts, verdict, kind, atMs);
      const { sentAtMs } = claimed.grant;
      return { facts: happening.unproven ? claimed.facts : factsAfterProof(claimed.facts, sentAtMs), verdict };
    }
  }
}

function changeOf(before: Verdict, after: Verdict): PackDifference['change'] | undefined {
  if (before.kind !== after.kind) return after.kind === 'allowed' ? 'now-allowed' : 'now-refused';
  const isSame = documentFingerprint(shownVerdict(before)) === documentFingerprint(shownVerdict(after));
  return isSame ? undefined : 'limits';
}

/** Ends that no pack has a say in: who was first, what the account may do, what a person meant for later. */
const BARRIERS: ReadonlySet<string> = new Set([
  'takeover.fenced',
  'burst.superseded',
  'account.unhosted',
  'account.needs-authorization',
  'account.awaiting-binding',
  'schedule.later',
] satisfies BarrierCode[]);
const isBarred = ({ verdict }: Trace): boolean => verdict.kind === 'refused' && BARRIERS.has(verdict.code);

/** States in which the platform took a message, or may have (W9). */
const LEFT: ReadonlySet<string> = new Set(['sent', 'unknown', 'recalled']);

/** The happenings of a thread. Echoes of our own sends are those sends; what was sent elsewhere was asked for there. */
export function historyOf(rows: readonly ThreadRow[]): readonly Happening[] {
  const ours = new Set(rows.flatMap((row) => (row.row === 'message' ? (row.message.platformMessageId ?? []) : [])));
  return rows.flatMap((row) => happeningOf(row, ours) ?? []).sort((a, b) => a.atMs - b.atMs);
}

function happeningOf(row: ThreadRow, ours: ReadonlySet<string>): Happening | undefined {
  if (row.row === 'message') {
    const { kind, body, state, trace } = row.message;
    if (kind !== 'message' || !body || !trace || isBarred(trace)) return undefined;
    const candidate = candidateOf(row.message);
    const unproven = state === 'unknown';
    const { standing } = trace.basis ?? {};
    return { kind: 'asked', atMs: trace.decidedAtMs, ...candidate, standing, left: LEFT.has(state), unproven };
  }
  const { event } = row;
  const { occurredAtMs: atMs } = event;
  if (event.kind === 'entered') return { kind: 'entered', atMs, follows: event.follows };
  if (event.kind === 'message' || event.kind === 'contact') return { kind: 'spoke', atMs };
  if (event.kind === 'comment') return { kind: 'commented', atMs, id: event.eventId };
  if (event.kind === 'consent' && event.consent) return { kind: 'consented', atMs, ...event.consent };
  if (event.kind !== 'echo' || event.sentByUs === true || ours.has(platformIdOf(event))) return undefined;
  return { kind: 'asked', atMs, contentType: event.body && contentTypeOf(event.body), sender: 'phone-app', left: true };
}
