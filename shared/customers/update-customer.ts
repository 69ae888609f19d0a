import { changeHead } from '../conversations/commit.ts';
import type { Customer } from '../conversations/model-customers.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import type { ConversationDeps } from '../conversations/ports.ts';
import { loadRecord, putCustomer } from '../conversations/store-conversations.ts';
import { InvalidInput, NotFound } from '../runtime/errors.ts';
import { touched } from '../search/store-touched.ts';
import { type CustomerChange, changeCustomer } from './rules-change.ts';
import { activityWrite } from './store-activities.ts';

/** Who changes, and under which name it goes down in the customer's timeline. */
export interface Actor {
  readonly memberId: string;
}

/**
 * Changes what operators record of a customer (K1, K2, K3, A3): customer, head and the timeline's row together. What
 * changes nothing writes nothing.
 *
 * @throws {NotFound}; {InvalidInput} `tags.too-many`, `remark.too-long`.
 */
export async function updateCustomer(
  deps: Pick<ConversationDeps, 'table' | 'clock' | 'ids'>,
  key: ConversationKey,
  update: CustomerChange,
  actor: Actor,
): Promise<Customer> {
  let customer: Customer | undefined;
  await changeHead(deps.table, key, async () => {
    const record = await loadRecord(deps.table, key, { rows: 0, consistent: true });
    if (!record?.customer) throw unknown();
    const changed = changeCustomer(record.customer, update);
    if (changed.kind === 'refused') throw new InvalidInput(changed.code, 'more than a customer holds');
    if (changed.kind === 'same') {
      customer = record.customer;
      return undefined;
    }
    customer = changed.customer;
    const nowMs = deps.clock.now();
    const activity = activityWrite({
      ...key,
      activityId: deps.ids.ulid(),
      atMs: nowMs,
      doneAtMs: nowMs,
      actorId: actor.memberId,
      change: changed.record,
    });
    const head = { ...record.conversation, tags: customer.tags, mutualFollow: customer.mutualFollow };
    return { expected: record.conversation, head, with: [putCustomer(customer), activity, touched(key, nowMs)] };
  });
  if (!customer) throw unknown();
  return customer;
}

const unknown = (): NotFound => new NotFound('conversation.unknown', 'no such conversation');
