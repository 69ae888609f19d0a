import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Where a twin keeps its state: documents by kind and id. Writes are synchronous, so that what was answered to a caller
 * is known after the process was killed.
 */
export interface Store {
  put(kind: string, id: string, value: unknown): void;
  remove(kind: string, id: string): void;
  /** All documents of a kind, in the order of their first write. */
  load(kind: string): unknown[];
  clear(): void;
  close(): void;
}

/** Keeps nothing: a twin without a state folder starts anew each time. */
export const noStore: Store = {
  put: () => undefined,
  remove: () => undefined,
  load: () => [],
  clear: () => undefined,
  close: () => undefined,
};

/** A store in one SQLite file below `folder`, which is made where it is missing. */
export function createFileStore(folder: string, name: string): Store {
  mkdirSync(folder, { recursive: true });
  const db = new DatabaseSync(join(folder, `${name}.sqlite`));
  // Without fsync a killed process loses nothing, only a killed machine does; a simulator may lose that.
  db.exec('pragma journal_mode = wal; pragma synchronous = off');
  db.exec(
    'create table if not exists docs (seq integer primary key, kind text, id text, json text, unique (kind, id)) strict',
  );
  const put = db.prepare(
    'insert into docs (kind, id, json) values (?, ?, ?) on conflict (kind, id) do update set json = excluded.json',
  );
  const remove = db.prepare('delete from docs where kind = ? and id = ?');
  const load = db.prepare('select json from docs where kind = ? order by seq');
  return {
    put: (kind, id, value) => void put.run(kind, id, JSON.stringify(value)),
    remove: (kind, id) => void remove.run(kind, id),
    load: (kind) => load.all(kind).map((row): unknown => JSON.parse(String(row.json))),
    clear: () => db.exec('delete from docs'),
    close: () => db.close(),
  };
}
