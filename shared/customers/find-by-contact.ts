import type { Customer } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { ConversationDeps } from '../conversations/ports.ts';
import { loadRecord } from '../conversations/store-conversations.ts';
import { searchedEvidence } from './rules-contact.ts';
import { loadLinks } from './store-contact-links.ts';

export type ContactDeps = Pick<ConversationDeps, 'table' | 'cipher'>;

const MOST = 20;

/**
 * The index of a typed number or WeChat id (SEC13): equal ones find each other, nothing is opened. Undefined for a part of
 * either: what is sealed can only be compared whole.
 */
export async function searchedIndex(
  { cipher }: Pick<ConversationDeps, 'cipher'>,
  tenantId: string,
  typed: string,
): Promise<string | undefined> {
  const evidence = searchedEvidence(typed);
  return evidence === undefined ? undefined : cipher.blindIndex(tenantId, evidence);
}

export interface FoundByContact {
  readonly customer: Customer;
  readonly head: Conversation;
  readonly by: 'phone' | 'wechat';
}

/** Customers who left exactly this number or WeChat id (K5, SEC13). */
export async function findByContact(
  deps: ContactDeps,
  tenantId: string,
  typed: string,
): Promise<readonly FoundByContact[]> {
  const index = await searchedIndex(deps, tenantId, typed);
  if (index === undefined) return [];
  const { links } = await loadLinks(deps.table, tenantId, index, MOST);
  const records = await Promise.all(
    links.map(({ conversationId }) => loadRecord(deps.table, { tenantId, conversationId }, { rows: 0 })),
  );
  return records.flatMap((record): FoundByContact[] => {
    if (!record?.customer) return [];
    const found = { customer: record.customer, head: record.conversation };
    if (record.lead?.phoneIndex === index) return [{ ...found, by: 'phone' }];
    return record.lead?.wechatIndex === index ? [{ ...found, by: 'wechat' }] : [];
  });
}
