import * as z from 'zod';
import { Source } from '../conversations/model.ts';
import { dayNumber, dayStartMs, startOfDayMs } from '../conversations/rules-days.ts';
import { DAY_OFFSET_MINUTES } from './rules-days.ts';

/**
 * What advertising cost (K4), typed in or read from a spreadsheet of the platform's report. Days are of Asia/Shanghai, as
 * the platforms' reports have them; amounts are fen (1/100 CNY).
 */

/** One spend covers at most so many days: a quarter's invoice. */
export const MAX_SPEND_DAYS = 92;
/** As many as one transaction holds beside its audit row. */
export const MAX_SPENDS_AT_ONCE = 90;
/** One hundred million yuan: more is a slip of the keyboard. */
export const MAX_AMOUNT_FEN = 10_000_000_000;

/** A day of the calendar, YYYY-MM-DD. */
export const Day = z.iso.date();

/** When the day of a number begins, in epoch milliseconds. */
export const startOfDay = (day: number): number => dayStartMs(day, DAY_OFFSET_MINUTES);

/** Number of a day, for counting between days. */
export const numberOfDay = (day: string): number =>
  dayNumber(startOfDayMs(day, DAY_OFFSET_MINUTES), DAY_OFFSET_MINUTES);

const daysOf = ({ from, to }: { readonly from: string; readonly to: string }): number =>
  numberOfDay(to) - numberOfDay(from) + 1;

export const SpendInput = z
  .strictObject({
    /** Absent = of all accounts together. */
    accountId: z
      .string()
      .regex(/^[0-9A-Za-z_-]{1,48}$/)
      .exactOptional(),
    channel: Source.shape.channel,
    /** As the platform names it; absent = the channel as a whole. */
    adId: z
      .string()
      .regex(/^[0-9A-Za-z]{1,32}$/)
      .exactOptional(),
    from: Day,
    to: Day,
    amountFen: z.number().int().min(1).max(MAX_AMOUNT_FEN),
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'ends before it begins' })
  .refine((spend) => !(spend.from <= spend.to) || daysOf(spend) <= MAX_SPEND_DAYS, {
    path: ['to'],
    message: `at most ${MAX_SPEND_DAYS} days`,
  });
export type SpendInput = z.infer<typeof SpendInput>;

/** Names a spend: the same account, channel, advertisement and days are the same spend, however often a report is read in. */
export const spendIdOf = ({ accountId, channel, adId, from, to }: Omit<SpendInput, 'amountFen'>): string =>
  [from, to, channel, adId ?? '', accountId ?? ''].join('_');

/**
 * The part of a spend that falls on each of its days: even, in whole fen, and together exactly the amount. The parts are
 * differences of a running share, so that no fen is lost or made by rounding.
 */
export function shareByDay({
  from,
  to,
  amountFen,
}: Pick<SpendInput, 'from' | 'to' | 'amountFen'>): ReadonlyMap<number, number> {
  const [first, days] = [numberOfDay(from), daysOf({ from, to })];
  const upTo = (count: number): number => Math.floor((amountFen * count) / days);
  return new Map(Array.from({ length: days }, (_, at) => [first + at, upTo(at + 1) - upTo(at)]));
}
