import type { AccountStore } from '../../shared/accounts/store-accounts.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { countInbox } from '../../shared/conversations/inbox-counts.ts';
import type { Conversation } from '../../shared/conversations/model-head.ts';
import type { ConversationKey } from '../../shared/conversations/model-keys.ts';
import { unknownConversation } from '../../shared/conversations/plan-message.ts';
import type { ConversationDeps } from '../../shared/conversations/ports.ts';
import { loadHead } from '../../shared/conversations/store-conversations.ts';
import { assign, close, reopen, snooze, wake } from '../../shared/conversations/triage.ts';
import { conversationView } from '../../shared/conversations/views.ts';
import { mayWork } from '../../shared/inbox/desks.ts';
import type { AssignmentStore } from '../../shared/inbox/store-assignment.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import { RuleViolation } from '../../shared/runtime/errors.ts';
import type { AuditTrail } from '../../shared/tenants/audit-trail.ts';
import { maySee } from '../../shared/tenants/rules-visibility.ts';
import type { MemberStore } from '../../shared/tenants/store-members.ts';

export interface TriageEndpointDeps {
  readonly conversations: ConversationDeps;
  readonly accounts: Pick<AccountStore, 'list'>;
  readonly glance: Pick<AccountStore, 'load'>;
  readonly members: Pick<MemberStore, 'load' | 'list'>;
  readonly assignment: AssignmentStore;
  readonly audit: AuditTrail;
}

/** Whose a conversation is, until when it rests, whether it is done (I1, I5). */
export const inboxEndpoints = (deps: TriageEndpointDeps) => {
  const viewOf = async (head: Conversation) =>
    conversationView(head, await deps.glance.load(head.tenantId, head.accountId));

  /** Work goes to people who can do it. */
  const checkMember = async (key: ConversationKey, memberId: string | null): Promise<string | undefined> => {
    if (memberId === null) return undefined;
    const { tenantId } = key;
    if (!(await loadHead(deps.conversations.table, key))) throw unknownConversation();
    const member = await deps.members.load(tenantId, memberId);
    if (!member || !mayWork(member))
      throw new RuleViolation('member.cannot-answer', 'this member does not answer customers', {
        field: 'body.memberId',
      });
    return memberId;
  };

  return [
    endpoint(routes.countConversations, async ({ caller }) => {
      const { tenantId, memberId } = caller;
      const hosted = new Map((await deps.accounts.list(tenantId)).map((account) => [account.id, account]));
      const counts = await countInbox(deps.conversations, {
        tenantId,
        memberId,
        accountIds: [...hosted.keys()],
        nowMs: deps.conversations.clock.now(),
        standingOf: (accountId) => hosted.get(accountId),
        isVisible: (head) => maySee(caller, head, hosted.get(head.accountId)),
      });
      return counts;
    }),

    endpoint(routes.assignConversation, async ({ params, body, caller }) => {
      const key = { tenantId: caller.tenantId, ...params };
      const memberId = await checkMember(key, body.memberId);
      const head = await deps.audit.change(
        caller,
        'conversation.assigned',
        params.conversationId,
        () => assign(deps.conversations, key, caller.memberId, memberId),
        memberId === undefined ? [] : [memberId],
      );
      return viewOf(head);
    }),

    endpoint(routes.snoozeConversation, async ({ params, body, caller }) => {
      const key = { tenantId: caller.tenantId, ...params };
      const head = await deps.audit.change(caller, 'conversation.snoozed', params.conversationId, () =>
        snooze(deps.conversations, key, caller.memberId, body.untilMs),
      );
      return viewOf(head);
    }),

    endpoint(routes.wakeConversation, async ({ params, caller }) => {
      const head = await deps.audit.change(caller, 'conversation.woken', params.conversationId, () =>
        wake(deps.conversations, { tenantId: caller.tenantId, ...params }, caller.memberId),
      );
      return viewOf(head);
    }),

    endpoint(routes.closeConversation, async ({ params, caller }) => {
      const head = await deps.audit.change(caller, 'conversation.closed', params.conversationId, () =>
        close(deps.conversations, { tenantId: caller.tenantId, ...params }, caller.memberId),
      );
      return viewOf(head);
    }),

    endpoint(routes.reopenConversation, async ({ params, caller }) => {
      const head = await deps.audit.change(caller, 'conversation.reopened', params.conversationId, () =>
        reopen(deps.conversations, { tenantId: caller.tenantId, ...params }, caller.memberId),
      );
      return viewOf(head);
    }),

    endpoint(routes.getAssignmentRules, async ({ caller }) => deps.assignment.rules(caller.tenantId)),

    endpoint(routes.saveAssignmentRules, async ({ body, caller }) => {
      const put = () => deps.assignment.putRules(caller.tenantId, body);
      const fields = [body.tenant.mode, ...Object.keys(body.accounts)];
      await deps.audit.change(caller, 'assignment.changed', caller.tenantId, put, fields);
      return body;
    }),
  ];
};
