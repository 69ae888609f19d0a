import type { Platform, ReplyRef } from './model.ts';
import type { Conversation, ConversationKey, Message, RecentSend, StoredEvent } from './model-items.ts';
import { seenName, shortKey } from './model-keys.ts';
import type { Standing } from './model-rules.ts';
import type { RulePack } from './pack-schema.ts';
import { agentDueFor, burstKeyOf } from './rules-burst.ts';
import { matchEcho, platformIdOf, recentSends } from './rules-echo.ts';
import { factsAfterEntry, factsAfterForeignSend, factsAfterSpeech, NO_FACTS } from './rules-facts.ts';
import { withComment, withConsent } from './rules-given.ts';
import { takenOver, withAnswersVisited, withHeldVisited, withOutbound } from './rules-ownership.ts';
import { previewOf } from './rules-preview.ts';
import { withProof } from './rules-proof.ts';
import { stirred } from './rules-triage.ts';
import { planWelcome } from './rules-welcome.ts';
import { windowState } from './rules-windows.ts';
import { withWork } from './rules-work.ts';

/** What the rules must know of the account. */
export interface ApplyAccount {
  readonly hosted: boolean;
  readonly standing: Omit<Standing, 'mutualFollow'>;
  readonly mode: 'full-auto' | 'assist' | 'off';
  readonly agent: { readonly gatherSeconds: number; readonly pauseAfterHumanMinutes: number } | undefined;
  readonly welcome: readonly string[];
}

export interface ApplyContext {
  readonly pack: RulePack;
  readonly account: ApplyAccount;
  readonly nowMs: number;
}

/** A head with what must be stored beside it. */
export interface Applied {
  readonly head: Conversation;
  /** T1: rows to create; their ids follow from the entry. */
  readonly welcome: readonly Message[];
  /** W9: sends that an echo proves. */
  readonly proven: readonly { readonly send: RecentSend; readonly platformMessageId: string }[];
}

/** SEC4: an event that reached us later than this after it happened is recorded and triggers nothing. */
export const STALE_AFTER_MS = 10 * 60_000;
/** As much of a clock's error as is believed: an event from further in the future opens no window. */
const FUTURE_MS = 10 * 60_000;
/** Where no agent says how long a person's reply silences automation. */
export const DEFAULT_PAUSE_MINUTES = 30;
/** Repeated stream records are recognised among this many, and among all of the last write. */
const MIN_SEEN = 8;
/**
 * A stream tells the events of a conversation in the order of their writes, so none that is new reached us this much
 * earlier than one that was applied (F23): more than clocks, a webhook's time limit and a frozen function come to.
 */
const REPEAT_AFTER_MS = 10 * 60_000;

/**
 * Applies events to a conversation (architecture.md, decision 4): pure, tolerant of late, repeated and reordered events.
 * What was applied before changes nothing.
 */
export function applyToHead(before: Conversation, events: readonly StoredEvent[], context: ApplyContext): Applied {
  let applied: Applied = { head: before, welcome: [], proven: [] };
  const fresh: string[] = [];
  let receivedToMs = before.receivedToMs ?? 0;
  for (const event of events) {
    const name = seenName(event.key);
    if (before.seen.includes(name) || fresh.includes(name) || isOldRepeat(before, event)) continue;
    const next = applyOne(applied, event, context);
    if (next.head === applied.head) continue;
    fresh.push(name);
    receivedToMs = Math.max(receivedToMs, event.receivedAtMs);
    applied = next;
  }
  if (fresh.length === 0) return applied;
  const seen = [...before.seen, ...fresh].slice(-Math.max(MIN_SEEN, fresh.length));
  const head = { ...applied.head, seen, receivedToMs, recent: recentSends(applied.head, context.nowMs) };
  return { ...applied, head: withWork(before, head) };
}

const isOldRepeat = (before: Conversation, { receivedAtMs }: StoredEvent): boolean =>
  receivedAtMs < (before.receivedToMs ?? 0) - REPEAT_AFTER_MS;

/** The head of a conversation that begins with this event. */
export function newHead(key: ConversationKey, accountId: string, platform: Platform, first: StoredEvent): Conversation {
  const { event } = first;
  return {
    ...key,
    accountId,
    platform,
    customerPlatformId: event.customerPlatformId,
    version: 0,
    createdAtMs: event.occurredAtMs,
    lastActivityAtMs: event.occurredAtMs,
    unread: 0,
    facts: NO_FACTS,
    epoch: 0,
    recent: [],
    mutualFollow: false,
    tags: [],
    hasContact: false,
    status: 'open',
    seen: [],
  };
}

/** Whether an event can be the first of a conversation: a read receipt or a recall alone tells of none. */
export const beginsConversation = (stored: StoredEvent): boolean =>
  stored.event.kind !== 'read' && stored.event.kind !== 'recalled';

function applyOne(applied: Applied, stored: StoredEvent, context: ApplyContext): Applied {
  const { event } = stored;
  switch (event.kind) {
    case 'entered':
      return entered(applied, stored, context);
    case 'message':
    case 'contact':
      return spoke(applied, stored, context);
    case 'card-submitted': {
      const head = { ...applied.head, formAtMs: Math.max(applied.head.formAtMs ?? 0, event.occurredAtMs) };
      // A form that came as a message of the customer can be replied to; a mere notice grants nothing.
      if (event.replyRef) return spoke({ ...applied, head }, stored, context);
      return { ...applied, head: touched(head, stored) };
    }
    case 'card-copied':
      return { ...applied, head: touched(applied.head, stored) };
    case 'comment':
    case 'consent': {
      const head = touched(applied.head, stored);
      if (isFuture(stored, context.nowMs)) return { ...applied, head };
      const isComment = event.kind === 'comment';
      return { ...applied, head: isComment ? withComment(context.pack, head, event) : withConsent(head, event) };
    }
    case 'echo':
      return echoed(applied, stored, context);
    // Nothing of the head, but what consoles show of a line: being remembered as seen, it is told to them (INV17).
    case 'recalled':
      return { ...applied, head: { ...applied.head, hasRecalls: true } };
    case 'read':
      return applied;
  }
}

const isStale = (stored: StoredEvent): boolean => stored.receivedAtMs - stored.event.occurredAtMs > STALE_AFTER_MS;
const isFuture = (stored: StoredEvent, nowMs: number): boolean => stored.event.occurredAtMs - nowMs > FUTURE_MS;

/** Whatever else an act of the customer means: who they are and when they were last here. */
function touched(head: Conversation, { event }: StoredEvent): Conversation {
  const { customerName, customerAvatarUrl } = event;
  return {
    ...head,
    lastActivityAtMs: Math.max(head.lastActivityAtMs, event.occurredAtMs),
    ...(customerName ? { customerName } : {}),
    ...(customerAvatarUrl ? { customerAvatarUrl } : {}),
  };
}

function entered(applied: Applied, stored: StoredEvent, { pack, account, nowMs }: ApplyContext): Applied {
  const { event } = stored;
  const head = touched(applied.head, stored);
  if (isFuture(stored, nowMs)) return { ...applied, head };
  const entry = { key: shortKey(stored.key), atMs: event.occurredAtMs, follows: event.follows };
  const { facts, granted } = factsAfterEntry(pack, head.facts, entry);
  const known: Conversation = { ...head, facts, ...(granted && event.replyRef ? { entryRef: event.replyRef } : {}) };
  if (!granted || isStale(stored) || !account.hosted) return { ...applied, head: known };
  const standing = { ...account.standing, mutualFollow: known.mutualFollow };
  const welcome = planWelcome(
    pack,
    standing,
    known,
    { key: stored.key, atMs: event.occurredAtMs },
    account.welcome,
    nowMs,
  );
  const [first] = welcome;
  const rearmed = withHeldVisited(known);
  return {
    ...applied,
    head: first ? withOutbound(rearmed, first.atMs) : rearmed,
    welcome: [...applied.welcome, ...welcome],
  };
}

function spoke(applied: Applied, stored: StoredEvent, { pack, account, nowMs }: ApplyContext): Applied {
  const { event } = stored;
  if (isFuture(stored, nowMs)) return { ...applied, head: touched(applied.head, stored) };
  const isNewest = event.occurredAtMs >= (applied.head.facts.lastCustomerMessageAtMs ?? 0);
  const facts = factsAfterSpeech(applied.head.facts, event.occurredAtMs);
  const burstKey = burstKeyOf(facts.lastCustomerMessageAtMs ?? event.occurredAtMs, stored.key, applied.head.burstKey);
  const {
    entryRef: _spent,
    agentDue: _due,
    ...rest
  } = withAnswersVisited(stirred(touched(applied.head, stored)), nowMs);
  const head: Conversation = {
    ...rest,
    facts,
    burstKey,
    unread: applied.head.unread + 1,
    waitingSinceMs: Math.min(applied.head.waitingSinceMs ?? event.occurredAtMs, event.occurredAtMs),
    ...(isNewest ? newestMessage(applied.head, stored) : {}),
    // What is owed is owed to the burst as it is named now: under its old name nobody would ever answer it.
    ...(applied.head.agentDue ? { agentDue: { ...applied.head.agentDue, burstKey } } : {}),
  };
  if (isStale(stored)) return { ...applied, head };
  const standing = { ...account.standing, mutualFollow: head.mutualFollow };
  const due = agentDueFor(head, burstKey, {
    hosted: account.hosted,
    mode: account.mode,
    gatherSeconds: account.agent?.gatherSeconds,
    window: windowState(pack, standing, facts, nowMs),
    nowMs,
  });
  const { agentDue: _old, ...free } = withHeldVisited(head);
  return { ...applied, head: due ? { ...free, agentDue: due } : free };
}

function newestMessage(
  head: Conversation,
  { event }: StoredEvent,
): { lastMessage: NonNullable<Conversation['lastMessage']>; messageRef?: ReplyRef } {
  const isLast = event.occurredAtMs >= (head.lastMessage?.atMs ?? 0);
  const fresh = { preview: previewOf(event.body), atMs: event.occurredAtMs, from: 'customer' } as const;
  return {
    lastMessage: isLast || !head.lastMessage ? fresh : head.lastMessage,
    ...(event.replyRef ? { messageRef: event.replyRef } : {}),
  };
}

/** W11: an echo settles an unknown send of ours, is one we know, or tells of a message sent elsewhere. */
function echoed(applied: Applied, stored: StoredEvent, context: ApplyContext): Applied {
  const { event } = stored;
  const match = matchEcho(applied.head, event);
  if (match.kind === 'ours') return applied;
  if (match.kind === 'settles') {
    const platformMessageId = platformIdOf(event);
    return {
      ...applied,
      head: withProof(applied.head, match.send, platformMessageId),
      proven: [...applied.proven, { send: match.send, platformMessageId }],
    };
  }
  return { ...applied, head: sentElsewhere(applied.head, stored, match.byPerson, context) };
}

function sentElsewhere(
  head: Conversation,
  stored: StoredEvent,
  byPerson: boolean,
  { pack, account, nowMs }: ApplyContext,
): Conversation {
  const { event } = stored;
  const kind = event.body?.type === 'text' ? 'text' : 'other';
  const facts = factsAfterForeignSend(pack, head.facts, { atMs: event.occurredAtMs, kind });
  const isLast = event.occurredAtMs >= (head.lastMessage?.atMs ?? 0);
  const lastMessage = { preview: previewOf(event.body), atMs: event.occurredAtMs, from: 'us' } as const;
  const told: Conversation = {
    ...head,
    facts,
    lastActivityAtMs: Math.max(head.lastActivityAtMs, event.occurredAtMs),
    ...(isLast ? { lastMessage } : {}),
  };
  if (!byPerson || isStale(stored)) return told;
  const { waitingSinceMs: _, ...answered } = takenOver(
    told,
    nowMs,
    account.agent?.pauseAfterHumanMinutes ?? DEFAULT_PAUSE_MINUTES,
  );
  return { ...answered, unread: 0 };
}
