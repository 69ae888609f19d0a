import type { Account, AccountStatus } from './model.ts';

type Facts = Pick<Account, 'unhosted' | 'authorized' | 'bound'>;

/**
 * The state of an account, worst news first (A2, A4, A5). Only `hosted` may send.
 *
 * | unhosted | authorized | bound | status |
 * |---|---|---|---|
 * | yes | any | any | `unhosted` |
 * | no | no | any | `needs-authorization` |
 * | no | yes | no | `awaiting-binding` |
 * | no | yes | yes | `hosted` |
 */
export function statusOf(facts: Facts): AccountStatus {
  if (facts.unhosted) return 'unhosted';
  if (!facts.authorized) return 'needs-authorization';
  return facts.bound ? 'hosted' : 'awaiting-binding';
}

/** A4: whether the gate may let a message of this account leave. */
export const maySend = (facts: Facts): boolean => statusOf(facts) === 'hosted';
