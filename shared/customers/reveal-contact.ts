import type { ConversationKey } from '../conversations/model-keys.ts';
import type { ConversationDeps } from '../conversations/ports.ts';
import { loadRecord } from '../conversations/store-conversations.ts';
import { NotFound } from '../runtime/errors.ts';
import type { RecordPlace } from './decide-record.ts';
import { openRecord } from './match-lead-records.ts';
import { loadLeadRecord } from './store-leads.ts';

/** A contact in clear: what there is of it. */
interface Revealed {
  readonly phone?: string;
  readonly wechat?: string;
}

/**
 * The contact of a conversation in clear (X5). The caller checks the right to see it and writes the audit entry first.
 *
 * @throws {NotFound} where the tenant has no such conversation, or no contact was left in it.
 */
export async function revealContact(
  deps: Pick<ConversationDeps, 'table' | 'cipher'>,
  key: ConversationKey,
): Promise<Revealed> {
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

/**
 * The contact of a lead record in clear (X5): whoever filled in a form and never wrote is reached by it, though nobody knows
 * a conversation of theirs (K6). The caller checks the right to see it and writes the audit entry.
 *
 * @throws {NotFound} `lead-record.unknown`.
 */
export async function revealRecord(
  deps: Pick<ConversationDeps, 'table' | 'cipher'>,
  place: RecordPlace,
): Promise<Revealed> {
  const record = await loadLeadRecord(deps.table, place, place.recordId);
  if (!record) throw new NotFound('lead-record.unknown', 'no such lead record');
  const { phone, wechat } = await openRecord(deps, record);
  return { ...(phone === undefined ? {} : { phone }), ...(wechat === undefined ? {} : { wechat }) };
}
