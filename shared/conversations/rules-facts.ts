import type { WindowFacts } from './model-rules.ts';
import type { RulePack } from './pack-schema.ts';
import { dayNumber } from './rules-days.ts';
import { type EntryWindow, entryWindow, isWithin, LATE_MS } from './rules-elsewhere.ts';
import { grantingEntries } from './rules-entries.ts';

export { factsAfterForeignSend } from './rules-elsewhere.ts';
export { factsAfterClaim, factsAfterProof, factsAfterRefund } from './rules-spending.ts';

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

/** Somebody who opens the page again and again within minutes must not fill the head; what grants decides and stays. */
const MAX_ENTRIES = 10;
/** Comments of one customer that can be answered at a time; a head is billed by the KB. */
const MAX_COMMENTS = 4;

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
    ...followed(facts, entry, spoke ? undefined : first),
    ...(spoke ? {} : { firstEnteredAtMs: first }),
  };
  const window = entryWindow(pack);
  if (!window) {
    const everBefore = facts.firstEnteredAtMs !== undefined || facts.everSent;
    return { facts: next, granted: !everBefore && !spoke };
  }
  const isKnown = facts.entries.some((earlier) => earlier.key === entry.key);
  // Of one instant, what was told first came first.
  const strays = facts.strayAtMs?.filter((atMs) => atMs !== entry.atMs && isWithin(window, entry, atMs));
  const spent = strays?.length ?? 0;
  const entries = isKnown
    ? facts.entries
    : [...facts.entries, { key: entry.key, atMs: entry.atMs, spent }].sort((a, b) => a.atMs - b.atMs);
  const granting = new Set(grantingEntries(window, pack.dayUtcOffsetMinutes, entries).map(({ key }) => key));
  return {
    facts: { ...next, entries: entriesThatMatter(pack, window, entries, granting) },
    granted: granting.has(entry.key),
  };
}

/** W5: the newest entry that tells has the word, whenever it comes; after speech nothing rests on it any more. */
function followed(
  facts: WindowFacts,
  entry: { readonly atMs: number; readonly follows?: boolean | undefined },
  firstMs: number | undefined,
): Pick<WindowFacts, 'follows' | 'followsAtMs'> {
  const knownMs = facts.followsAtMs ?? facts.firstEnteredAtMs ?? entry.atMs;
  const isNews = entry.follows !== undefined && entry.atMs >= knownMs;
  const toldMs = isNews ? entry.atMs : knownMs;
  return {
    follows: isNews ? entry.follows : facts.follows,
    ...(firstMs !== undefined && toldMs > firstMs ? { followsAtMs: toldMs } : {}),
  };
}

/**
 * Granting entries count towards their day's number and the next one's spacing. One that grants nothing is kept while an
 * older one may still arrive and turn it into a grant, and with it whatever decided that it grants nothing.
 */
function entriesThatMatter(
  pack: RulePack,
  window: EntryWindow,
  entries: WindowFacts['entries'],
  granting: ReadonlySet<string>,
): WindowFacts['entries'] {
  const newestMs = entries.at(-1)?.atMs ?? 0;
  const openMs = newestMs - LATE_MS;
  const openDay = dayNumber(openMs, pack.dayUtcOffsetMinutes);
  const kept = entries.filter(({ key, atMs }) => {
    if (atMs >= openMs) return true;
    const counts = dayNumber(atMs, pack.dayUtcOffsetMinutes) >= openDay || openMs - atMs < window.spacingMs;
    return counts && granting.has(key);
  });
  const others = kept.filter(({ key }) => !granting.has(key));
  const newest = new Set(others.slice(Math.max(0, kept.length - MAX_ENTRIES)));
  return kept.filter((entry) => granting.has(entry.key) || newest.has(entry));
}

/** The customer sent a message (W2, W6). A late, older one changes nothing that a newer one already decided. */
export function factsAfterSpeech(facts: WindowFacts, atMs: number): WindowFacts {
  const last = facts.lastCustomerMessageAtMs;
  if (last !== undefined && atMs <= last) return facts;
  // From the first word on, first contact (W4) is over for good and what it rested on is dropped; what strayed matters no
  // more either, for the right to reply outlasts any entry's.
  const {
    firstEnteredAtMs: _entered,
    firstSentAtMs: _sent,
    followsAtMs: _told,
    strayAtMs: _strays,
    ...rest
  } = reopen(facts, atMs);
  return { ...rest, lastCustomerMessageAtMs: atMs, sentSinceCustomerMessage: 0, beforeSpeech: [] };
}

/** W3: the customer allowed messages of the account's own accord, prolonged that or took it back. */
export function factsAfterConsent(
  facts: WindowFacts,
  told: { readonly atMs: number; readonly given: boolean; readonly untilMs?: number | undefined },
): WindowFacts {
  const { consent } = facts;
  if (consent && told.atMs < consent.atMs) return facts;
  const { atMs, given } = told;
  // What was taken back stays as ended, so that an older consent that comes late revives nothing.
  const untilMs = given ? told.untilMs : atMs;
  const touch = consent?.touchAtMs === undefined ? {} : { touchAtMs: consent.touchAtMs };
  const next = { atMs, spent: consent?.spent ?? 0, ...touch, ...(untilMs === undefined ? {} : { untilMs }) };
  return { ...facts, consent: next };
}

/** W7: the customer left a comment that shows intent. */
export function factsAfterComment(
  pack: RulePack,
  facts: WindowFacts,
  comment: { readonly id: string; readonly atMs: number },
): WindowFacts {
  const window = pack.windows.find((one) => one.grant === 'comment');
  const known = facts.comments ?? [];
  if (!window || known.some(({ id }) => id === comment.id)) return facts;
  const all = [...known, { id: comment.id, atMs: comment.atMs }].sort((a, b) => a.atMs - b.atMs);
  const newestMs = all.at(-1)?.atMs ?? 0;
  const comments = all.filter(({ atMs }) => newestMs - atMs < window.lengthMs).slice(-MAX_COMMENTS);
  return { ...facts, comments };
}

/** W3a: an act of the customer newer than the closing lifts it. */
function reopen(facts: WindowFacts, actAtMs: number): WindowFacts {
  if (facts.closedByPlatformAtMs === undefined || actAtMs <= facts.closedByPlatformAtMs) return facts;
  const { closedByPlatformAtMs: _, ...open } = facts;
  return open;
}

/** W3a: over-use answered by the platform closes every grant that rests on what the customer did so far. */
export function factsAfterClosing(facts: WindowFacts): WindowFacts {
  const acts = [
    facts.lastCustomerMessageAtMs,
    facts.firstEnteredAtMs,
    facts.entries.at(-1)?.atMs,
    facts.consent?.atMs,
    facts.comments?.at(-1)?.atMs,
  ];
  return { ...facts, closedByPlatformAtMs: Math.max(0, ...acts.filter((atMs) => atMs !== undefined)) };
}
