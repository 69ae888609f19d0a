import * as z from 'zod';
import { Source } from '../conversations/model.ts';
import { numberOfDay } from './rules-days.ts';
import { MAX_AMOUNT_FEN, MAX_SPEND_DAYS } from './rules-spend-bounds.ts';

/**
 * What advertising cost (K4), typed in or read from a spreadsheet of the platform's report. Days are of Asia/Shanghai, as
 * the platforms' reports have them; amounts are fen (1/100 CNY).
 */

/** A day of the calendar, YYYY-MM-DD. */
export const Day = z.iso.date();

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
