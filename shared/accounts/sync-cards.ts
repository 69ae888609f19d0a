import type { Platform } from '../conversations/model.ts';
import type { Access } from '../conversations/ports.ts';
import type { PlatformCard, PlatformClient } from '../platforms/platform.ts';
import { RuleViolation, Unavailable } from '../runtime/errors.ts';
import { type ChangeDeps, changeAccount, loadAccount } from './change-account.ts';
import type { Account } from './model.ts';
import type { CardSyncStore } from './store-card-syncs.ts';

export interface SyncDeps extends ChangeDeps {
  readonly access: Access;
  readonly clients: Readonly<Record<Platform, Pick<PlatformClient, 'listCards'>>>;
  readonly cardSyncs: CardSyncStore;
}

/** What an account item should hold at most, which every message reads. Where the platform holds more it is said. */
const MAX_CARDS = 200;
/** An address this long is no picture's. */
const MAX_COVER_CHARS = 500;

/**
 * M3: replaces the account's cards by what the platform holds now. How it went is kept for everybody to see; after a
 * failure the cards of before stay.
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
  const key = { tenantId, accountId };
  const { platform } = await loadAccount(deps.accounts, tenantId, accountId);
  const access = await deps.access.access(tenantId, accountId);
  if (!access) {
    await noteFailure(deps, key, 'account.needs-authorization');
    throw new RuleViolation('account.needs-authorization', 'authorise the account first', { rule: 'A5' });
  }
  const listed = await deps.clients[platform].listCards(access).catch(async (cause: unknown) => {
    await noteFailure(deps, key, 'platform.unavailable');
    throw new Unavailable('platform.unavailable', 'the platform did not list its cards', { cause });
  });
  const cards = listed.cards.slice(0, MAX_CARDS);
  const isCut = !listed.complete || listed.cards.length > cards.length;
  const reason = { actorId: command.memberId, action: 'account.cards-synced' };
  const account = await changeAccount(deps, key, reason, (before) => {
    const after = { ...before, cards: cards.map(({ coverUrl: _, ...card }) => card) };
    const isSame = JSON.stringify(before.cards) === JSON.stringify(after.cards);
    return isSame ? undefined : { account: after, fields: ['cards'] };
  });
  await deps.cardSyncs.put({
    ...key,
    syncedAtMs: deps.clock.now(),
    covers: coversOf(cards),
    ...(isCut ? { cut: true } : {}),
  });
  return account;
}

async function noteFailure(
  { cardSyncs, clock }: SyncDeps,
  key: { readonly tenantId: string; readonly accountId: string },
  code: string,
): Promise<void> {
  const before = (await cardSyncs.load(key.tenantId, key.accountId)) ?? { ...key, covers: {} };
  await cardSyncs.put({ ...before, failure: { atMs: clock.now(), code } });
}

/** What could be a picture's address; which of them are fetched is judged where they are (SEC28). */
const coversOf = (cards: readonly PlatformCard[]): Record<string, string> =>
  Object.fromEntries(
    cards.flatMap(({ id, coverUrl }) =>
      coverUrl?.startsWith('https://') && coverUrl.length <= MAX_COVER_CHARS ? [[id, coverUrl]] : [],
    ),
  );
