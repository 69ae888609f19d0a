import type { WindowFacts } from './model-rules.ts';
import type { RulePack, Window } from './pack-schema.ts';
import { grantingEntries } from './rules-entries.ts';
import { counted } from './rules-spending.ts';

/** What leaves the account elsewhere (W11), and under which right of the customer's it counts. */

/** How late an event may come and still count (SEC4). */
export const LATE_MS = 10 * 60_000;

export type EntryWindow = Extract<Window, { grant: 'entry' }>;
const isEntry = (window: Window): window is EntryWindow => window.grant === 'entry';
/** The pack's window for entries; undefined = entries grant no messages of their own. */
export const entryWindow = (pack: RulePack): EntryWindow | undefined => pack.windows.find(isEntry);

/** W11: a message left the account elsewhere (phone app, the platform's console); it uses quotas like ours. */
export function factsAfterForeignSend(
  pack: RulePack,
  facts: WindowFacts,
  sent: { readonly atMs: number; readonly kind: 'text' | 'other' },
): WindowFacts {
  const window = entryWindow(pack);
  const under =
    window && !inReplyWindow(pack, facts, sent.atMs)
      ? grantingEntries(window, pack.dayUtcOffsetMinutes, facts.entries).find((entry) =>
          isWithin(window, entry, sent.atMs),
        )
      : undefined;
  const known = counted(facts, {
    rule: '',
    kind: sent.kind,
    sentAtMs: sent.atMs,
    ...(under ? { entryKey: under.key } : {}),
  });
  // What left before the customer's newest message: the right to reply outlasts any entry's.
  const isBefore = sent.atMs < (facts.lastCustomerMessageAtMs ?? 0);
  if (!window || under || isBefore || inReplyWindow(pack, facts, sent.atMs)) return known;
  // The grant of an entry is no larger: more of them need not be told apart.
  const lately = facts.strayAtMs?.filter((atMs) => sent.atMs - atMs < LATE_MS) ?? [];
  return { ...known, strayAtMs: [...lately, sent.atMs].slice(-window.max) };
}

/** Whether something left within the time that an entry grants. */
export const isWithin = (window: EntryWindow, entry: { readonly atMs: number }, atMs: number): boolean =>
  atMs >= entry.atMs && atMs < entry.atMs + window.lengthMs;

function inReplyWindow(pack: RulePack, facts: WindowFacts, atMs: number): boolean {
  const spoke = facts.lastCustomerMessageAtMs;
  if (spoke === undefined || atMs < spoke) return false;
  return pack.windows.some(
    (window) => window.grant === 'reply' && (window.lengthMs === null || atMs < spoke + window.lengthMs),
  );
}
