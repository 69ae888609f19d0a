import type { SpentGrant } from './model-items.ts';
import type { Allowed, WindowFacts } from './model-rules.ts';
import type { RulePack, Window } from './pack-schema.ts';
import { dayNumber } from './rules-days.ts';
import { grantingEntries } from './rules-entries.ts';

/**
 * Reduces what happened to the facts the windows need. Events come late, twice and in any order, so each step places
 * its event by the time the platform gave it, and counting the same one again is the caller's to prevent (`seen`).
 */

export const NO_FACTS: WindowFacts = {
  entries: [],
  follows: false,
  beforeSpeech: [],
  everSent: false,
  sentSinceCustomerMessage: 0,
};

/** What left before the customer spoke is a handful by the rules; a bound keeps a flood of echoes off the head. */
const MAX_BEFORE_SPEECH = 8;
/** Somebody who opens the page again and again within minutes must not fill the head; the newest decide. */
const MAX_ENTRIES = 10;
/** How late an event may come and still count (SEC4). */
const LATE_MS = 10 * 60_000;

type WindowOf<G extends Window['grant']> = Extract<Window, { grant: G }>;
const isEntry = (window: Window): window is WindowOf<'entry'> => window.grant === 'entry';
const entryWindow = (pack: RulePack): WindowOf<'entry'> | undefined => pack.windows.find(isEntry);

/** The customer opened the message page (W1, W4). `granted` tells whether a right to send came of it. */
export function factsAfterEntry(
  pack: RulePack,
  facts: WindowFacts,
  entry: { readonly key: string; readonly atMs: number; readonly follows?: boolean | undefined },
): { readonly facts: WindowFacts; readonly granted: boolean } {
  const reopened = reopen(facts, entry.atMs);
  const spoke = facts.lastCustomerMessageAtMs !== undefined;
  const first = Math.min(facts.firstEnteredAtMs ?? entry.atMs, entry.atMs);
  const next: WindowFacts = {
    ...reopened,
    follows: entry.follows ?? facts.follows,
    ...(spoke ? {} : { firstEnteredAtMs: first }),
  };
  const window = entryWindow(pack);
  if (!window) {
    const everBefore = facts.firstEnteredAtMs !== undefined || facts.everSent;
    return { facts: next, granted: !everBefore && !spoke };
  }
  const isKnown = facts.entries.some((earlier) => earlier.key === entry.key);
  const entries = isKnown
    ? facts.entries
    : [...facts.entries, { key: entry.key, atMs: entry.atMs, spent: 0 }].sort((a, b) => a.atMs - b.atMs);
  const granting = new Set(grantingEntries(window, pack.dayUtcOffsetMinutes, entries).map(({ key }) => key));
  return {
    facts: { ...next, entries: entriesThatMatter(pack, window, entries, granting) },
    granted: granting.has(entry.key),
  };
}

/**
 * Granting entries count towards their day's number and the next one's spacing. One that grants nothing is kept while an
 * older one may still arrive and turn it into a grant.
 */
function entriesThatMatter(
  pack: RulePack,
  window: WindowOf<'entry'>,
  entries: WindowFacts['entries'],
  granting: ReadonlySet<string>,
): WindowFacts['entries'] {
  const newestMs = entries.at(-1)?.atMs ?? 0;
  const today = dayNumber(newestMs, pack.dayUtcOffsetMinutes);
  return entries
    .filter(({ key, atMs }) => {
      if (newestMs - atMs <= LATE_MS) return true;
      const counts = dayNumber(atMs, pack.dayUtcOffsetMinutes) === today || newestMs - atMs < window.spacingMs;
      return counts && granting.has(key);
    })
    .slice(-MAX_ENTRIES);
}

/** The customer sent a message (W2, W6). A late, older one changes nothing that a newer one already decided. */
export function factsAfterSpeech(facts: WindowFacts, atMs: number): WindowFacts {
  const last = facts.lastCustomerMessageAtMs;
  if (last !== undefined && atMs <= last) return facts;
  // From the first word on, first contact (W4) is over for good and what it rested on is dropped.
  const { firstEnteredAtMs: _entered, firstSentAtMs: _sent, ...rest } = reopen(facts, atMs);
  return { ...rest, lastCustomerMessageAtMs: atMs, sentSinceCustomerMessage: 0, beforeSpeech: [] };
}

/** W3a: an act of the customer newer than the closing lifts it. */
function reopen(facts: WindowFacts, actAtMs: number): WindowFacts {
  if (facts.closedByPlatformAtMs === undefined || actAtMs <= facts.closedByPlatformAtMs) return facts;
  const { closedByPlatformAtMs: _, ...open } = facts;
  return open;
}

/** W11: a message left the account elsewhere (phone app, the platform's console); it uses quotas like ours. */
export function factsAfterForeignSend(
  pack: RulePack,
  facts: WindowFacts,
  sent: { readonly atMs: number; readonly kind: 'text' | 'other' },
): WindowFacts {
  const window = entryWindow(pack);
  const under =
    window && !inReplyWindow(pack, facts, sent.atMs)
      ? grantingEntries(window, pack.dayUtcOffsetMinutes, facts.entries).find(
          (entry) => sent.atMs >= entry.atMs && sent.atMs < entry.atMs + window.lengthMs,
        )
      : undefined;
  return counted(facts, { rule: '', kind: sent.kind, sentAtMs: sent.atMs, ...(under ? { entryKey: under.key } : {}) });
}

function inReplyWindow(pack: RulePack, facts: WindowFacts, atMs: number): boolean {
  const spoke = facts.lastCustomerMessageAtMs;
  if (spoke === undefined || atMs < spoke) return false;
  return pack.windows.some(
    (window) => window.grant === 'reply' && (window.lengthMs === null || atMs < spoke + window.lengthMs),
  );
}

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
  };
  return { facts: counted(facts, grant), grant };
}

/** Whether a send at this instant counts since the customer's newest message. */
const isSince = (facts: WindowFacts, atMs: number): boolean =>
  facts.lastCustomerMessageAtMs !== undefined && atMs >= facts.lastCustomerMessageAtMs;

function counted(facts: WindowFacts, grant: SpentGrant): WindowFacts {
  const { sentAtMs: atMs, kind } = grant;
  const spoke = facts.lastCustomerMessageAtMs !== undefined;
  return {
    ...facts,
    everSent: true,
    ...(spoke ? {} : { firstSentAtMs: Math.min(facts.firstSentAtMs ?? atMs, atMs) }),
    sentSinceCustomerMessage: facts.sentSinceCustomerMessage + (isSince(facts, atMs) ? 1 : 0),
    beforeSpeech: spoke ? facts.beforeSpeech : bounded([...facts.beforeSpeech, { atMs, kind }]),
    entries: facts.entries.map((entry) =>
      entry.key === grant.entryKey ? { ...entry, spent: entry.spent + 1 } : entry,
    ),
  };
}

/** The first tells when anything first left, the newest tell what the present step has used (W4). */
const bounded = <T>(sent: readonly T[]): readonly T[] =>
  sent.length <= MAX_BEFORE_SPEECH ? sent : [...sent.slice(0, 1), ...sent.slice(1 - MAX_BEFORE_SPEECH)];

/** Gives a spent right back: the platform answered that it took nothing. An unknown outcome never comes here (W9). */
export function factsAfterRefund(facts: WindowFacts, grant: SpentGrant): WindowFacts {
  const { firstSentAtMs, ...rest } = facts;
  const at = facts.beforeSpeech.findIndex((sent) => sent.atMs === grant.sentAtMs && sent.kind === grant.kind);
  const beforeSpeech = facts.beforeSpeech.filter((_, index) => index !== at);
  // Before the customer spoke the list is complete, so its first element tells when anything first left.
  const first = at < 0 ? firstSentAtMs : beforeSpeech[0]?.atMs;
  return {
    ...rest,
    beforeSpeech,
    everSent: facts.lastCustomerMessageAtMs === undefined ? first !== undefined : facts.everSent,
    ...(first === undefined ? {} : { firstSentAtMs: first }),
    sentSinceCustomerMessage: Math.max(0, facts.sentSinceCustomerMessage - (isSince(facts, grant.sentAtMs) ? 1 : 0)),
    entries: facts.entries.map((entry) =>
      entry.key === grant.entryKey ? { ...entry, spent: Math.max(0, entry.spent - 1) } : entry,
    ),
  };
}

/** W3a: over-use answered by the platform closes every grant that rests on what the customer did so far. */
export function factsAfterClosing(facts: WindowFacts): WindowFacts {
  const acts = [facts.lastCustomerMessageAtMs, facts.firstEnteredAtMs, facts.entries.at(-1)?.atMs];
  return { ...facts, closedByPlatformAtMs: Math.max(0, ...acts.filter((atMs) => atMs !== undefined)) };
}
