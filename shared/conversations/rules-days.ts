const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/**
 * The number of the calendar day an instant falls on, in a zone of fixed offset. Asia/Shanghai has kept +08:00 without
 * daylight saving since 1991, so no zone database is needed where the platforms' days are counted.
 */
export const dayNumber = (atMs: number, utcOffsetMinutes: number): number =>
  Math.floor((atMs + utcOffsetMinutes * MINUTE_MS) / DAY_MS);

/** When the day of a number begins, in epoch milliseconds. */
export const dayStartMs = (day: number, utcOffsetMinutes: number): number =>
  day * DAY_MS - utcOffsetMinutes * MINUTE_MS;

/** When a day written YYYY-MM-DD begins, in epoch milliseconds. @throws {RangeError} on any other text. */
export function startOfDayMs(day: string, utcOffsetMinutes: number): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) throw new RangeError(`not a day: ${day}`);
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return daysSinceEpoch(year, month, date) * DAY_MS - utcOffsetMinutes * MINUTE_MS;
}

/** Gregorian days since 1970-01-01, counted from the first of March so that leap days end a year. */
function daysSinceEpoch(year: number, month: number, date: number): number {
  const y = month <= 2 ? year - 1 : year;
  const monthFromMarch = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + date - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}

/** A day's number as YYYY-MM-DD: the way back of the above, with years that begin in March. */
export function dayText(day: number): string {
  const z = day + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const date = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`;
}
