import type { LiveMessage } from '../contracts/live.ts';
import type { ThreadItem } from '../contracts/views.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { ThreadRow } from '../conversations/model-items.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import { messageKey, seenName } from '../conversations/model-keys.ts';
import type { Message } from '../conversations/model-messages.ts';
import type { Accounts } from '../conversations/ports.ts';
import type { Change } from '../conversations/reactions.ts';
import { platformIdOf } from '../conversations/rules-echo.ts';
import { echoKeyEnd } from '../conversations/store-event-rows.ts';
import { threadItems } from '../conversations/thread-items.ts';
import { conversationView } from '../conversations/views.ts';
import { customerView, leadView } from '../customers/views.ts';
import { asShown, type HidingDeps } from './hidden-ids.ts';
import type { NameItems } from './sender-names.ts';

export interface UpdateDeps extends HidingDeps {
  readonly accounts: Accounts;
  readonly nameItems: NameItems;
}

/** Events of a customer come with the head that applied them; a burst of more than this is rare and fetched by then. */
const ROWS_LOOKED_AT = 8;
/**
 * Where one of them is not among these: it came late, its place in the thread is far up, or the read was behind. And where
 * one is a recall or an echo: what it is of may stand far up, and must not be seen as it was before. And where something
 * was ever taken back: a recall may overtake its message.
 */
const ROWS_LOOKED_THROUGH = 60;
/** Where a line was taken back that is not among those either: as far as anybody scrolls up to it. */
const ROWS_FAR_UP = 500;
const SAID_OF_ANOTHER: ReadonlySet<string> = new Set(['recalled', 'echo']);

/**
 * What consoles should be told of changes to one conversation: only its last state, however often it changed (INV17:
 * the views are those of a fresh load). Message rows come from the stream; rows of events that the head just applied are
 * looked up, because the stream's reader of changes does not see them.
 */
export async function updatesOf(deps: UpdateDeps, changes: readonly Change[]): Promise<readonly LiveMessage[]> {
  const first = changes[0]?.after;
  if (!first) return [];
  const account = await deps.accounts.load(first.tenantId, first.accountId);
  const heads = changes.flatMap((change) => (change.entity === 'conversation' ? [change] : []));
  const head = heads.at(-1)?.after;
  const messages = changes.flatMap((change) => (change.entity === 'message' ? [change.after] : []));
  const customer = changes.flatMap((change) => (change.entity === 'customer' ? [change.after] : [])).at(-1);
  const lead = changes.flatMap((change) => (change.entity === 'lead' ? [change.after] : [])).at(-1);
  const isProven = changes.some(
    ({ entity, before, after }) => entity === 'message' && before?.state === 'unknown' && after.state === 'sent',
  );
  const told = await itemsOf(deps, first, head, newlySeen(heads), { messages, isProven });
  const items = [...(await asShown(deps, changes, { head, items: told.items }))];
  const gone = [...told.gone, ...echoesOf(changes)];
  const lines = {
    type: 'items',
    conversationId: first.conversationId,
    items,
    ...(gone.length > 0 ? { gone } : {}),
  } as const;
  return [
    ...(head ? [{ type: 'conversation' as const, conversation: conversationView(head, account) }] : []),
    ...goneFrom(heads),
    ...(items.length + gone.length > 0 ? [lines] : []),
    ...(customer ? [{ type: 'customer' as const, customer: customerView(customer) }] : []),
    ...(lead ? [{ type: 'lead' as const, lead: leadView(lead, account) }] : []),
  ];
}

/** Before a send had its id, its echo may have stood as a line of its own: one that looks otherwise, as a card's may (F5). */
const echoesOf = (changes: readonly Change[]): readonly string[] =>
  changes.flatMap(({ entity, before, after }) =>
    entity === 'message' && after.platformMessageId !== undefined && before?.platformMessageId === undefined
      ? [echoKeyEnd(after.platformMessageId)]
      : [],
  );

/** Whoever it was taken from must not keep what they may no longer see (X1); consoles.ts sends it to nobody else. */
function goneFrom(heads: readonly Extract<Change, { entity: 'conversation' }>[]): readonly LiveMessage[] {
  const [first, last] = [heads[0]?.before, heads.at(-1)?.after];
  const memberId = first?.assigneeId;
  if (!last || memberId === undefined || memberId === last.assigneeId) return [];
  return [{ type: 'conversation-gone', conversationId: last.conversationId, memberId }];
}

/** Short keys of the events that these heads applied. */
function newlySeen(heads: readonly Extract<Change, { entity: 'conversation' }>[]): ReadonlySet<string> {
  const before = new Set(heads[0]?.before?.seen ?? []);
  return new Set(heads.flatMap(({ after }) => after.seen).filter((name) => !before.has(name)));
}

async function itemsOf(
  deps: UpdateDeps,
  key: ConversationKey,
  head: Conversation | undefined,
  seen: ReadonlySet<string>,
  { messages, isProven }: { readonly messages: readonly Message[]; readonly isProven: boolean },
): Promise<{ readonly items: ThreadItem[]; readonly gone: string[] }> {
  const rows = new Map<string, ThreadRow>();
  const looked = isProven
    ? await rowsThrough(deps, key, seen)
    : seen.size > 0
      ? await rowsWith(deps, key, seen, head?.hasRecalls === true)
      : [];
  for (const row of looked) rows.set(row.key, row);
  const fresh = new Set([...rows.keys()].filter((name) => seen.has(seenName(name))));
  for (const message of messages) {
    const name = messageKey(message.atMs, message.messageId);
    rows.set(name, { row: 'message', key: name, message });
    fresh.add(name);
  }
  const ordered = [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const items = threadItems(ordered, head ?? {}).filter((item) => fresh.has(item.key) || item.recalled === true);
  // What was shown before and is left out by now would stand there until the next load: a row of ours that was planned
  // and overtaken, an echo that was taken for another's until it proved a send of ours.
  const shown = new Set(threadItems(ordered, head ?? {}).map((item) => item.key));
  const gone = [...rows.keys()].filter((name) => !shown.has(name) && (isProven || fresh.has(name)));
  return { items: await deps.nameItems(key.tenantId, items), gone };
}

async function rowsWith(
  deps: UpdateDeps,
  { tenantId, conversationId }: ConversationKey,
  seen: ReadonlySet<string>,
  mayBeRecalled: boolean,
): Promise<readonly ThreadRow[]> {
  const rows = await deps.newestRows({ tenantId, conversationId }, ROWS_LOOKED_AT);
  const found = new Set(rows.map(({ key }) => seenName(key)));
  const isOfAnother = rows.some(
    (row) =>
      row.row === 'event' && seen.has(seenName(row.key)) && (SAID_OF_ANOTHER.has(row.event.kind) || mayBeRecalled),
  );
  if (!isOfAnother && [...seen].every((name) => found.has(name))) return rows;
  return rowsThrough(deps, { tenantId, conversationId }, seen);
}

async function rowsThrough(
  deps: UpdateDeps,
  { tenantId, conversationId }: ConversationKey,
  seen: ReadonlySet<string>,
): Promise<readonly ThreadRow[]> {
  const key = { tenantId, conversationId };
  const [newest, others] = await Promise.all([
    deps.newestRows(key, ROWS_LOOKED_THROUGH, { consistent: true }),
    deps.rowsWithoutTime(key),
  ]);
  const recalls = [...newest, ...others].filter((row) => isRecall(row) && seen.has(seenName(row.key)));
  const isFarUp = recalls.some((recall) => !newest.some((row) => isRecallOf(recall, row)));
  // A console that scrolled up shows it as it stood (INV17).
  if (isFarUp && newest.length === ROWS_LOOKED_THROUGH) {
    return [...(await deps.newestRows(key, ROWS_FAR_UP, { consistent: true })), ...others];
  }
  return [...newest, ...others];
}

const isRecall = (row: ThreadRow): boolean => row.row === 'event' && row.event.kind === 'recalled';
const isRecallOf = (recall: ThreadRow, row: ThreadRow): boolean =>
  recall.row === 'event' &&
  recall.key !== row.key &&
  platformIdOf(recall.event) === (row.row === 'message' ? row.message.platformMessageId : row.event.eventId);
