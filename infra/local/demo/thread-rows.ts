import type { Account } from '../../../shared/accounts/model.ts';
import type { Customer, Lead } from '../../../shared/conversations/model-customers.ts';
import type { Conversation } from '../../../shared/conversations/model-head.ts';
import { headRow } from '../../../shared/conversations/store-head-row.ts';
import { type CapturedContact, sealContact } from '../../../shared/customers/capture-contact.ts';
import { contactLink } from '../../../shared/customers/store-contact-links.ts';
import { customerRow, leadRow } from '../../../shared/customers/store-customer-codec.ts';
import type { FieldCipher } from '../../../shared/runtime/field-cipher.ts';
import type { Row } from '../../../shared/runtime/row-table.ts';
import { PAUSE_MINUTES, ThreadTeller } from './thread-teller.ts';
import { timedLines } from './thread-times.ts';
import type { Thread } from './threads.ts';

export interface Told {
  /** The head first: whoever reads the stream of events finds that they were applied. */
  readonly rows: readonly Row[];
  readonly teller: ThreadTeller;
}

/** Writes one thread down as of `nowMs`. @throws {Error} if the platform's rules would not have allowed it. */
export async function tell(cipher: FieldCipher, account: Account, thread: Thread, nowMs: number): Promise<Told> {
  const teller = new ThreadTeller(account, thread, nowMs);
  for (const { line, atMs } of timedLines(thread, nowMs)) teller.take(line, atMs);
  const { filled, key, head } = teller;
  const city = thread.city === undefined ? {} : { city: thread.city };
  const captured =
    filled && (await sealContact({ cipher }, key, { phone: filled.phone, masked: false, ...city }, filled.atMs));
  const base = { ...key, accountId: account.id, platform: account.platform };
  const source = { source: { channel: thread.channel ?? ('unknown' as const) } };
  const customer: Customer = {
    ...base,
    ...source,
    customerPlatformId: teller.customerPlatformId,
    name: thread.name,
    firstSeenAtMs: head.createdAtMs,
    remark: thread.remark ?? '',
    tags: thread.tags ?? [],
    mutualFollow: false,
    ...(captured ? { contact: captured.contact } : {}),
  };
  const lead = captured ? [leadRow({ ...base, ...source, ...leadOf(key.conversationId, thread, captured) })] : [];
  const phone = captured?.phoneIndex === undefined ? [] : [contactLink(key, captured.phoneIndex, captured.atMs).row];
  const finished = finishedHead(head, thread, nowMs, captured !== undefined);
  return { rows: [headRow(finished), customerRow(customer), ...lead, ...phone, ...teller.rows], teller };
}

const leadOf = (
  conversationId: string,
  thread: Thread,
  captured: CapturedContact,
): Pick<Lead, 'leadId' | 'customerName' | 'contact' | 'phoneIndex' | 'capturedAtMs' | 'state'> => ({
  leadId: `l_${conversationId}`,
  customerName: thread.name,
  contact: captured.contact,
  ...(captured.phoneIndex === undefined ? {} : { phoneIndex: captured.phoneIndex }),
  capturedAtMs: captured.atMs,
  state: thread.read === true ? 'contacted' : 'new',
});

/** Who has waited for a moment does so because a person has taken over: an agent would have answered at once. */
function finishedHead(head: Conversation, thread: Thread, nowMs: number, hasContact: boolean): Conversation {
  const isPersons = head.waitingSinceMs !== undefined && head.handedOver === undefined;
  const pauseEndsMs = head.lastActivityAtMs + PAUSE_MINUTES * 60_000;
  return {
    ...head,
    version: 1,
    unread: thread.read === true ? 0 : head.unread,
    tags: thread.tags ?? [],
    hasContact,
    ...(isPersons && pauseEndsMs > nowMs ? { agentPausedUntilMs: pauseEndsMs, epoch: head.epoch + 1 } : {}),
  };
}
