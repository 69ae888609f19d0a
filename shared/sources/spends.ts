import type { AccountStore } from '../accounts/store-accounts.ts';
import { dayText } from '../conversations/rules-days.ts';
import { NotFound } from '../runtime/errors.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { numberOfDay } from './rules-days.ts';
import type { SpendInput } from './rules-spend.ts';
import { spendIdOf } from './rules-spend-bounds.ts';
import { listSpends, putSpends, REACHES_BACK_DAYS, removeSpend, type Spend } from './store-spends.ts';

export interface SpendDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly accounts: Pick<AccountStore, 'list'>;
}

/** What was spent on any of these days, oldest first (K4). Days of Asia/Shanghai, both included. */
export const spendsOf = (
  table: RowTable,
  { tenantId, from, to }: { readonly tenantId: string; readonly from: string; readonly to: string },
): Promise<readonly Spend[]> =>
  listSpends(table, tenantId, { from, to, earlier: dayText(numberOfDay(from) - REACHES_BACK_DAYS) });

/**
 * Writes down what was spent, all or none. The same account, channel, advertisement and days again replace what was
 * there, so that a report may be read in twice. @throws {NotFound} `account.unknown`, naming the field.
 */
export async function saveSpends(
  deps: SpendDeps,
  by: { readonly tenantId: string; readonly memberId: string },
  inputs: readonly SpendInput[],
): Promise<readonly Spend[]> {
  const known = new Set((await deps.accounts.list(by.tenantId)).map(({ id }) => id));
  const foreign = inputs.findIndex(({ accountId }) => accountId !== undefined && !known.has(accountId));
  if (foreign >= 0) {
    throw new NotFound('account.unknown', 'no such account', { field: `items.${foreign}.accountId` });
  }
  const atMs = deps.clock.now();
  // Of two of the same name the later counts, as if they had come one after the other.
  const spends = new Map(inputs.map((input) => [spendIdOf(input), { ...input, memberId: by.memberId, atMs }]));
  await putSpends(deps.table, by.tenantId, [...spends.values()]);
  return [...spends.values()];
}

/** @throws {NotFound} `spend.unknown`. */
export async function deleteSpend(
  deps: Pick<SpendDeps, 'table'>,
  { tenantId }: { readonly tenantId: string },
  spendId: string,
): Promise<void> {
  if (!(await removeSpend(deps.table, tenantId, spendId))) throw new NotFound('spend.unknown', 'no such spend');
}
