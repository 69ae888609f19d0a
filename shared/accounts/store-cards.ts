import * as z from 'zod';
import { CardType, MessageCardKind, NameCardKind, Platform } from '../conversations/model.ts';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowKey, RowTable, RowWrite } from '../runtime/row-table.ts';

/**
 * The cards that a platform holds for an account (M3). Apart from the account, which every message and every list reads;
 * their covers apart from them, because nobody needs a picture's address to send. Version 1; store-cards.test.ts pins both.
 */
const AccountCards = z.object({
  tenantId: z.string(),
  accountId: z.string(),
  platform: Platform,
  cards: z.array(
    z.object({ id: z.string(), card: CardType, title: z.string(), holds: NameCardKind.exactOptional() }).readonly(),
  ),
  /** Douyin's message cards: apart, so that nothing that sends ever meets one. Absent = none. */
  messageCards: z
    .array(z.object({ id: z.string(), kind: MessageCardKind, title: z.string() }).readonly())
    .exactOptional(),
  /** The account's `cardsVersion` as these were written. */
  version: z.number(),
});
export type AccountCards = Readonly<z.infer<typeof AccountCards>>;
/** A card that the platform holds for the account: synced, never created here. */
export type AccountCard = AccountCards['cards'][number];

/** Addresses of pictures at the platform, by card id. */
const Covers = z.record(z.string(), z.string());
const StoredCovers = z.object({ covers: Covers });
export type CardCovers = Readonly<z.infer<typeof Covers>>;

type Key = { readonly tenantId: string; readonly accountId: string };

export interface CardStore {
  /** Undefined = never synced. Eventual: what the platform holds is not ours to know to the second. */
  load(tenantId: string, accountId: string): Promise<AccountCards | undefined>;
  /** With covers, in one request. Strong: a console that was told of other cards asks at once, and a sync compares. */
  loadShown(key: Key): Promise<{ readonly cards: AccountCards; readonly covers: CardCovers } | undefined>;
  /** Other addresses of the same pictures, unless the cards became others since they were read: those brought their own. */
  renewCovers(cards: AccountCards, covers: CardCovers): Promise<void>;
  /** Of several accounts, in any order; who was never synced is left out. */
  loadMany(tenantId: string, accountIds: readonly string[]): Promise<readonly AccountCards[]>;
}

const partitionOf = ({ tenantId, accountId }: Key): string => `t#${tenantId}#a#${accountId}`;
const cardsKeyOf = (key: Key): RowKey => ({ pk: partitionOf(key), sk: 'k#cards' });
const coversKeyOf = (key: Key): RowKey => ({ pk: partitionOf(key), sk: 'k#covers' });

/** Rides on the transaction that tells the account of it, as the covers do. */
export const cardsWrite = (cards: AccountCards): RowWrite => ({
  row: { ...cardsKeyOf(cards), ...entityMarks('accountCards'), ...cards },
});

export const coversWrite = ({ tenantId, accountId }: Key, covers: CardCovers): RowWrite => ({
  row: { ...coversKeyOf({ tenantId, accountId }), ...entityMarks('cardCovers'), tenantId, accountId, covers },
});

export function createCardStore(table: RowTable): CardStore {
  return {
    async load(tenantId, accountId) {
      const row = await table.get(cardsKeyOf({ tenantId, accountId }));
      return row && AccountCards.parse(row);
    },
    async loadShown(key) {
      const { rows } = await table.query({ pk: partitionOf(key), from: 'k#', to: 'k$', consistent: true });
      const cards = rows.find(({ sk }) => sk === cardsKeyOf(key).sk);
      const covers = rows.find(({ sk }) => sk === coversKeyOf(key).sk);
      return cards && { cards: AccountCards.parse(cards), covers: covers ? StoredCovers.parse(covers).covers : {} };
    },
    async renewCovers(cards, covers) {
      const unchanged = { kind: 'one-of', attribute: 'version', values: [cards.version] } as const;
      await table.putAll([{ ...cardsWrite(cards), condition: unchanged }, coversWrite(cards, covers)]);
    },
    async loadMany(tenantId, accountIds) {
      const rows = await table.getMany(accountIds.map((accountId) => cardsKeyOf({ tenantId, accountId })));
      return rows.map((row) => AccountCards.parse(row));
    },
  };
}
