import type { AccountStore } from '../../shared/accounts/store-accounts.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { Conversation } from '../../shared/conversations/model-head.ts';
import { messageKey } from '../../shared/conversations/model-keys.ts';
import type { Message } from '../../shared/conversations/model-messages.ts';
import { addNote } from '../../shared/conversations/notes.ts';
import type { ConversationDeps } from '../../shared/conversations/ports.ts';
import { threadItems } from '../../shared/conversations/thread-items.ts';
import { conversationView } from '../../shared/conversations/views.ts';
import { deleteMacro, listMacros, saveMacro, visibleMacro } from '../../shared/inbox/macros.ts';
import type { Macro } from '../../shared/inbox/model.ts';
import { runMacro } from '../../shared/inbox/run-macro.ts';
import type { MacroStore } from '../../shared/inbox/store-macros.ts';
import type { NameItems } from '../../shared/live/sender-names.ts';
import type { NoticeStore } from '../../shared/live/store-notices.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import { NotFound } from '../../shared/runtime/errors.ts';
import type { AuditTrail } from '../../shared/tenants/audit-trail.ts';
import type { MemberStore } from '../../shared/tenants/store-members.ts';

export interface MacroEndpointDeps {
  readonly conversations: ConversationDeps;
  readonly accounts: Pick<AccountStore, 'load'>;
  readonly members: Pick<MemberStore, 'list'>;
  readonly macros: MacroStore;
  readonly notices: Pick<NoticeStore, 'putOnce'>;
  readonly nameItems: NameItems;
  readonly audit: AuditTrail;
}

const macroView = ({ macroId: id, name, shortcut, steps, ownerId }: Macro) => ({
  id,
  name,
  shortcut,
  steps,
  personal: ownerId !== undefined,
});

/** Quick replies, macros (I7) and internal notes (I2). */
export const macroEndpoints = (deps: MacroEndpointDeps) => {
  const itemOf = async (message: Message, head: Conversation) => {
    const key = messageKey(message.atMs, message.messageId);
    const [item] = await deps.nameItems(head.tenantId, threadItems([{ row: 'message', key, message }], head));
    if (!item) throw new NotFound('message.unknown', 'the message is not shown in its thread');
    return item;
  };

  /** A colleague who is called for is told; somebody who is none is passed over. */
  const tellMentioned = async (head: Conversation, note: Message, caller: { memberId: string; name: string }) => {
    const members = new Set((await deps.members.list(head.tenantId)).map(({ memberId }) => memberId));
    const called = (note.mentions ?? []).filter((memberId) => members.has(memberId) && memberId !== caller.memberId);
    await Promise.all(
      called.map((memberId) =>
        deps.notices.putOnce({
          tenantId: head.tenantId,
          id: `${note.messageId}_${memberId}`,
          atMs: note.atMs,
          kind: 'note.mentioned',
          conversationId: head.conversationId,
          customerName: head.customerName ?? '',
          memberId,
          reason: caller.name,
        }),
      ),
    );
  };

  return [
    endpoint(routes.addNote, async ({ params, body, caller }) => {
      const { tenantId, memberId } = caller;
      const { message, conversation, isNew } = await addNote(deps.conversations, {
        tenantId,
        memberId,
        ...params,
        ...body,
      });
      if (isNew) await tellMentioned(conversation, message, caller);
      return { item: await itemOf(message, conversation) };
    }),

    endpoint(routes.listMacros, async ({ caller }) => ({
      items: (await listMacros(deps.macros, caller)).map(macroView),
    })),

    endpoint(routes.saveMacro, async ({ body, caller }) => {
      const { tenantId, memberId } = caller;
      const { id: macroId, personal, ...rest } = body;
      const updatedAtMs = deps.conversations.clock.now();
      const macro = { tenantId, macroId, ...rest, updatedAtMs, ...(personal ? { ownerId: memberId } : {}) };
      const save = () => saveMacro(deps.macros, macro, memberId);
      const saved = await deps.audit.change(caller, 'macro.saved', macroId, save);
      return macroView(saved);
    }),

    endpoint(routes.deleteMacro, async ({ params, caller }) => {
      const remove = () => deleteMacro(deps.macros, caller, params.macroId);
      await deps.audit.change(caller, 'macro.deleted', params.macroId, remove);
      return { id: params.macroId };
    }),

    endpoint(routes.runMacro, async ({ params, body, caller }) => {
      const { tenantId, memberId } = caller;
      const { macroId, conversationId } = params;
      const { steps } = await visibleMacro(deps.macros, caller, macroId);
      const kind = caller.kind ? { kind: caller.kind } : {};
      const run = { tenantId, conversationId, steps, memberId, ...kind, ...body };
      const go = () => runMacro(deps.conversations, run);
      const done = await deps.audit.change(caller, 'macro.run', conversationId, go, [macroId]);
      const { message, conversation } = done;
      const account = await deps.accounts.load(tenantId, conversation.accountId);
      return {
        conversation: conversationView(conversation, account),
        ...(message ? { item: await itemOf(message, conversation) } : {}),
      };
    }),
  ];
};
