import type { Customer } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import { inboxPartition, parseHead } from '../conversations/store-head-row.ts';
import type { InboxKey } from '../conversations/store-inbox.ts';
import { conversationPartition } from '../conversations/store-message-codec.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { CUSTOMER_KEY, parseCustomer } from './store-customer-codec.ts';

/** A customer with the head of its conversation. */
export interface Known {
  readonly head: Conversation;
  readonly customer: Customer;
}

/** The customer of a conversation; undefined where only echoes are known of it. */
export async function loadCustomer(
  table: RowTable,
  key: ConversationKey,
  options: { readonly consistent?: boolean } = {},
): Promise<Customer | undefined> {
  const row = await table.get({ pk: conversationPartition(key), sk: CUSTOMER_KEY }, options);
  return row && parseCustomer(row);
}

/** The customers of these heads, in their order. A thread whose customer is not written down yet shows what its head knows. */
export async function loadCustomers(table: RowTable, heads: readonly Conversation[]): Promise<readonly Known[]> {
  if (heads.length === 0) return [];
  const rows = await table.getMany(heads.map((head) => ({ pk: conversationPartition(head), sk: CUSTOMER_KEY })));
  const byKey = new Map(rows.map((row) => [row.pk, parseCustomer(row)]));
  return heads.map((head) => ({ head, customer: byKey.get(conversationPartition(head)) ?? strangerOf(head) }));
}

/** Heads by their ids, in the order asked; what the tenant does not have is left out (SEC8). */
export async function loadHeadsById(
  table: RowTable,
  tenantId: string,
  conversationIds: readonly string[],
): Promise<readonly Conversation[]> {
  if (conversationIds.length === 0) return [];
  const keys = conversationIds.map((conversationId): ConversationKey => ({ tenantId, conversationId }));
  const rows = await table.getMany(keys.map((key) => ({ pk: conversationPartition(key), sk: 'n#head' })));
  const byId = new Map(rows.flatMap((row) => parseHead(row) ?? []).map((head) => [head.conversationId, head]));
  return conversationIds.flatMap((id) => byId.get(id) ?? []);
}

/**
 * The conversations of an account from the one that moved longest ago, for jobs: whatever moves while the walk goes on
 * lands ahead of it, so that nobody is passed by; who is met twice is known by then.
 */
export async function walkAccount(
  table: RowTable,
  place: { readonly tenantId: string; readonly accountId: string },
  page: { readonly after?: string; readonly limit: number },
): Promise<readonly InboxKey[]> {
  const { rows } = await table.query({
    index: 'gsi1',
    pk: inboxPartition(place.tenantId, place.accountId),
    from: page.after ?? '0',
    to: ':',
    limit: page.limit + 1,
  });
  return rows
    .map(({ pk, sk, ...row }) => ({ pk, sk, order: String(row.gsi1sk) }))
    .filter(({ order }) => order !== page.after)
    .slice(0, page.limit);
}

const strangerOf = (head: Conversation): Customer => ({
  tenantId: head.tenantId,
  conversationId: head.conversationId,
  accountId: head.accountId,
  platform: head.platform,
  customerPlatformId: head.customerPlatformId,
  name: head.customerName ?? '',
  firstSeenAtMs: head.createdAtMs,
  remark: '',
  tags: head.tags,
  mutualFollow: head.mutualFollow,
});
