import { type Cron, nextCron, parseCron } from './scheduler-cron.ts';
import { instantOf, wallClockMs } from './scheduler-wall-clock.ts';

/** When a schedule is due: `at(…)`, `rate(…)` and `cron(…)` of EventBridge Scheduler, with IANA time zones. */

export type Expression =
  | { readonly kind: 'at'; readonly atMs: number }
  | { readonly kind: 'rate'; readonly periodMs: number }
  | { readonly kind: 'cron'; readonly cron: Cron; readonly timeZone: string };

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Reads a schedule expression. @throws {Error} with the reason, for the caller to answer as a validation error. */
export function parseExpression(text: string, timeZone = 'UTC'): Expression {
  wallClockMs(timeZone, 0);
  const at = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(text);
  if (at) {
    const wallMs = Date.parse(`${at[1] ?? ''}Z`);
    if (Number.isNaN(wallMs)) throw new Error(`${text} is not a time`);
    // A one-time schedule in the hour that the spring change leaves out runs an hour later rather than never.
    const atMs = instantOf(timeZone, wallMs) ?? instantOf(timeZone, wallMs + UNIT_MS.hour);
    if (atMs === undefined) throw new Error(`${text} does not exist in ${timeZone}`);
    return { kind: 'at', atMs };
  }
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(text);
  if (rate) {
    const count = Number(rate[1]);
    const unit = rate[2] === 'minute' || rate[2] === 'hour' ? rate[2] : 'day';
    if (count < 1) throw new Error('a rate is at least 1');
    return { kind: 'rate', periodMs: count * UNIT_MS[unit] };
  }
  const cron = /^cron\((.+)\)$/.exec(text);
  if (cron) return { kind: 'cron', cron: parseCron(cron[1] ?? ''), timeZone };
  throw new Error(`${text} is not at(…), rate(…) or cron(…)`);
}

/**
 * The first due instant after `afterMs` (epoch milliseconds), or undefined when there is none.
 * A rate counts from `startMs`, so that moving the clock does not shift its phase.
 */
export function nextDue(expression: Expression, startMs: number, afterMs: number): number | undefined {
  switch (expression.kind) {
    case 'at':
      return expression.atMs > afterMs ? expression.atMs : undefined;
    case 'rate': {
      const periods = Math.max(1, Math.floor((afterMs - startMs) / expression.periodMs) + 1);
      return startMs + periods * expression.periodMs;
    }
    case 'cron':
      return nextCron(expression.cron, expression.timeZone, afterMs);
  }
}
