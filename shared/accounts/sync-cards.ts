import type { Platform } from '../conversations/model.ts';
import type { Access } from '../conversations/ports.ts';
import type { PlatformClient } from '../platforms/platform.ts';
import { RuleViolation, Unavailable } from '../runtime/errors.ts';
import { type ChangeDeps, changeAccount, loadAccount } from './change-account.ts';
import type { Account } from './model.ts';

export interface SyncDeps extends ChangeDeps {
  readonly access: Access;
  readonly clients: Readonly<Record<Platform, Pick<PlatformClient, 'listCards'>>>;
}

/** More cards than an account item should hold; a platform that answers so many is not believed. */
const MAX_CARDS = 200;

/**
 * M3: replaces the account's cards by what the platform holds now.
 *
 * @throws {NotFound} `account.unknown`.
 * @throws {RuleViolation} `account.needs-authorization`: nobody may ask the platform.
 * @throws {Unavailable} `platform.unavailable`.
 */
export async function syncCards(
  deps: SyncDeps,
  command: { readonly tenantId: string; readonly accountId: string; readonly memberId: string },
): Promise<Account> {
  const { tenantId, accountId } = command;
  const { platform } = await loadAccount(deps.accounts, tenantId, accountId);
  const access = await deps.access.access(tenantId, accountId);
  if (!access) {
    throw new RuleViolation('account.needs-authorization', 'authorise the account first', { rule: 'A5' });
  }
  const cards = await deps.clients[platform].listCards(access).catch((cause: unknown) => {
    throw new Unavailable('platform.unavailable', 'the platform did not list its cards', { cause });
  });
  const reason = { actorId: command.memberId, action: 'account.cards-synced' };
  return changeAccount(deps, { tenantId, accountId }, reason, (before) => {
    const after = { ...before, cards: cards.slice(0, MAX_CARDS) };
    const isSame = JSON.stringify(before.cards) === JSON.stringify(after.cards);
    return isSame ? undefined : { account: after, fields: ['cards'] };
  });
}
