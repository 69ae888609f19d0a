import type { ThreadItem } from '../contracts/views.ts';
import type { Customer } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { ThreadRow } from '../conversations/model-items.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import type { Change } from '../conversations/reactions.ts';
import { mayHoldIds, shownItems } from '../conversations/shown-items.ts';
import { threadItems } from '../conversations/thread-items.ts';

export interface HidingDeps {
  /** The newest rows of a thread, newest first. */
  readonly newestRows: (
    key: ConversationKey,
    limit: number,
    options?: { readonly consistent?: boolean },
  ) => Promise<readonly ThreadRow[]>;
  /** Rows that stand before the thread: what was taken back. */
  readonly rowsWithoutTime: (key: ConversationKey) => Promise<readonly ThreadRow[]>;
  /** As it is now: asked for only where a line may say an id of theirs. */
  readonly customerOf: (key: ConversationKey) => Promise<Customer | undefined>;
}

/** An id that becomes known is hidden in what was said lately; what stands further up is as it was until the next load. */
const ROWS_HIDDEN = 60;

interface Told {
  readonly head: Conversation | undefined;
  readonly items: readonly ThreadItem[];
}

/**
 * Lines as consoles may show them (X5, INV17): the customer's known WeChat id is hidden, in earlier lines too when it
 * became known just now. Costs a read where a line has a word that may be the id of somebody who left a contact, and a
 * query where an id became known; all others cost nothing.
 */
export async function asShown(
  deps: HidingDeps,
  changes: readonly Change[],
  { head, items }: Told,
): Promise<readonly ThreadItem[]> {
  const [first] = changes;
  if (!first) return items;
  const { tenantId, conversationId } = first.after;
  const key = { tenantId, conversationId };
  const customers = changes.flatMap((change) => (change.entity === 'customer' ? [change] : []));
  const told = customers.at(-1)?.after;
  const isAsked = !told && head?.hasContact !== false && mayHoldIds(items);
  const customer = isAsked ? await deps.customerOf(key) : told;
  const shown = shownItems(items, customer?.contact);
  if (!customer || !customers.some(isIdNew)) return shown;
  const known = new Set(shown.map((item) => item.key));
  return [...(await nowHidden(deps, key, head, customer)).filter((item) => !known.has(item.key)), ...shown];
}

const isIdNew = ({ before, after }: Extract<Change, { entity: 'customer' }>): boolean =>
  after.contact?.wechatMasked !== undefined && after.contact.wechatMasked !== before?.contact?.wechatMasked;

/** The lines of the newest rows that say the id: they were shown with it. */
async function nowHidden(
  deps: HidingDeps,
  key: ConversationKey,
  head: Conversation | undefined,
  { contact }: Customer,
): Promise<readonly ThreadItem[]> {
  const [newest, others] = await Promise.all([
    deps.newestRows(key, ROWS_HIDDEN, { consistent: true }),
    deps.rowsWithoutTime(key),
  ]);
  const rows = [...others, ...newest].sort((a, b) => (a.key < b.key ? -1 : 1));
  const items = threadItems(rows, head ?? {});
  return shownItems(items, contact).filter((item, at) => item !== items[at] && item.direction === 'in');
}
