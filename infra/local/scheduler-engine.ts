import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { accountId, region } from './defaults.ts';
import type { Deliveries } from './front-deliveries.ts';
import { inTransaction } from './front-state.ts';
import { nextDue, parseExpression } from './scheduler-expression.ts';
import { DEFAULT_AGE_SECONDS, DEFAULT_RETRIES, type Definition, type Schedule } from './scheduler-model.ts';
import type { ScheduleStore, StoredSchedule } from './scheduler-store.ts';
import type { LocalContext } from './types.ts';

export const scheduleArn = (group: string, name: string): string =>
  `arn:aws:scheduler:${region}:${accountId}:schedule/${group}/${name}`;

/** Many schedules may share a moment; between batches other work of the process gets its turn. */
const BATCH = 100;

/** When a schedule fires next, or undefined. @throws {Error} for an expression or time zone that does not exist. */
export function firstDue(definition: Definition, createdAtMs: number, nowMs: number): number | undefined {
  const expression = parseExpression(definition.ScheduleExpression, definition.ScheduleExpressionTimezone);
  if (definition.State === 'DISABLED') return undefined;
  // A one-time schedule whose moment has passed fires at once: late is better than never.
  if (expression.kind === 'at') return expression.atMs;
  const startMs = definition.StartDate === undefined ? createdAtMs : definition.StartDate * 1000;
  const afterMs = Math.max(nowMs, definition.StartDate === undefined ? nowMs : startMs - 1);
  const nextMs = startMs > nowMs && expression.kind === 'rate' ? startMs : nextDue(expression, startMs, afterMs);
  const endMs = definition.EndDate === undefined ? Number.POSITIVE_INFINITY : definition.EndDate * 1000;
  return nextMs !== undefined && nextMs <= endMs ? nextMs : undefined;
}

/** The target's input with the scheduler's own placeholders filled in. */
function inputOf(schedule: Schedule, dueAtMs: number): string {
  const arn = scheduleArn(schedule.group, schedule.name);
  const executionId = randomUUID();
  const given = schedule.definition.Target.Input;
  if (given === undefined) {
    const time = `${new Date(dueAtMs).toISOString().slice(0, 19)}Z`;
    const base = { version: '0', id: executionId, 'detail-type': 'Scheduled Event', source: 'aws.scheduler' };
    return JSON.stringify({ ...base, account: accountId, time, region, resources: [arn], detail: '{}' });
  }
  return given
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.scheduled-time>', `${new Date(dueAtMs).toISOString().slice(0, 19)}Z`)
    .replaceAll('<aws.scheduler.execution-id>', executionId)
    .replaceAll('<aws.scheduler.attempt-number>', '1');
}

export interface ScheduleEngine {
  /** Looks at the store again after a change. */
  wake(): void;
  /** After the clock was moved: what recurs is due again from now on, so that no schedule sleeps in a far future. */
  clockMoved(): void;
  stop(): void;
}

/**
 * Fires what is due. One timer waits for the soonest schedule; moving the clock past several occurrences of a
 * recurring schedule fires it once and goes on from now.
 */
export function createScheduleEngine(
  context: LocalContext,
  db: DatabaseSync,
  store: ScheduleStore,
  deliveries: Deliveries,
): ScheduleEngine {
  let cancel: (() => void) | undefined;
  let running = false;
  let stopped = false;

  const fire = (schedule: StoredSchedule): number => {
    const { definition, group, name } = schedule;
    const { Target } = definition;
    const deliveryId = deliveries.add({
      targetArn: Target.Arn,
      input: inputOf(schedule, schedule.nextAtMs ?? context.clock.now()),
      maxRetries: Target.RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_RETRIES,
      maxAgeSeconds: Target.RetryPolicy?.MaximumEventAgeInSeconds ?? DEFAULT_AGE_SECONDS,
      deadLetterArn: Target.DeadLetterConfig?.Arn,
    });
    const once = definition.ScheduleExpression.startsWith('at(');
    const nextAtMs = once ? undefined : firstDue(definition, schedule.createdAtMs, context.clock.now());
    if (nextAtMs === undefined && definition.ActionAfterCompletion === 'DELETE') store.remove(group, name);
    else store.setNext(group, name, nextAtMs);
    return deliveryId;
  };

  const runDue = async (): Promise<void> => {
    if (running || stopped) return;
    running = true;
    try {
      for (;;) {
        // Deciding and remembering the delivery is one commit: killed after it, the next start delivers.
        const ids = inTransaction(db, () => store.due(context.clock.now(), BATCH).map(fire));
        for (const id of ids) void deliveries.run(id);
        if (ids.length < BATCH) break;
        await new Promise((resolve) => setImmediate(resolve));
        if (isStopped()) return;
      }
    } finally {
      running = false;
    }
    wake();
  };
  const isStopped = () => stopped;

  const wake = (): void => {
    cancel?.();
    cancel = undefined;
    const soonestMs = stopped ? undefined : store.soonestMs();
    if (soonestMs !== undefined) cancel = context.clock.setTimer(soonestMs, () => void runDue());
  };

  return {
    wake,
    clockMoved() {
      const nowMs = context.clock.now();
      inTransaction(db, () => {
        for (const { group, name, definition, createdAtMs, nextAtMs } of store.recurring()) {
          const freshMs = firstDue(definition, Math.min(createdAtMs, nowMs), nowMs);
          if (nextAtMs !== undefined && freshMs !== undefined && freshMs < nextAtMs)
            store.setNext(group, name, freshMs);
        }
      });
      wake();
    },
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}
