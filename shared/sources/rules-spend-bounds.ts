import type { SpendInput } from './rules-spend.ts';

/** What bounds and names a spend (K4), without a schema: the console reads spreadsheets by the same figures. */

/** One spend covers at most so many days: a quarter's invoice. */
export const MAX_SPEND_DAYS = 92;
/** As many as one transaction holds beside its audit row. */
export const MAX_SPENDS_AT_ONCE = 90;
/** One hundred million yuan: more is a slip of the keyboard. */
export const MAX_AMOUNT_FEN = 10_000_000_000;

/** Names a spend: the same account, channel, advertisement and days are the same spend, however often a report is read in. */
export const spendIdOf = ({ accountId, channel, adId, from, to }: Omit<SpendInput, 'amountFen'>): string =>
  [from, to, channel, adId ?? '', accountId ?? ''].join('_');
