import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { LocalContext } from './types.ts';

/** What the bus and the scheduler hand to a target, at least once. */
export interface Delivery {
  readonly targetArn: string;
  /** JSON text. */
  readonly input: string;
  readonly maxRetries: number;
  readonly maxAgeSeconds: number;
  readonly deadLetterArn?: string | undefined;
}

export interface Deliveries {
  /** Stores a delivery; call it inside the transaction that decided on it, then `run` what it answered. */
  add(delivery: Delivery): number;
  /** Attempts a stored delivery now; failures are retried until its policy is used up. */
  run(id: number): Promise<void>;
  /** Delivers directly and stores only what failed, so that an accepted event is never lost. */
  deliver(delivery: Delivery): Promise<void>;
  /** Takes up what an earlier run left behind. */
  start(): void;
  stop(): void;
}

const Row = z.object({
  target: z.string(),
  input: z.string(),
  max_retries: z.number(),
  expires_at_ms: z.number(),
  dead_letter: z.string().nullable(),
  attempts: z.number(),
});

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

class NoSuchTarget extends Error {}

/** Sends to the queue or the function that an ARN of the template names. @throws if the target did not take it. */
async function sendToTarget(context: LocalContext, targetArn: string, input: string): Promise<void> {
  const id = context.template.logicalIdOfArn(targetArn);
  const isA = (type: string) => context.template.resources(type).some((resource) => resource.id === id);
  if (id !== undefined && isA('AWS::SQS::Queue')) return context.sendToQueue(id, input);
  if (id !== undefined && isA('AWS::Lambda::Function')) return context.functions.invokeAsync(id, JSON.parse(input));
  throw new NoSuchTarget(`the template has no queue and no function ${targetArn}`);
}

/** Deliveries with retries and dead letters; every timer follows the movable clock. */
export function createDeliveries(context: LocalContext, db: DatabaseSync): Deliveries {
  db.exec(`CREATE TABLE IF NOT EXISTS deliveries (id INTEGER PRIMARY KEY, target TEXT NOT NULL, input TEXT NOT NULL,
    max_retries INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL, dead_letter TEXT, attempts INTEGER NOT NULL DEFAULT 0)`);
  const insert = db.prepare(
    'INSERT INTO deliveries (target, input, max_retries, expires_at_ms, dead_letter) VALUES (?, ?, ?, ?, ?)',
  );
  const select = db.prepare('SELECT * FROM deliveries WHERE id = ?');
  const remove = db.prepare('DELETE FROM deliveries WHERE id = ?');
  const failed = db.prepare('UPDATE deliveries SET attempts = attempts + 1 WHERE id = ?');
  const timers = new Map<number, () => void>();
  let stopped = false;
  // Read through a function: it may change while an attempt waits.
  const isStopped = () => stopped;

  const add = (delivery: Delivery): number => {
    const expiresAtMs = Math.round(context.clock.now() + delivery.maxAgeSeconds * 1000);
    const { targetArn, input, maxRetries, deadLetterArn } = delivery;
    return Number(insert.run(targetArn, input, maxRetries, expiresAtMs, deadLetterArn ?? null).lastInsertRowid);
  };

  const giveUp = async (id: number, row: z.output<typeof Row>, reason: string): Promise<void> => {
    if (row.dead_letter !== null) await sendToTarget(context, row.dead_letter, row.input);
    context.log(`delivery to ${row.target} given up after ${row.attempts + 1} attempts: ${reason}`);
    remove.run(id);
  };

  const retryLater = (id: number, attempts: number): void => {
    const delayMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempts);
    timers.set(
      id,
      context.clock.setTimer(context.clock.now() + delayMs, () => {
        timers.delete(id);
        void run(id);
      }),
    );
  };

  const run = async (id: number): Promise<void> => {
    const found = select.get(id);
    if (isStopped() || found === undefined) return;
    const row = Row.parse(found);
    try {
      await sendToTarget(context, row.target, row.input);
      if (!isStopped()) remove.run(id);
    } catch (error) {
      if (isStopped()) return;
      const reason = error instanceof Error ? error.message : String(error);
      const over = row.attempts >= row.max_retries || context.clock.now() >= row.expires_at_ms;
      try {
        if (over || error instanceof NoSuchTarget) return await giveUp(id, row, reason);
      } catch {
        context.log(`the dead letter of a delivery to ${row.target} could not be stored; it will be tried again`);
      }
      failed.run(id);
      retryLater(id, row.attempts);
    }
  };

  return {
    add,
    run,
    async deliver(delivery) {
      try {
        await sendToTarget(context, delivery.targetArn, delivery.input);
      } catch {
        void run(add(delivery));
      }
    },
    start() {
      for (const row of db.prepare('SELECT id FROM deliveries').all())
        void run(z.object({ id: z.number() }).parse(row).id);
    },
    stop() {
      stopped = true;
      for (const cancel of timers.values()) cancel();
    },
  };
}
