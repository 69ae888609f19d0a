import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { Definition, type Schedule } from './scheduler-model.ts';

/** Schedules on disk. `next_at_ms` is null once a schedule has nothing left to do or is disabled. */

const Row = z.object({
  grp: z.string(),
  name: z.string(),
  definition: z.string().transform((text) => Definition.parse(JSON.parse(text))),
  created_at_ms: z.number(),
  modified_at_ms: z.number(),
  next_at_ms: z.number().nullable(),
});

export interface StoredSchedule extends Schedule {
  readonly nextAtMs: number | undefined;
}

export interface ScheduleStore {
  get(group: string, name: string): StoredSchedule | undefined;
  put(schedule: Schedule, nextAtMs: number | undefined, fromTemplate: boolean): void;
  setNext(group: string, name: string, nextAtMs: number | undefined): void;
  remove(group: string, name: string): boolean;
  removeGroup(group: string): void;
  /** Ordered by group and name, after the given one. */
  list(filter: { group?: string | undefined; prefix: string; after: string; limit: number }): StoredSchedule[];
  due(nowMs: number, limit: number): StoredSchedule[];
  soonestMs(): number | undefined;
  recurring(): StoredSchedule[];
  templateNames(): { group: string; name: string }[];
  groups(): string[];
  addGroup(name: string, createdAtMs: number): boolean;
  removeGroupName(name: string): boolean;
}

const toSchedule = (value: unknown): StoredSchedule => {
  const row = Row.parse(value);
  return {
    group: row.grp,
    name: row.name,
    definition: row.definition,
    createdAtMs: row.created_at_ms,
    modifiedAtMs: row.modified_at_ms,
    nextAtMs: row.next_at_ms ?? undefined,
  };
};

export function createScheduleStore(db: DatabaseSync): ScheduleStore {
  db.exec(`CREATE TABLE IF NOT EXISTS schedules (grp TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL,
      created_at_ms INTEGER NOT NULL, modified_at_ms INTEGER NOT NULL, next_at_ms INTEGER, from_template INTEGER NOT NULL,
      PRIMARY KEY (grp, name)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS schedules_due ON schedules (next_at_ms) WHERE next_at_ms IS NOT NULL;
    CREATE TABLE IF NOT EXISTS schedule_groups (name TEXT PRIMARY KEY, created_at_ms INTEGER NOT NULL) WITHOUT ROWID`);
  const sql = {
    get: db.prepare('SELECT * FROM schedules WHERE grp = ? AND name = ?'),
    put: db.prepare('INSERT OR REPLACE INTO schedules VALUES (?, ?, ?, ?, ?, ?, ?)'),
    next: db.prepare('UPDATE schedules SET next_at_ms = ? WHERE grp = ? AND name = ?'),
    remove: db.prepare('DELETE FROM schedules WHERE grp = ? AND name = ?'),
    removeGroup: db.prepare('DELETE FROM schedules WHERE grp = ?'),
    list: db.prepare(`SELECT * FROM schedules WHERE (? IS NULL OR grp = ?) AND substr(name, 1, length(?)) = ?
      AND grp || '/' || name > ? ORDER BY grp || '/' || name LIMIT ?`),
    due: db.prepare('SELECT * FROM schedules WHERE next_at_ms <= ? ORDER BY next_at_ms LIMIT ?'),
    soonest: db.prepare('SELECT min(next_at_ms) AS at_ms FROM schedules WHERE next_at_ms IS NOT NULL'),
    recurring: db.prepare(`SELECT * FROM schedules WHERE next_at_ms IS NOT NULL AND definition NOT LIKE '%"at(%'`),
    fromTemplate: db.prepare('SELECT grp, name FROM schedules WHERE from_template = 1'),
    groups: db.prepare('SELECT name FROM schedule_groups ORDER BY name'),
    addGroup: db.prepare('INSERT OR IGNORE INTO schedule_groups VALUES (?, ?)'),
    removeGroupName: db.prepare('DELETE FROM schedule_groups WHERE name = ?'),
  };
  return {
    get(group, name) {
      const row = sql.get.get(group, name);
      return row === undefined ? undefined : toSchedule(row);
    },
    put({ group, name, definition, createdAtMs, modifiedAtMs }, nextAtMs, fromTemplate) {
      const text = JSON.stringify(definition);
      sql.put.run(group, name, text, createdAtMs, modifiedAtMs, nextAtMs ?? null, fromTemplate ? 1 : 0);
    },
    setNext(group, name, nextAtMs) {
      sql.next.run(nextAtMs ?? null, group, name);
    },
    remove: (group, name) => Number(sql.remove.run(group, name).changes) > 0,
    removeGroup(group) {
      sql.removeGroup.run(group);
    },
    list: ({ group, prefix, after, limit }) =>
      sql.list.all(group ?? null, group ?? null, prefix, prefix, after, limit).map(toSchedule),
    due: (nowMs, limit) => sql.due.all(nowMs, limit).map(toSchedule),
    soonestMs: () => z.object({ at_ms: z.number().nullable() }).parse(sql.soonest.get()).at_ms ?? undefined,
    recurring: () => sql.recurring.all().map(toSchedule),
    templateNames: () =>
      z
        .array(z.object({ grp: z.string(), name: z.string() }))
        .parse(sql.fromTemplate.all())
        .map(({ grp, name }) => ({ group: grp, name })),
    groups: () =>
      z
        .array(z.object({ name: z.string() }))
        .parse(sql.groups.all())
        .map(({ name }) => name),
    addGroup: (name, createdAtMs) => Number(sql.addGroup.run(name, createdAtMs).changes) > 0,
    removeGroupName: (name) => Number(sql.removeGroupName.run(name).changes) > 0,
  };
}
