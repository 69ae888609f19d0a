import { wallClock } from '../../../../shared/customers/rules-due.ts';

const DAY_MS = 24 * 3_600_000;

/** The wall-clock times a reminder is offered for, in the tenant's zone: in an hour, tomorrow, in three days, in a week. */
export function offeredTimes(
  nowMs: number,
  timeZone: string,
): Readonly<Record<'hour' | 'tomorrow' | 'days3' | 'week', string>> {
  const dayOf = (atMs: number): string => wallClock(timeZone, atMs).slice(0, 10);
  return {
    hour: wallClock(timeZone, nowMs + 3_600_000),
    tomorrow: `${dayOf(nowMs + DAY_MS)}T10:00`,
    days3: `${dayOf(nowMs + 3 * DAY_MS)}T10:00`,
    week: `${dayOf(nowMs + 7 * DAY_MS)}T10:00`,
  };
}
