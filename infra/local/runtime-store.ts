import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** Runs one statement of a change; statements are compiled once. */
export type Run = (sql: string, ...values: readonly SQLInputValue[]) => void;
export type Change = (run: Run) => void;

/**
 * Small durable state of the runtime itself: queue messages, stream checkpoints, asynchronous invocations, the clock.
 *
 * Changes of one turn of the event loop share a commit. Commits reach the operating system before `write` resolves, so
 * they survive `kill -9` of the runtime; they are not forced to the disk one by one (only a power cut could lose the
 * last moments, and what queues forget the sweeper finds in the table).
 */
export interface RuntimeStore {
  readonly db: DatabaseSync;
  /** Resolves when the change is durable. */
  write(change: Change): Promise<void>;
  /** Commits with the next write or soon: for facts whose loss only repeats work. */
  writeSoon(change: Change): void;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY, queue TEXT NOT NULL, body TEXT NOT NULL, attributes TEXT NOT NULL, sent_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL, received INTEGER NOT NULL, first_received_at INTEGER, group_id TEXT);
  CREATE TABLE IF NOT EXISTS checkpoints (mapping TEXT PRIMARY KEY, position INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS async_invocations (
    id TEXT PRIMARY KEY, function TEXT NOT NULL, payload TEXT NOT NULL, attempts INTEGER NOT NULL, due_at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
`;
const SOON_MS = 25;

export function openRuntimeStore(stateDir: string): RuntimeStore {
  mkdirSync(stateDir, { recursive: true });
  const db = new DatabaseSync(join(stateDir, 'runtime.db'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  db.exec(SCHEMA);

  const statements = new Map<string, StatementSync>();
  const run: Run = (sql, ...values) => {
    const statement = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, statement);
    statement.run(...values);
  };
  let changes: Change[] = [];
  let waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  let immediate: NodeJS.Immediate | undefined;
  let soon: NodeJS.Timeout | undefined;

  function commit(): void {
    clearTimeout(soon);
    soon = undefined;
    immediate = undefined;
    if (changes.length === 0) return;
    const [batch, waiters] = [changes, waiting];
    changes = [];
    waiting = [];
    try {
      db.exec('BEGIN IMMEDIATE');
      for (const change of batch) change(run);
      db.exec('COMMIT');
      for (const waiter of waiters) waiter.resolve();
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      for (const waiter of waiters) waiter.reject(error);
      if (waiters.length === 0) throw error; // nobody else would notice that state is not kept any more
    }
  }

  return {
    db,
    write(change) {
      changes.push(change);
      immediate ??= setImmediate(commit);
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
      });
    },
    writeSoon(change) {
      changes.push(change);
      if (immediate || soon) return;
      soon = setTimeout(commit, SOON_MS);
      soon.unref();
    },
    close() {
      clearImmediate(immediate);
      commit();
      db.close();
    },
  };
}
