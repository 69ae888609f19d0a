import type { AccountStore } from '../../shared/accounts/store-accounts.ts';
import type { CardStore } from '../../shared/accounts/store-cards.ts';
import { type OperatorMessage, routes } from '../../shared/contracts/routes.ts';
import { type ChangedMessage, cancelMessage, editMessage, releaseMessage } from '../../shared/conversations/held.ts';
import type { MessageBody } from '../../shared/conversations/model.ts';
import type { Conversation } from '../../shared/conversations/model-head.ts';
import type { ConversationKey } from '../../shared/conversations/model-keys.ts';
import { messageKey } from '../../shared/conversations/model-keys.ts';
import { handBack, markRead, markUnread, takeOver } from '../../shared/conversations/operate.ts';
import { planMessage } from '../../shared/conversations/plan-message.ts';
import type { ConversationDeps } from '../../shared/conversations/ports.ts';
import { type RecallDeps, recallMessage } from '../../shared/conversations/recall.ts';
import { senderOf } from '../../shared/conversations/sender-of.ts';
import { loadHead } from '../../shared/conversations/store-conversations.ts';
import { threadItems } from '../../shared/conversations/thread-items.ts';
import { conversationView } from '../../shared/conversations/views.ts';
import type { NameItems } from '../../shared/live/sender-names.ts';
import { keepUpload } from '../../shared/materials/uploads.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import { InvalidInput, NotFound, RuleViolation } from '../../shared/runtime/errors.ts';
import type { Objects } from '../../shared/runtime/objects.ts';
import type { AuditTrail } from '../../shared/tenants/audit-trail.ts';

export interface OperateDeps {
  readonly conversations: ConversationDeps;
  readonly recall: RecallDeps;
  readonly cards: Pick<CardStore, 'load'>;
  /** Accounts to be shown, not to be decided on. */
  readonly glance: Pick<AccountStore, 'load'>;
  readonly nameItems: NameItems;
  readonly audit: AuditTrail;
  readonly objects: Objects;
}

/** I3: a pasted or dragged image, looked at before anything is planned. @throws what `keepUpload` throws, `upload.type`. */
async function imageBody(deps: Pick<OperateDeps, 'objects'>, tenantId: string, uploadId: string): Promise<MessageBody> {
  const { kind, objectId, width, height, hasThumbnail } = await keepUpload(deps, tenantId, uploadId);
  if (kind !== 'image') {
    throw new InvalidInput('upload.type', 'send a video as a material', { field: 'body.uploadId', rule: 'C1' });
  }
  return {
    type: 'image',
    objectId,
    hasThumbnail,
    ...(width === undefined || height === undefined ? {} : { width, height }),
  };
}

/** What a person does in a conversation (I3, G8). The thread itself is the record of what was sent. */
export const operateEndpoints = (deps: OperateDeps) => {
  const viewOf = async (head: Conversation) =>
    conversationView(head, await deps.glance.load(head.tenantId, head.accountId));

  /** The message as it now stands in its thread, with its conversation. */
  const changedOf = async ({ message, conversation }: ChangedMessage) => {
    const key = messageKey(message.atMs, message.messageId);
    const items = threadItems([{ row: 'message', key, message }], conversation);
    const [item] = await deps.nameItems(conversation.tenantId, items);
    if (!item) throw new NotFound('message.unknown', 'the message is not shown in its thread');
    return { item, conversation: await viewOf(conversation) };
  };

  /** M3, M4: a card is sent only by the account that holds it, with the title it has there. */
  const sendable = async (key: ConversationKey, body: OperatorMessage['body']): Promise<MessageBody> => {
    if (body.type === 'text') return body;
    if (body.type === 'image') return imageBody(deps, key.tenantId, body.uploadId);
    const head = await loadHead(deps.conversations.table, key);
    if (!head) throw new NotFound('conversation.unknown', 'no such conversation');
    const kept = await deps.cards.load(key.tenantId, head.accountId);
    const held = kept?.cards.find(({ id, card }) => id === body.cardId && card === body.card);
    if (!held) {
      throw new RuleViolation('card.unknown', 'the account holds no such card', { field: 'body.cardId', rule: 'M4' });
    }
    return { ...body, title: held.title, status: 'blank' };
  };

  return [
    endpoint(routes.sendMessage, async ({ params, body, caller }) => {
      const { tenantId } = caller;
      const { messageId, hold, sendAtMs } = body;
      const { message, conversation } = await planMessage(deps.conversations, {
        tenantId,
        ...params,
        messageId,
        body: await sendable({ tenantId, ...params }, body.body),
        ...senderOf(caller),
        ...(hold === undefined ? {} : { hold }),
        ...(sendAtMs === undefined ? {} : { sendAtMs }),
      });
      return changedOf({ message, conversation });
    }),

    endpoint(routes.cancelMessage, async ({ params, query, caller }) => {
      const name = { tenantId: caller.tenantId, ...params, ...query };
      const cancel = () => cancelMessage(deps.conversations, name);
      return changedOf(await deps.audit.change(caller, 'message.cancelled', params.messageId, cancel));
    }),

    endpoint(routes.releaseMessage, async ({ params, query, caller }) => {
      const name = { tenantId: caller.tenantId, ...params, ...query };
      const release = () => releaseMessage(deps.conversations, name);
      return changedOf(await deps.audit.change(caller, 'message.released', params.messageId, release));
    }),

    endpoint(routes.editMessage, async ({ params, query, body, caller }) => {
      const name = { tenantId: caller.tenantId, ...params, ...query };
      const edit = () => editMessage(deps.conversations, name, body.text);
      return changedOf(await deps.audit.change(caller, 'message.edited', params.messageId, edit));
    }),

    endpoint(routes.recallMessage, async ({ params, query, caller }) => {
      const name = { tenantId: caller.tenantId, ...params, ...query };
      const recall = () => recallMessage(deps.recall, name);
      const recalled = await deps.audit.change(caller, 'message.recalled', params.messageId, recall);
      return changedOf(recalled);
    }),

    endpoint(routes.markRead, async ({ params, caller }) =>
      viewOf(await markRead(deps.conversations, { tenantId: caller.tenantId, ...params })),
    ),

    endpoint(routes.markUnread, async ({ params, caller }) =>
      viewOf(await markUnread(deps.conversations, { tenantId: caller.tenantId, ...params })),
    ),

    endpoint(routes.takeOver, async ({ params, caller }) => {
      const head = await deps.audit.change(caller, 'conversation.taken-over', params.conversationId, () =>
        takeOver(deps.conversations, { tenantId: caller.tenantId, ...params }, caller.memberId),
      );
      return viewOf(head);
    }),

    endpoint(routes.handBack, async ({ params, caller }) => {
      const head = await deps.audit.change(caller, 'conversation.handed-back', params.conversationId, () =>
        handBack(deps.conversations, { tenantId: caller.tenantId, ...params }),
      );
      return viewOf(head);
    }),
  ];
};
