import type { AccountStore } from '../../shared/accounts/store-accounts.ts';
import type { FollowUpView, OpenFollowUpView, TimelineItemView } from '../../shared/contracts/customer-list-routes.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { ConversationKey } from '../../shared/conversations/model-keys.ts';
import { loadHead } from '../../shared/conversations/store-conversations.ts';
import { addFollowUp, updateFollowUp } from '../../shared/customers/follow-ups.ts';
import type { FollowUp } from '../../shared/customers/rules-follow-ups.ts';
import type { TimelineItem } from '../../shared/customers/rules-timeline.ts';
import { listFollowUps, listOpenFollowUps } from '../../shared/customers/store-follow-ups.ts';
import { loadTimeline } from '../../shared/customers/timeline.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import { NotAllowed, NotFound } from '../../shared/runtime/errors.ts';
import type { Clock } from '../../shared/runtime/ports.ts';
import type { RowTable } from '../../shared/runtime/row-table.ts';
import { loadCustomers } from '../../shared/search/store-threads.ts';
import type { SignedIn } from '../../shared/tenants/callers.ts';
import type { MemberStore } from '../../shared/tenants/store-members.ts';
import { followUpCursor, timelineCursor } from './cursors.ts';

export interface FollowUpDeps {
  readonly table: RowTable;
  readonly accounts: Pick<AccountStore, 'list'>;
  readonly members: Pick<MemberStore, 'load'>;
  readonly clock: Clock;
  /** Names of members and agents by id, for what people read. */
  readonly namesOf: (tenantId: string) => Promise<ReadonlyMap<string, string>>;
}

/** Of one customer: more is scrolled to in the timeline. */
const SHOWN = 100;

/** What happened with a customer, and what somebody has to come back to (K1, I4). */
export const followUpEndpoints = (deps: FollowUpDeps) => [
  endpoint(routes.getTimeline, async ({ params, query, caller }) => {
    const key = { tenantId: caller.tenantId, ...params };
    const [{ items, nextCursor }, names] = await Promise.all([
      loadTimeline(deps.table, key, timelineCursor(query.cursor)),
      deps.namesOf(caller.tenantId),
    ]);
    return { items: items.map((item) => timelineView(item, names)), nextCursor };
  }),

  endpoint(routes.listFollowUps, async ({ params, caller }) => {
    const key = { tenantId: caller.tenantId, ...params };
    const items = await followUpsOf(deps, key);
    if (items.length === 0 && !(await loadHead(deps.table, key))) {
      throw new NotFound('conversation.unknown', 'no such conversation');
    }
    return { items: [...items] };
  }),

  endpoint<typeof routes.addFollowUp, SignedIn>(routes.addFollowUp, async ({ params, body, caller }) => {
    const { tenantId, memberId: authorId, tenant, name } = caller;
    const { id: followUpId, ...rest } = body;
    const command = { tenantId, ...params, ...rest, followUpId, authorId, timeZone: tenant.timeZone };
    return followUpView(await addFollowUp(deps, command), new Map([[authorId, name]]));
  }),

  endpoint<typeof routes.updateFollowUp, SignedIn>(routes.updateFollowUp, async ({ params, body, caller }) => {
    const { tenantId, memberId: actorId, tenant } = caller;
    const update = { tenantId, ...params, ...body, actorId, timeZone: tenant.timeZone };
    return followUpView(await updateFollowUp(deps, update), await deps.namesOf(tenantId));
  }),

  endpoint(routes.myFollowUps, async ({ query, caller }) => {
    const { tenantId, memberId: asks, permissions } = caller;
    const { memberId = asks } = query;
    if (memberId !== asks && !permissions.includes('members.write')) {
      throw new NotAllowed('permission.missing', 'a colleague’s follow-ups are for those who manage members');
    }
    const page = { ...followUpCursor(query.cursor), limit: query.limit };
    const { followUps, nextCursor } = await listOpenFollowUps(deps.table, { tenantId, memberId }, page);
    return { items: await withCustomers(deps, caller.tenantId, followUps), nextCursor };
  }),
];

/** Follow-ups with whom they are about. */
async function withCustomers(
  deps: FollowUpDeps,
  tenantId: string,
  followUps: readonly FollowUp[],
): Promise<OpenFollowUpView[]> {
  const ids = [...new Set(followUps.map(({ conversationId }) => conversationId))];
  const [customers, accounts, names] = await Promise.all([
    loadCustomers(deps.table, tenantId, ids),
    deps.accounts.list(tenantId),
    deps.namesOf(tenantId),
  ]);
  const customerOf = new Map(customers.map((customer) => [customer.conversationId, customer]));
  const accountOf = new Map(accounts.map((account) => [account.id, account]));
  return followUps.flatMap((one) => {
    const account = accountOf.get(one.accountId);
    // Accounts are never deleted: an unhosted one keeps its history (A4).
    if (!account) return [];
    const customer = customerOf.get(one.conversationId);
    return {
      ...followUpView(one, names),
      accountName: account.name,
      platform: account.platform,
      customerName: customer?.name ?? '',
      avatarUrl: customer?.avatarUrl,
    };
  });
}

/** Those of one customer, newest first; whoever has none costs half a unit (COST8). */
export async function followUpsOf(
  deps: Pick<FollowUpDeps, 'table' | 'namesOf'>,
  key: ConversationKey,
): Promise<readonly FollowUpView[]> {
  const followUps = await listFollowUps(deps.table, key, { limit: SHOWN });
  if (followUps.length === 0) return [];
  const names = await deps.namesOf(key.tenantId);
  return followUps.map((one) => followUpView(one, names));
}

const followUpView = (followUp: FollowUp, names: ReadonlyMap<string, string>): FollowUpView => ({
  id: followUp.followUpId,
  conversationId: followUp.conversationId,
  text: followUp.text,
  authorName: names.get(followUp.authorId),
  memberId: followUp.memberId,
  createdAtMs: followUp.createdAtMs,
  dueAtMs: followUp.dueAtMs,
  doneAtMs: followUp.doneAtMs,
});

function timelineView(item: TimelineItem, names: ReadonlyMap<string, string>): TimelineItemView {
  const { actorId, desk, followUp, change, ...rest } = item;
  return {
    ...rest,
    actorName: actorId === undefined ? undefined : names.get(actorId),
    change: change && {
      ...change,
      tagsAdded: change.tagsAdded && [...change.tagsAdded],
      tagsRemoved: change.tagsRemoved && [...change.tagsRemoved],
      followUp: change.followUp && {
        before: names.get(change.followUp.before),
        after: names.get(change.followUp.after),
      },
    },
    desk: desk && {
      what: desk.what,
      memberName: desk.memberId === undefined ? undefined : names.get(desk.memberId),
      untilMs: desk.untilMs,
    },
    followUp: followUp && followUpView(followUp, names),
  };
}
