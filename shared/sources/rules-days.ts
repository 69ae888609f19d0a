import { dayNumber, dayStartMs, startOfDayMs } from '../conversations/rules-days.ts';

/** The days that sources and spends are told by: of Asia/Shanghai, as the platforms' reports have them. */
export const DAY_OFFSET_MINUTES = 480;
/** As many days as one funnel or one list shows. */
export const MAX_RANGE_DAYS = 92;

/** When the day of a number begins, in epoch milliseconds. */
export const startOfDay = (day: number): number => dayStartMs(day, DAY_OFFSET_MINUTES);

/** Number of a day (YYYY-MM-DD), for counting between days. */
export const numberOfDay = (day: string): number =>
  dayNumber(startOfDayMs(day, DAY_OFFSET_MINUTES), DAY_OFFSET_MINUTES);
