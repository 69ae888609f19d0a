import { changeHead } from '../conversations/commit.ts';
import type { ConversationKey, Customer } from '../conversations/model-items.ts';
import type { ConversationDeps } from '../conversations/ports.ts';
import { loadRecord, putCustomer } from '../conversations/store-conversations.ts';
import { NotFound } from '../runtime/errors.ts';

export interface CustomerUpdate {
  readonly remark?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly mutualFollow?: boolean | undefined;
}

/** Changes what operators record of a customer (K1, K2, A3): customer and head together. @throws {NotFound} */
export async function updateCustomer(
  deps: Pick<ConversationDeps, 'table'>,
  key: ConversationKey,
  update: CustomerUpdate,
): Promise<Customer> {
  let customer: Customer | undefined;
  await changeHead(deps.table, key, async () => {
    const record = await loadRecord(deps.table, key, { rows: 0, consistent: true });
    if (!record?.customer) throw unknown();
    const { remark, tags, mutualFollow } = update;
    customer = {
      ...record.customer,
      ...(remark === undefined ? {} : { remark }),
      ...(tags === undefined ? {} : { tags: [...new Set(tags)] }),
      ...(mutualFollow === undefined ? {} : { mutualFollow }),
    };
    const head = { ...record.conversation, tags: customer.tags, mutualFollow: customer.mutualFollow };
    return { expected: record.conversation, head, with: [putCustomer(customer)] };
  });
  if (!customer) throw unknown();
  return customer;
}

const unknown = (): NotFound => new NotFound('conversation.unknown', 'no such conversation');
