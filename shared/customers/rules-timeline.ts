import type { CustomerEvent, Sender, Source } from '../conversations/model.ts';
import type { ThreadRow } from '../conversations/model-items.ts';
import type { Activity as DeskAct } from '../conversations/model-messages.ts';
import type { Activity } from './model-activity.ts';
import type { ChangeRecord } from './rules-change.ts';
import type { FollowUp } from './rules-follow-ups.ts';

/** One thing that happened with a customer (K1), as the timeline tells it. */
export interface TimelineItem {
  readonly key: string;
  readonly atMs: number;
  readonly kind:
    | 'entered'
    | 'messages'
    | 'contact'
    | 'card-submitted'
    | 'card-copied'
    | 'comment'
    | 'consent'
    | 'handed-over'
    | 'desk'
    | 'note'
    | 'changed'
    | 'follow-up';
  /** Member or agent. */
  readonly actorId?: string;
  readonly isAgent?: boolean;
  readonly source?: Source;
  /** `automatic`: how many of ours nobody wrote at that moment (I4). */
  readonly messages?: {
    readonly customer: number;
    readonly us: number;
    readonly automatic: number;
    readonly fromMs: number;
  };
  readonly reason?: string;
  readonly change?: ChangeRecord;
  /** What people, or a rule, did with the conversation (I5). */
  readonly desk?: DeskAct;
  readonly note?: string;
  /** `consent` (W3): given, or taken back. */
  readonly given?: boolean;
  /** `card-copied`: the platform's id of the name card. */
  readonly cardId?: string;
  readonly jobId?: string;
  readonly followUp?: FollowUp;
}

/** Rows of the thread that the timeline may have to tell, newest first, cut off at `floorMs` if there are older ones. */
export interface Pieces {
  readonly rows: readonly ThreadRow[];
  readonly activities: readonly Activity[];
  readonly followUps: readonly FollowUp[];
  /** Below this instant something of one kind was not read: nothing of any kind is told from there on. */
  readonly floorMs: number;
}

/** Everything in one order, newest first; messages that follow one another are told as one line. */
export function timelineOf({ rows, activities, followUps, floorMs }: Pieces): readonly TimelineItem[] {
  const told = [
    ...rows.flatMap((row) => ofRow(row)),
    ...activities.map(ofActivity),
    ...followUps.map(ofFollowUp),
  ].filter(({ atMs }) => atMs >= floorMs);
  const ordered = told.sort((a, b) => b.atMs - a.atMs || (a.key < b.key ? 1 : -1));
  return ordered.reduce<TimelineItem[]>(joined, []);
}

const HOUR_MS = 3_600_000;

/** Who sends without a person at the keyboard. */
const AUTOMATIC: ReadonlySet<Sender> = new Set(['agent', 'welcome', 'api', 'broadcast', 'sop', 'flow']);

/** Adds an item; messages join those told just before them, unless hours lie between. */
function joined(items: TimelineItem[], item: TimelineItem): TimelineItem[] {
  const last = items.at(-1);
  const isNear = last?.messages && item.messages && last.messages.fromMs - item.atMs < 6 * HOUR_MS;
  if (!last?.messages || !item.messages || !isNear) return [...items, item];
  const messages = {
    customer: last.messages.customer + item.messages.customer,
    us: last.messages.us + item.messages.us,
    automatic: last.messages.automatic + item.messages.automatic,
    fromMs: item.messages.fromMs,
  };
  return [...items.slice(0, -1), { ...last, messages }];
}

function ofRow(row: ThreadRow): readonly TimelineItem[] {
  if (row.row === 'event') return ofEvent(row.key, row.event);
  const { key, message } = row;
  const actor = message.senderId === undefined ? {} : { actorId: message.senderId };
  const base = { key, atMs: message.atMs, ...actor, isAgent: message.sender === 'agent' };
  if (message.kind === 'handed-over') return [{ ...base, kind: 'handed-over', reason: message.note ?? '' }];
  if (message.kind === 'activity') return message.activity ? [{ ...base, kind: 'desk', desk: message.activity }] : [];
  if (message.kind === 'note') return [{ ...base, kind: 'note', note: message.note ?? '' }];
  const left = message.state === 'sent' || message.state === 'recalled';
  if (!left) return [];
  const automatic = AUTOMATIC.has(message.sender) ? 1 : 0;
  const messages = { customer: 0, us: 1, automatic, fromMs: message.atMs };
  return [{ key, atMs: message.atMs, kind: 'messages', messages }];
}

function ofEvent(key: string, event: CustomerEvent): readonly TimelineItem[] {
  const atMs = event.occurredAtMs;
  switch (event.kind) {
    case 'entered':
      return [{ key, atMs, kind: 'entered', ...(event.source ? { source: event.source } : {}) }];
    case 'message':
      return [{ key, atMs, kind: 'messages', messages: { customer: 1, us: 0, automatic: 0, fromMs: atMs } }];
    case 'echo':
      // Echoes of our own sends are told by their rows; those of the phone app have no other.
      return event.sentByUs === true
        ? []
        : [{ key, atMs, kind: 'messages', messages: { customer: 0, us: 1, automatic: 0, fromMs: atMs } }];
    case 'contact':
    case 'card-submitted':
      return [{ key, atMs, kind: event.kind }];
    case 'card-copied':
      return [{ key, atMs, kind: event.kind, ...(event.body?.type === 'card' ? { cardId: event.body.cardId } : {}) }];
    case 'comment':
      return [{ key, atMs, kind: 'comment', ...(event.body?.type === 'text' ? { note: event.body.text } : {}) }];
    case 'consent':
      return [{ key, atMs, kind: 'consent', given: event.consent?.given === true }];
    default:
      return [];
  }
}

const ofActivity = (activity: Activity): TimelineItem => ({
  key: `a#${activity.activityId}`,
  atMs: activity.atMs,
  kind: 'changed',
  actorId: activity.actorId,
  change: activity.change,
  ...(activity.jobId === undefined ? {} : { jobId: activity.jobId }),
});

const ofFollowUp = (followUp: FollowUp): TimelineItem => ({
  key: `f#${followUp.followUpId}`,
  atMs: followUp.createdAtMs,
  kind: 'follow-up',
  actorId: followUp.authorId,
  followUp,
});
