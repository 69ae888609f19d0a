import type { Refusal } from '../api/failure.ts';
import type { Sender, ThreadItem } from '../contracts.ts';

/** A line of the thread as the console holds it: the server's, or one of ours that is still on its way there. */
export interface ThreadLine extends ThreadItem {
  /** Ours, not yet confirmed: its key is provisional, and it always stands last. */
  readonly local?: {
    readonly messageId: string;
    /** W8: it asked to be held where no window is open. */
    readonly hold?: boolean;
    /** An image that lies in the bucket: what the server is to be told instead of the shown body. */
    readonly uploadId?: string;
    /** The server did not take it: why, by which rule, and when it may again. */
    readonly unsent?: Refusal;
  };
}

/** After every key of the server: what is on its way stands below what has arrived. */
const LAST = '\uffff';
export const localKey = (messageId: string): string => `${LAST}${messageId}`;

/** The server's key of an outbound message ends with the id that its sender chose. */
const isSameMessage = (key: string, messageId: string): boolean => key.endsWith(messageId);

/** The time in the key of a server's line: with its id, where the message is found. */
export const placeOf = (key: string): number => Number(key.split('#', 2)[1]);

const compareKeys = (a: ThreadLine, b: ThreadLine): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/**
 * Upserts lines by key, in the order of keys. Applying the same items twice changes nothing; a line of ours gives way to
 * the server's line of the same message, whichever way that line came first (answer or socket). What is `gone` was left
 * out by the server since: keys, or ends of keys that begin with `#`.
 */
export function mergeLines(
  known: readonly ThreadLine[],
  incoming: readonly ThreadItem[],
  gone: readonly string[] = [],
): readonly ThreadLine[] {
  if (incoming.length + gone.length === 0) return known;
  const byKey = new Map<string, ThreadLine>(known.map((line) => [line.key, line]));
  for (const item of incoming) byKey.set(item.key, item);
  for (const key of gone) byKey.delete(key);
  const ends = gone.filter((key) => key.startsWith('#'));
  if (ends.length > 0) for (const key of byKey.keys()) if (ends.some((end) => key.endsWith(end))) byKey.delete(key);
  for (const line of known) {
    const { local } = line;
    if (local && incoming.some((item) => isSameMessage(item.key, local.messageId))) byKey.delete(line.key);
  }
  return [...byKey.values()].sort(compareKeys);
}

/** Adds a message of ours before the server knows it. The same id again replaces, it never doubles. */
export const withLocal = (known: readonly ThreadLine[], line: ThreadLine): readonly ThreadLine[] => {
  const { local } = line;
  const confirmed = local && known.some((other) => !other.local && isSameMessage(other.key, local.messageId));
  return confirmed ? known : [...known.filter((other) => other.key !== line.key), line].sort(compareKeys);
};

export type ThreadRow =
  | { readonly kind: 'day'; readonly key: string; readonly atMs: number }
  | { readonly kind: 'event'; readonly key: string; readonly line: ThreadLine }
  | {
      readonly kind: 'bubble';
      readonly key: string;
      readonly line: ThreadLine;
      /** First and last of a run of bubbles by one sender: who is named once, time is told once. */
      readonly first: boolean;
      readonly last: boolean;
    };

const GROUP_GAP_MS = 5 * 60_000;

const whoOf = (line: ThreadLine): string => `${line.direction}|${line.sender ?? ''}|${line.senderName ?? ''}`;

const continues = (before: ThreadLine | undefined, line: ThreadLine | undefined, dayOf: (atMs: number) => string) =>
  before?.kind === 'message' &&
  line?.kind === 'message' &&
  whoOf(before) === whoOf(line) &&
  line.atMs - before.atMs < GROUP_GAP_MS &&
  dayOf(before.atMs) === dayOf(line.atMs);

/** Not yet sent, and meant for later (I7). */
const isAhead = (line: ThreadLine): boolean =>
  line.scheduledForMs !== undefined && (line.state === 'held' || line.state === 'planned' || line.state === undefined);

/**
 * A message planned for later has the key of its planning: until it leaves it stands last, soonest first, and then where it
 * left. Everything else stands by its key.
 */
function asItHappened(lines: readonly ThreadLine[]): readonly ThreadLine[] {
  if (lines.every((line) => line.scheduledForMs === undefined)) return lines;
  const ahead = lines.filter(isAhead).sort((a, b) => (a.scheduledForMs ?? 0) - (b.scheduledForMs ?? 0));
  const rest = lines.filter((line) => line.scheduledForMs === undefined);
  for (const line of lines.filter((one) => one.scheduledForMs !== undefined && !isAhead(one))) {
    const after = rest.findIndex((other) => other.atMs > line.atMs);
    rest.splice(after < 0 ? rest.length : after, 0, line);
  }
  return [...rest, ...ahead];
}

/**
 * What the thread draws, in order: days, bubbles in runs by sender, and things that happened.
 *
 * @param dayOf names the day of an instant (epoch milliseconds) in the tenant's time zone
 */
export function rowsOf(lines: readonly ThreadLine[], dayOf: (atMs: number) => string): readonly ThreadRow[] {
  const rows: ThreadRow[] = [];
  let day = '';
  const inOrder = asItHappened(lines);
  inOrder.forEach((line, index) => {
    const lineDay = dayOf(line.atMs);
    if (lineDay !== day) rows.push({ kind: 'day', key: `day-${lineDay}`, atMs: line.atMs });
    day = lineDay;
    if (line.kind !== 'message') {
      rows.push({ kind: 'event', key: line.key, line });
      return;
    }
    const first = !continues(inOrder[index - 1], line, dayOf);
    const last = !continues(line, inOrder[index + 1], dayOf);
    rows.push({ kind: 'bubble', key: line.local?.messageId ?? line.key, line, first, last });
  });
  return rows;
}

/** How many lines by the customer came since a place in the thread; what the "new messages" pill counts. */
export const countIncomingAfter = (lines: readonly ThreadLine[], key: string | undefined): number =>
  key === undefined ? 0 : lines.filter((line) => line.key > key && line.direction === 'in').length;

export type BubbleVoice = 'customer' | 'person' | 'agent' | 'other';

/** Whose colour a bubble wears: a person of ours, the agent, or something automatic or elsewhere. */
export function voiceOf(direction: ThreadItem['direction'], sender: Sender | undefined): BubbleVoice {
  if (direction === 'in') return 'customer';
  if (sender === 'agent') return 'agent';
  return sender === undefined || sender === 'operator' ? 'person' : 'other';
}
