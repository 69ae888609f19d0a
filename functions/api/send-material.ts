import type { AccountStore } from '../../shared/accounts/store-accounts.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { messageKey } from '../../shared/conversations/model-keys.ts';
import type { ConversationDeps } from '../../shared/conversations/ports.ts';
import { threadItems } from '../../shared/conversations/thread-items.ts';
import { conversationView } from '../../shared/conversations/views.ts';
import type { NameItems } from '../../shared/live/sender-names.ts';
import type { MaterialDeps } from '../../shared/materials/materials.ts';
import { sendMaterial } from '../../shared/materials/send-material.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { SignedIn } from '../../shared/tenants/callers.ts';

export interface SendMaterialEndpointDeps {
  readonly materials: MaterialDeps['materials'];
  readonly conversations: ConversationDeps;
  readonly accounts: Pick<AccountStore, 'load'>;
  readonly nameItems: NameItems;
}

/** Materials from the composer (I3, M2, M6). */
export const sendMaterialEndpoints = (deps: SendMaterialEndpointDeps) => [
  endpoint<typeof routes.sendMaterial, SignedIn>(routes.sendMaterial, async ({ params, body, caller }) => {
    const { tenantId } = caller;
    const sending = { ...deps, account: (tenant: string, id: string) => deps.accounts.load(tenant, id) };
    const { messages, conversation } = await sendMaterial(sending, { ...params, ...body, tenantId, by: caller });
    const rows = messages.map((message) => ({
      row: 'message' as const,
      key: messageKey(message.atMs, message.messageId),
      message,
    }));
    const account = await deps.accounts.load(tenantId, conversation.accountId);
    return {
      items: [...(await deps.nameItems(tenantId, threadItems(rows, conversation)))],
      conversation: conversationView(conversation, account),
    };
  }),
];
