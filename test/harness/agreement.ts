import type { Message } from '../../shared/conversations/model-messages.ts';
import type { LoggedEvent } from '../../shared/conversations/store-event-items.ts';
import type { Letter } from './post-office.ts';
import { accepted, type SimulatedConversation } from './simulator.ts';
import type { Stored } from './stored.ts';

/**
 * What the table, the platforms' books and the letters must say alike once everything has come to rest. Each function
 * answers sentences; none = they agree. For conversations that no person wrote in.
 */
export interface Agreed {
  readonly conversationId: string;
  readonly customerId: string;
  /** Absent = the platform never heard of a message. */
  readonly book: SimulatedConversation | undefined;
  readonly letters: readonly Letter[];
}

export type Check = (stored: Stored, one: Agreed) => readonly string[];

const when = (isWrong: boolean, what: string): readonly string[] => (isWrong ? [what] : []);
const listed = (values: readonly (string | undefined)[]): string => values.join(' ');

const eventsOf = (stored: Stored, { conversationId }: Agreed): readonly LoggedEvent[] =>
  stored.events.get(conversationId) ?? [];

/** INV1, INV2: every accepted event is stored, once. Echoes are letters of ours and not counted. */
const storedOnce: Check = (stored, one) => {
  const kept = eventsOf(stored, one).filter(({ event }) => event.kind !== 'echo');
  const ids = kept.map(({ event }) => event.eventId).sort();
  const expected = [...new Set(one.letters.map(({ eventId }) => eventId))].sort();
  return when(listed(ids) !== listed(expected), `stored ${listed(ids)} of ${listed(expected)}`);
};

/** INV18: the head holds what its events add up to, each applied once. */
const recounted: Check = (stored, one) => {
  const head = stored.heads.get(one.conversationId);
  const spoken = eventsOf(stored, one).filter(({ event }) => event.kind === 'message');
  if (!head) return when(one.letters.length > 0, 'no head');
  const newest = spoken.at(-1)?.event;
  return [
    ...when(head.unread !== spoken.length, `unread ${head.unread} of ${spoken.length}`),
    ...when(head.facts.lastCustomerMessageAtMs !== newest?.occurredAtMs, 'another newest message'),
    ...when(listed([head.messageRef?.messageRef]) !== listed([newest?.replyRef?.messageRef]), 'another reference'),
    ...when(head.epoch !== 0, `epoch ${head.epoch}`),
  ];
};

/**
 * INV3, INV5: the platform refused nothing as illegal, and the customer got nothing twice. Who asks the same again before
 * the first answer has left gets two that are alike: one for each burst, each with a row of its own.
 */
const legal: Check = (stored, { conversationId, book }) => {
  const { refusedIllegal = 0, duplicates = 0 } = book?.counters ?? {};
  return [
    ...when(refusedIllegal > 0, `refusedIllegal ${refusedIllegal}`),
    ...when(duplicates > answersAlike(stored.messages.get(conversationId) ?? []), `duplicates ${duplicates}`),
  ];
};

/** Answers that say what one to an earlier burst said. */
function answersAlike(rows: readonly Message[]): number {
  const sent = rows.filter(({ sender, state }) => sender === 'agent' && state === 'sent');
  const isAlike = (one: Message, other: Message): boolean =>
    one.burstKey !== other.burstKey && JSON.stringify(one.body) === JSON.stringify(other.body);
  return sent.filter((row, at) => sent.slice(0, at).some((earlier) => isAlike(earlier, row))).length;
}

/**
 * INV6, W9: what the platform took is what our rows say was sent, in the order it was meant. A platform that died with its
 * echo leaves one of unknown outcome, which it may have taken or not (F6).
 */
const alike: Check = (stored, { conversationId, book }) => {
  const rows = stored.messages.get(conversationId) ?? [];
  const left = rows.filter(({ kind, state }) => kind === 'message' && (state === 'sent' || state === 'unknown'));
  const theirs = book ? accepted(book).map(({ id }) => id) : [];
  const known = new Set(left.map(({ platformMessageId }) => platformMessageId));
  let at = 0;
  const isTold = left.every(({ state, platformMessageId }) => {
    const isNext = state === 'sent' ? theirs[at] === platformMessageId : at < theirs.length && !known.has(theirs[at]);
    if (isNext) at += 1;
    return isNext || state === 'unknown';
  });
  const ours = left.map(({ state, platformMessageId }) => (state === 'sent' ? platformMessageId : '?'));
  return when(!isTold || at < theirs.length, `ours ${listed(ours)}, theirs ${listed(theirs)}`);
};

/** INV4: every row of ours has ended. */
const ended: Check = (stored, { conversationId }) =>
  (stored.messages.get(conversationId) ?? [])
    .filter(({ state }) => /planned|held|sending/.test(state))
    .map(({ messageId, state }) => `${messageId} is ${state}`);

/** G7: whoever wrote was answered or handed over; a sender that was killed leaves what a person decides on (W9). */
const answered: Check = (stored, { conversationId, letters }) => {
  if (!letters.some(({ isMessage }) => isMessage)) return [];
  const { burstKey, handedOver } = stored.heads.get(conversationId) ?? {};
  if (handedOver) return [];
  const answers = stored.messages.get(conversationId)?.filter((row) => row.burstKey === burstKey) ?? [];
  return when(!answers.some(({ state }) => /sent|unknown/.test(state)), 'nobody answered');
};

/** By the ids of the invariants they stand for. */
export const CHECKS = {
  'INV1 INV2': storedOnce,
  INV18: recounted,
  'INV3 INV5': legal,
  'INV6 W9': alike,
  INV4: ended,
  G7: answered,
} as const satisfies Record<string, Check>;

/** What one check says of all these conversations, each sentence with the conversation it is about. */
export const findings = (check: Check, stored: Stored, all: readonly Agreed[]): readonly string[] =>
  all.flatMap((one) => check(stored, one).map((what) => `${one.conversationId}: ${what}`));
