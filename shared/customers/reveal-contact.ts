import type { ConversationKey } from '../conversations/model-keys.ts';
import type { ConversationDeps } from '../conversations/ports.ts';
import { loadRecord } from '../conversations/store-conversations.ts';
import { NotFound } from '../runtime/errors.ts';

/**
 * The contact of a conversation in clear (X5). The caller checks the right to see it and writes the audit entry first.
 *
 * @throws {NotFound} where the tenant has no such conversation, or no contact was left in it.
 */
export async function revealContact(
  deps: Pick<ConversationDeps, 'table' | 'cipher'>,
  key: ConversationKey,
): Promise<{ readonly phone?: string; readonly wechat?: string }> {
  const record = await loadRecord(deps.table, key, { rows: 0 });
  const contact = record?.customer?.contact;
  if (!contact) throw new NotFound('contact.unknown', 'no contact was left in this conversation');
  const open = (field: string, sealed: string): Promise<string> =>
    deps.cipher.open({ tenantId: key.tenantId, recordId: key.conversationId, field }, sealed);
  const { phoneSealed, wechatSealed } = contact;
  return {
    ...(phoneSealed === undefined ? {} : { phone: await open('contact.phone', phoneSealed) }),
    ...(wechatSealed === undefined ? {} : { wechat: await open('contact.wechat', wechatSealed) }),
  };
}
