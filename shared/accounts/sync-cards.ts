import type { Platform } from '../conversations/model.ts';
import type { Access } from '../conversations/ports.ts';
import { couldBePicture, pictureShown } from '../pictures/rules-pictures.ts';
import type { CardList, MessageCard, PlatformCard, PlatformClient } from '../platforms/platform.ts';
import { isRightRefused, isTokenRefused } from '../platforms/token-fault.ts';
import { RuleViolation, Unavailable } from '../runtime/errors.ts';
import { type ChangeDeps, changeAccount, loadAccount } from './change-account.ts';
import type { CardSyncStore } from './store-card-syncs.ts';
import {
  type AccountCard,
  type AccountCards,
  type CardCovers,
  type CardStore,
  cardsWrite,
  coversWrite,
} from './store-cards.ts';

export interface SyncDeps extends ChangeDeps {
  readonly access: Access;
  readonly clients: Readonly<Record<Platform, Pick<PlatformClient, 'listCards'>>>;
  readonly cards: CardStore;
  readonly cardSyncs: CardSyncStore;
}

/** What is kept of an account at most. Where the platform holds more it is said. */
const MAX_CARDS = 200;
const MAX_TITLE_CHARS = 200;
/** Longer addresses are not kept: covers of all cards must fit in a row. */
const MAX_COVER_CHARS = 500;
/**
 * A renewal begins so soon or not at all: a function that ends between the platform's new pair and the table would leave
 * the account without a living one, and the shortest of those that sync has 20 s.
 */
const RENEW_WITHIN_MS = 5_000;

type Key = { readonly tenantId: string; readonly accountId: string };

/** What is kept after a sync, with covers, and whether cards or covers are others than before. */
export interface Synced {
  readonly cards: AccountCards;
  readonly covers: CardCovers;
  readonly isChanged: boolean;
}

/**
 * M3: replaces the account's cards by what the platform holds now. How it went is kept for everybody to see; after a
 * failure the cards of before stay.
 *
 * @throws {NotFound} `account.unknown`.
 * @throws {RuleViolation} `account.needs-authorization`: nobody may ask the platform.
 * @throws {Unavailable} `platform.unavailable`.
 */
export async function syncCards(deps: SyncDeps, command: Key & { readonly memberId: string }): Promise<Synced> {
  const { tenantId, accountId } = command;
  const key = { tenantId, accountId };
  const { platform } = await loadAccount(deps.accounts, tenantId, accountId);
  const listed = await askPlatform(deps, key, platform);
  const { cards: told, messageCards: toldMessages = [] } = listed;
  const held = told.slice(0, MAX_CARDS);
  const messageCards = toldMessages.slice(0, MAX_CARDS - held.length).map(titled);
  const count = held.length + messageCards.length;
  const isCut = !listed.complete || told.length + toldMessages.length > count;
  const before = await deps.cards.loadShown(key);
  const known = before?.cards ?? { ...key, platform, cards: [], version: 0 };
  const now = held.map(keptOf);
  const covers = coversOf(held);
  const isChanged =
    JSON.stringify(known.cards) !== JSON.stringify(now) ||
    JSON.stringify(known.messageCards ?? []) !== JSON.stringify(messageCards) ||
    now.some(({ id }) => shownOf(before?.covers[id]) !== shownOf(covers[id]));
  const cards = isChanged
    ? await keep(deps, command, { ...key, platform, cards: now, ...messagesOf(messageCards) }, covers)
    : known;
  // The same pictures, signed anew: people see no change, and the addresses of before answer for a while only.
  const isSignedAnew = !isChanged && now.some(({ id }) => before?.covers[id] !== covers[id]);
  if (isSignedAnew) await deps.cards.renewCovers(known, covers);
  await deps.cardSyncs.put({
    ...key,
    syncedAtMs: deps.clock.now(),
    count,
    ...(isCut ? { cut: true } : {}),
  });
  return { cards, covers, isChanged };
}

const shownOf = (address: string | undefined) => (address === undefined ? undefined : pictureShown(address));

/** By characters: half of one could not be shown. */
const titled = <T extends { readonly title: string }>(card: T): T => ({
  ...card,
  title: Array.from(card.title).slice(0, MAX_TITLE_CHARS).join(''),
});

const keptOf = ({ id, card, title, holds }: PlatformCard): AccountCard =>
  titled({ id, card, title, ...(holds ? { holds } : {}) });

const messagesOf = (messageCards: readonly MessageCard[]) =>
  messageCards.length === 0 ? {} : { messageCards: [...messageCards] };

/** The cards with their covers and what tells consoles of them, with the audit row, in one transaction. */
async function keep(
  deps: SyncDeps,
  { tenantId, accountId, memberId }: Key & { readonly memberId: string },
  cards: Omit<AccountCards, 'version'>,
  covers: CardCovers,
): Promise<AccountCards> {
  const reason = { actorId: memberId, action: 'account.cards-synced' };
  const { cardsVersion: version = 0 } = await changeAccount(deps, { tenantId, accountId }, reason, (account) => {
    const next = (account.cardsVersion ?? 0) + 1;
    const along = [cardsWrite({ ...cards, version: next }), coversWrite(cards, covers)];
    return { account: { ...account, cardsVersion: next }, fields: ['cards'], along };
  });
  return { ...cards, version };
}

/**
 * A token that the platform refuses is renewed once. Where that is refused as well, the authorisation is dead, and shows as
 * such on the account (A2, A5): also one that nothing is sent by learns so within a day. A token refused for good is given
 * out no more (INV12). A right refused to a list takes nothing from the account by itself: the consent may lack this list
 * alone, and the renewal is what proves that it is alive.
 */
async function askPlatform(deps: SyncDeps, key: Key, platform: Platform): Promise<CardList> {
  const list = async (options: { readonly forceRefresh?: boolean }): Promise<CardList> => {
    const access = await deps.access.access(key.tenantId, key.accountId, options);
    if (access) return deps.clients[platform].listCards(access);
    throw new RuleViolation('account.needs-authorization', 'authorise the account first', { rule: 'A5' });
  };
  const startedAtMs = deps.clock.now();
  const isEarly = (): boolean => deps.clock.now() - startedAtMs < RENEW_WITHIN_MS;
  try {
    return await list({}).catch((error: unknown) => {
      if ((isTokenRefused(error) || isRightRefused(error)) && isEarly()) return list({ forceRefresh: true });
      throw error;
    });
  } catch (cause) {
    if (isTokenRefused(cause)) deps.access.refused(key.tenantId, key.accountId);
    if (cause instanceof RuleViolation) {
      await noteFailure(deps, key, cause.code);
      throw cause;
    }
    await noteFailure(deps, key, 'platform.unavailable');
    throw new Unavailable('platform.unavailable', 'the platform did not list its cards', { cause });
  }
}

async function noteFailure({ cardSyncs, clock }: SyncDeps, key: Key, code: string): Promise<void> {
  const before = (await cardSyncs.load(key.tenantId, key.accountId)) ?? key;
  await cardSyncs.put({ ...before, failure: { atMs: clock.now(), code } });
}

/** Addresses as the platform names them; which of them are fetched is one rule's to say (`pictureAddress`, SEC28). */
const coversOf = (cards: readonly PlatformCard[]): CardCovers =>
  Object.fromEntries(
    cards.flatMap(({ id, coverUrl = '' }) =>
      couldBePicture(coverUrl) && coverUrl.length <= MAX_COVER_CHARS ? [[id, coverUrl]] : [],
    ),
  );
