import type { ThreadItem } from '../contracts/views.ts';
import type { CustomerEvent } from './model.ts';
import type { Conversation } from './model-head.ts';
import type { ThreadRow } from './model-items.ts';
import type { Message } from './model-messages.ts';
import { platformIdOf } from './rules-echo.ts';
import { bodyFingerprint } from './rules-fingerprint.ts';

/** What a thread's view asks of the head. */
type Flying = Pick<Conversation, 'inFlight' | 'outbound'>;

/** How far platform time and ours may lie apart for an echo to be taken for a send of the same text. */
const NEAR_MS = 2 * 60_000;

/**
 * The thread of some rows, in their order: echoes of our own sends are merged into them, what was recalled is marked,
 * answers that a newer message overtook before they left are left out (the newer burst has its own).
 */
export function threadItems(rows: readonly ThreadRow[], head: Flying): ThreadItem[] {
  const recalled = recallsIn(rows);
  const ours = rows.flatMap((row) => (row.row === 'message' ? [row.message] : []));
  const echoed = new Set(
    rows.flatMap((row) => (row.row === 'event' && row.event.kind === 'echo' ? [platformIdOf(row.event)] : [])),
  );
  return rows.flatMap((row) => {
    const item =
      row.row === 'message'
        ? messageItem(row.key, row.message, head)
        : eventItem(row.key, row.event, { ours, echoed, head });
    if (!item) return [];
    const id = row.row === 'message' ? row.message.platformMessageId : row.event.eventId;
    const recalledAtMs = id === undefined ? undefined : recalled.get(id);
    return [recalledAtMs === undefined ? item : { recalledAtMs, ...item, recalled: true }];
  });
}

/** When what was taken back, by the platform's id: told twice, the first time counts. */
function recallsIn(rows: readonly ThreadRow[]): ReadonlyMap<string, number> {
  const recalls = new Map<string, number>();
  for (const row of rows) {
    if (row.row !== 'event' || row.event.kind !== 'recalled') continue;
    const id = platformIdOf(row.event);
    recalls.set(id, Math.min(recalls.get(id) ?? row.event.occurredAtMs, row.event.occurredAtMs));
  }
  return recalls;
}

function messageItem(key: string, message: Message, head: Flying): ThreadItem | undefined {
  if (message.failure?.code === 'burst.superseded') return undefined;
  const { body, trace, usage, failure, note, senderId } = message;
  const inFlight = head.inFlight?.messageId === message.messageId && message.state === 'planned';
  const common = {
    key,
    atMs: message.settledAtMs ?? message.atMs,
    sender: message.sender,
    ...(senderId === undefined ? {} : { senderName: senderId }),
    ...(usage ? { usage: { ...usage } } : {}),
  };
  if (message.kind === 'handed-over') {
    return { ...common, kind: 'handed-over', direction: 'none', ...(note === undefined ? {} : { note }) };
  }
  if (message.kind !== 'message') return innerItem(common, message);
  return {
    ...common,
    kind: 'message',
    direction: 'out',
    state: inFlight ? 'sending' : message.state,
    messageId: message.messageId,
    ...(message.state === 'held' ? { deadlineMs: message.deadlineMs } : {}),
    ...(isPaced(message) && head.outbound?.notBeforeMs !== undefined ? { notBeforeMs: head.outbound.notBeforeMs } : {}),
    ...(message.sendAtMs === undefined ? {} : { scheduledForMs: message.sendAtMs }),
    ...(body ? { body } : {}),
    ...(failure ? { failure: { ...failure } } : {}),
    ...(trace
      ? { trace: { pack: trace.pack, rule: trace.rule, verdict: trace.verdict, decidedAtMs: trace.decidedAtMs } }
      : {}),
    ...(message.recalledAtMs === undefined ? {} : { recalled: true, recalledAtMs: message.recalledAtMs }),
  };
}

/** Planned and put off (E12): it says why and shows when it is looked at next. */
const isPaced = ({ state, failure }: Message): boolean => state === 'planned' && failure !== undefined;

/** What is ours alone: notes, and what people did (I2, I5). */
function innerItem(
  common: Pick<ThreadItem, 'key' | 'atMs' | 'sender' | 'senderName'>,
  { kind, note, mentions, activity }: Message,
): ThreadItem {
  if (kind === 'activity')
    return { ...common, kind, direction: 'none', ...(activity ? { activity: { ...activity } } : {}) };
  return {
    ...common,
    kind: 'note',
    direction: 'none',
    ...(note === undefined ? {} : { note }),
    ...(mentions ? { mentions: [...mentions] } : {}),
  };
}

/** What an echo is compared with. */
interface Sent {
  readonly ours: readonly Message[];
  /** Platform ids under which an echo stands among the rows. */
  readonly echoed: ReadonlySet<string>;
  readonly head: Flying;
}

function eventItem(key: string, event: CustomerEvent, sent: Sent): ThreadItem | undefined {
  const base = { key, atMs: event.occurredAtMs };
  const body = event.body ? { body: event.body } : {};
  switch (event.kind) {
    case 'message':
      return { ...base, ...body, kind: 'message', direction: 'in' };
    case 'echo':
      if (isOurs(event, sent)) return undefined;
      return {
        ...base,
        ...body,
        kind: 'message',
        direction: 'out',
        state: 'sent',
        sender: event.sentByUs === true ? 'platform' : 'phone-app',
      };
    case 'entered':
    case 'card-copied':
      return { ...base, ...body, kind: event.kind, direction: 'none' };
    case 'card-submitted':
    case 'contact':
      return { ...base, ...body, kind: event.kind, direction: 'in' };
    case 'comment':
      return { ...base, ...body, kind: 'comment', direction: 'in', comment: commentOf(event) };
    case 'consent':
      return {
        ...base,
        kind: 'consent',
        direction: 'none',
        ...(event.consent ? { consent: { ...event.consent } } : {}),
      };
    case 'recalled':
    case 'read':
      return undefined;
  }
}

function commentOf({ eventId, work }: CustomerEvent): NonNullable<ThreadItem['comment']> {
  return {
    id: eventId,
    ...(work?.id ? { workId: work.id } : {}),
    ...(work?.title ? { workTitle: work.title } : {}),
    ...(work?.coverUrl ? { workCoverUrl: work.coverUrl } : {}),
  };
}

/**
 * Whether an echo is of a row of ours: by id, or by text and time where the ids differ or are not known yet. A row whose
 * own echo is here has no second one: of two pictures sent within minutes each keeps its place (W11).
 */
function isOurs(event: CustomerEvent, { ours, echoed, head }: Sent): boolean {
  const id = platformIdOf(event);
  if (ours.some((message) => message.platformMessageId === id)) return true;
  if (event.sentByUs === false || !event.body) return false;
  const print = bodyFingerprint(event.body);
  return ours.some((message) => {
    if (!message.body || bodyFingerprint(message.body) !== print) return false;
    const flight = head.inFlight?.messageId === message.messageId ? head.inFlight : undefined;
    const flying = flight !== undefined;
    const leftAtMs = flight ? flight.claimedAtMs : message.settledAtMs;
    const isNear = leftAtMs !== undefined && Math.abs(leftAtMs - event.occurredAtMs) <= NEAR_MS;
    const hasItsOwn = message.platformMessageId !== undefined && echoed.has(message.platformMessageId);
    const mayDiffer = event.sentByUs === true && message.state === 'sent' && !hasItsOwn;
    return isNear && (flying || mayDiffer);
  });
}
