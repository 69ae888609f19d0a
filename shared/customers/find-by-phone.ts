import type { Conversation, Customer } from '../conversations/model-items.ts';
import type { ConversationDeps } from '../conversations/ports.ts';
import { loadRecord } from '../conversations/store-conversations.ts';
import { isWholePhone, normalizedPhone } from './rules-contact.ts';
import { loadNumber } from './store-phones.ts';

export type PhoneDeps = Pick<ConversationDeps, 'table' | 'cipher'>;

const MOST = 20;

/**
 * Customers who left exactly this number (SEC13): equal indexes find each other, no number is opened. Nothing for a part of
 * a number: what is sealed can only be compared whole.
 */
export async function findByPhone(
  deps: PhoneDeps,
  tenantId: string,
  typed: string,
): Promise<readonly { readonly customer: Customer; readonly head: Conversation }[]> {
  const phone = normalizedPhone(typed);
  if (!isWholePhone(phone)) return [];
  const index = await deps.cipher.blindIndex(tenantId, `phone|${phone}`);
  const { links } = await loadNumber(deps.table, tenantId, index, MOST);
  const records = await Promise.all(
    links.map(({ conversationId }) => loadRecord(deps.table, { tenantId, conversationId }, { rows: 0 })),
  );
  return records.flatMap((record) =>
    record?.customer && record.lead?.phoneIndex === index
      ? [{ customer: record.customer, head: record.conversation }]
      : [],
  );
}
