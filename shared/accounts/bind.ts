import type { Platform } from '../conversations/model.ts';
import { RuleViolation } from '../runtime/errors.ts';
import type { Clock, Ids } from '../runtime/ports.ts';
import { loadAccount } from './change-account.ts';
import type { AccountClient } from './platform-clients.ts';
import type { AccountStore } from './store-accounts.ts';

export interface BindDeps {
  readonly accounts: Pick<AccountStore, 'load'>;
  readonly clients: Readonly<Record<Platform, Pick<AccountClient, 'bindUrl'>>>;
  readonly clock: Clock;
  readonly ids: Ids;
}

const LIFE_MS = 30 * 60_000;
const NONCE_BYTES = 12;

/**
 * A1: the address of the second step, good for half an hour. The account's own id is the code that comes back with the
 * binding.
 *
 * @throws {NotFound} `account.unknown`. @throws {RuleViolation} `account.needs-no-binding`.
 */
export async function beginBinding(
  deps: BindDeps,
  key: { readonly tenantId: string; readonly accountId: string },
): Promise<string> {
  const account = await loadAccount(deps.accounts, key.tenantId, key.accountId);
  const client = deps.clients[account.platform];
  if (!client.bindUrl || account.tokenAccountId !== undefined) {
    throw new RuleViolation('account.needs-no-binding', 'this account needs no second step', { rule: 'A1' });
  }
  const nonce = Buffer.from(deps.ids.bytes(NONCE_BYTES)).toString('base64url');
  return client.bindUrl({ accountCode: account.id, nonce, expiresAtMs: deps.clock.now() + LIFE_MS });
}
