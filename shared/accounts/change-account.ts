import { NotFound, Unavailable } from '../runtime/errors.ts';
import type { Clock, Ids } from '../runtime/ports.ts';
import type { RowWrite } from '../runtime/row-table.ts';
import type { AuditEntry } from '../tenants/store-audit.ts';
import type { Account } from './model.ts';
import type { AccountStore } from './store-accounts.ts';

export interface ChangeDeps {
  readonly accounts: AccountStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface ChangeReason {
  /** The member, or `system`. */
  readonly actorId: string;
  /** Dotted and stable, for the audit log. */
  readonly action: string;
}

const ATTEMPTS = 5;

/**
 * What a change is made of: the account as it becomes, the fields that differ and rows that go along; undefined changes
 * nothing.
 */
export type Change = (account: Account) =>
  | {
      readonly account: Account;
      readonly fields: readonly string[];
      readonly along?: readonly RowWrite[];
    }
  | undefined;

/**
 * Changes an account and writes the audit row in the same transaction (X1). A lost race decides again on what is true
 * now.
 *
 * @throws {NotFound} `account.unknown` for this tenant.
 * @throws {Unavailable} `account.contended` after several lost races.
 */
export async function changeAccount(
  deps: ChangeDeps,
  key: { readonly tenantId: string; readonly accountId: string },
  reason: ChangeReason,
  change: Change,
): Promise<Account> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await loadAccount(deps.accounts, key.tenantId, key.accountId);
    const decided = change(before);
    if (!decided || decided.fields.length === 0) return before;
    const result = await deps.accounts.save(
      decided.account,
      auditOf(deps, before, reason, decided.fields),
      decided.along,
    );
    if (result.kind === 'saved') return result.account;
  }
  throw new Unavailable('account.contended', 'the account keeps changing; try again');
}

/** @throws {NotFound} `account.unknown`: not of this tenant, whether or not it exists elsewhere (SEC8). */
export async function loadAccount(
  accounts: Pick<AccountStore, 'load'>,
  tenantId: string,
  accountId: string,
): Promise<Account> {
  const account = await accounts.load(tenantId, accountId);
  if (!account) throw new NotFound('account.unknown', 'no such account');
  return account;
}

/** The audit row of a change to an account. */
export function auditOf(
  deps: Pick<ChangeDeps, 'clock' | 'ids'>,
  account: Pick<Account, 'tenantId' | 'id'>,
  reason: ChangeReason,
  fields: readonly string[],
): AuditEntry {
  return {
    tenantId: account.tenantId,
    auditId: deps.ids.ulid(),
    atMs: deps.clock.now(),
    actorId: reason.actorId,
    action: reason.action,
    subjectId: account.id,
    fields,
  };
}
