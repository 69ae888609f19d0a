import type { LiveMessage } from '../contracts/live.ts';
import type { ThreadItem } from '../contracts/views.ts';
import type { Conversation, ConversationKey, Message, ThreadRow } from '../conversations/model-items.ts';
import { messageKey, seenName } from '../conversations/model-keys.ts';
import type { Accounts } from '../conversations/ports.ts';
import type { Change } from '../conversations/reactions.ts';
import { conversationView, threadItems } from '../conversations/views.ts';
import { customerView, leadView } from '../customers/views.ts';
import type { NameItems } from './sender-names.ts';

export interface UpdateDeps {
  readonly accounts: Accounts;
  /** The newest rows of a thread, newest first. */
  readonly newestRows: (key: ConversationKey, limit: number) => Promise<readonly ThreadRow[]>;
  readonly nameItems: NameItems;
}

/** Events of a customer come with the head that applied them; a burst of more than this is rare and fetched by then. */
const ROWS_LOOKED_AT = 8;

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
  const items = await itemsOf(deps, first, head, newlySeen(heads), messages);
  return [
    ...(head ? [{ type: 'conversation' as const, conversation: conversationView(head, account) }] : []),
    ...goneFrom(heads),
    ...(items.length > 0 ? [{ type: 'items' as const, conversationId: first.conversationId, items }] : []),
    ...(customer ? [{ type: 'customer' as const, customer: customerView(customer) }] : []),
    ...(lead ? [{ type: 'lead' as const, lead: leadView(lead, account) }] : []),
  ];
}

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
  messages: readonly Message[],
): Promise<ThreadItem[]> {
  const rows = new Map<string, ThreadRow>();
  if (seen.size > 0) {
    const { tenantId, conversationId } = key;
    for (const row of await deps.newestRows({ tenantId, conversationId }, ROWS_LOOKED_AT)) rows.set(row.key, row);
  }
  const fresh = new Set([...rows.keys()].filter((name) => seen.has(seenName(name))));
  for (const message of messages) {
    const name = messageKey(message.atMs, message.messageId);
    rows.set(name, { row: 'message', key: name, message });
    fresh.add(name);
  }
  const ordered = [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const items = threadItems(ordered, head ?? {}).filter((item) => fresh.has(item.key) || item.recalled === true);
  return deps.nameItems(key.tenantId, items);
}
