import type { AccountStore } from '../../shared/accounts/store-accounts.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { explainMessage } from '../../shared/conversations/explain.ts';
import { listInbox } from '../../shared/conversations/inbox.ts';
import type { Customer } from '../../shared/conversations/model-customers.ts';
import type { Conversation } from '../../shared/conversations/model-head.ts';
import { olderItems, openThread } from '../../shared/conversations/open-thread.ts';
import { loadHead } from '../../shared/conversations/store-conversations.ts';
import { conversationView, traceView } from '../../shared/conversations/views.ts';
import { customerView, leadView } from '../../shared/customers/views.ts';
import type { NameItems } from '../../shared/live/sender-names.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import { NotFound } from '../../shared/runtime/errors.ts';
import type { Clock } from '../../shared/runtime/ports.ts';
import type { RowTable } from '../../shared/runtime/row-table.ts';
import { maySee } from '../../shared/tenants/rules-visibility.ts';
import { listCursor, threadCursor } from './cursors.ts';
import { type FollowUpDeps, followUpsOf } from './follow-ups.ts';

export interface InboxDeps {
  readonly table: RowTable;
  readonly accounts: Pick<AccountStore, 'list'>;
  /** Accounts to be shown, not to be decided on. */
  readonly glance: Pick<AccountStore, 'load'>;
  readonly namesOf: FollowUpDeps['namesOf'];
  readonly nameItems: NameItems;
  readonly clock: Clock;
}

/** Conversations to read (I1, I2). */
export const conversationEndpoints = (deps: InboxDeps) => [
  endpoint(routes.listConversations, async ({ query, caller }) => {
    const { tenantId } = caller;
    const { cursor, accountId, platform, q, filter: filters, status, assignee, tags, order, limit } = query;
    const hosted = new Map((await deps.accounts.list(tenantId)).map((account) => [account.id, account]));
    const asked = [...hosted.values()].filter(
      (account) => (!accountId || account.id === accountId) && (!platform || account.platform === platform),
    );
    const { conversations, nextCursor } = await listInbox(deps, {
      tenantId,
      accountIds: asked.map(({ id }) => id),
      filters,
      status,
      order,
      limit,
      nowMs: deps.clock.now(),
      standingOf: (id) => hosted.get(id),
      isVisible: (head) => maySee(caller, head, hosted.get(head.accountId)),
      ...(assignee
        ? { assigneeId: assignee === 'nobody' ? null : assignee === 'me' ? caller.memberId : assignee }
        : {}),
      ...(tags ? { tags: tags.split(',').filter((tag) => tag !== '') } : {}),
      ...(q ? { q } : {}),
      ...listCursor(order)(cursor),
    });
    return { items: conversations.map((head) => conversationView(head, hosted.get(head.accountId))), nextCursor };
  }),

  endpoint(routes.getConversation, async ({ params, caller }) => {
    const { tenantId } = caller;
    const key = { tenantId, ...params };
    const [opened, followUps] = await Promise.all([openThread(deps.table, key), followUpsOf(deps, key)]);
    if (!opened) throw unknownConversation();
    const { items, nextCursor } = opened;
    const { conversation, lead, customer } = opened.record;
    const account = await deps.glance.load(tenantId, conversation.accountId);
    return {
      conversation: conversationView(conversation, account),
      customer: customerView(customer ?? strangerOf(conversation)),
      lead: lead && leadView(lead, account),
      items: await deps.nameItems(tenantId, [...items]),
      nextCursor,
      followUps: [...followUps],
    };
  }),

  endpoint(routes.listItems, async ({ params, query, caller }) => {
    const { cursor } = threadCursor(query.cursor);
    const key = { tenantId: caller.tenantId, ...params };
    const page = await olderItems(deps.table, key, { before: cursor, limit: query.limit });
    // Nothing older, or no such conversation for this tenant (SEC8): only then is it worth a second look.
    if (!page && !(await loadHead(deps.table, key))) throw unknownConversation();
    const items = await deps.nameItems(caller.tenantId, [...(page?.items ?? [])]);
    return { items: items.reverse(), nextCursor: page?.nextCursor };
  }),

  endpoint(routes.explainMessage, async ({ params, query, caller }) =>
    traceView(await explainMessage(deps, { tenantId: caller.tenantId, ...params, ...query })),
  ),
];

const unknownConversation = (): NotFound => new NotFound('conversation.unknown', 'no such conversation');

/** A conversation of which only echoes are known has no customer item yet. */
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
