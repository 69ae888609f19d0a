import { type FSWatcher, watch } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { LocalTable } from './dynamo-tables.ts';

/** A stream record as Lambda gets it. */
export interface StreamRecord {
  /** Rises by one with each change of any table; the checkpoint of a reader. */
  readonly position: number;
  /** Canonical text of the partition key: records of one key keep their order. */
  readonly partition: string;
  readonly createdAtMs: number;
  readonly event: {
    readonly eventID: string;
    readonly eventName: string;
    readonly eventVersion: '1.1';
    readonly eventSource: 'aws:dynamodb';
    readonly awsRegion: string;
    readonly eventSourceARN: string;
    readonly dynamodb: Readonly<Record<string, unknown>>;
  };
}

export interface StreamReader {
  /** Records after a position, oldest first. */
  after(table: LocalTable, position: number, limit: number): readonly StreamRecord[];
  /** Position of the newest record of any table. */
  newest(): number;
  /** Calls `wake` soon after every change of the tables. */
  onChange(wake: () => void): void;
  /** Forgets records up to and including a position. */
  trim(upTo: number): void;
  close(): void;
}

const Row = z.object({
  id: z.number(),
  event_name: z.string(),
  keys_json: z.string(),
  new_image: z.string().nullable(),
  old_image: z.string().nullable(),
  sequence_number: z.string(),
  created_at: z.number(),
});

const Image = z.record(z.string(), z.unknown());
const json = (text: string): unknown => JSON.parse(text);

/** The watch may miss a change (network file systems, exotic platforms): then a look four times a second finds it. */
const FALLBACK_MS = 250;
/**
 * Least time between two looks. AWS reads each shard four times a second, and a new on-demand table has four shards: sixteen
 * reads a second find as much together as ours do. A write after a pause is seen at once.
 */
const GATHER_MS = 60;
const MEMORY = 2_000;
const TRIM_CHUNK = 2_000;

/**
 * Reads the table's stream from the emulator's own file, which costs a tenth of asking it over HTTP, and watches the
 * write-ahead log: a change is seen within milliseconds and an idle table costs nothing.
 *
 * It also sets the index without which every write scans all stream records, and trims what all readers have handled,
 * which the emulator never does by itself.
 */
export function openStream(dbPath: string, arnOf: (table: LocalTable) => string): StreamReader {
  const db = new DatabaseSync(dbPath);
  db.exec('PRAGMA busy_timeout = 5000');
  db.exec(
    'CREATE INDEX IF NOT EXISTS local_stream_seq ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
  );
  // The plus keeps the planner on the ids: by name it would sort all records of the table at every look.
  const select = db.prepare('SELECT * FROM _stream_records WHERE id > ? AND +table_name = ? ORDER BY id LIMIT ?');
  const newest = db.prepare(
    "SELECT COALESCE(MAX(seq), 0) AS newest FROM sqlite_sequence WHERE name = '_stream_records'",
  );
  const version = db.prepare('PRAGMA data_version');
  const memory = new Map<number, StreamRecord>();
  const wakers: (() => void)[] = [];
  let gathering: NodeJS.Timeout | undefined;
  let seenVersion = version.get()?.data_version;

  let lookedAt = 0;
  function changed(): void {
    const pause = Math.max(0, lookedAt + GATHER_MS - performance.now());
    gathering ??= setTimeout(() => {
      gathering = undefined;
      lookedAt = performance.now();
      seenVersion = version.get()?.data_version;
      for (const wake of wakers) wake();
    }, pause);
  }

  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(`${dbPath}-wal`, changed);
    watcher.on('error', () => watcher?.close());
  } catch {
    // the fallback below serves
  }
  const fallback = setInterval(() => {
    if (version.get()?.data_version !== seenVersion) changed();
  }, FALLBACK_MS);
  fallback.unref();

  function parse(raw: unknown, table: LocalTable): StreamRecord {
    const row = Row.parse(raw);
    const known = memory.get(row.id);
    if (known) return known;
    const keys = Image.parse(JSON.parse(row.keys_json));
    const record: StreamRecord = {
      position: row.id,
      partition: JSON.stringify(keys[table.keyNames[0] ?? '']),
      createdAtMs: row.created_at * 1000,
      event: {
        eventID: `${table.name}-${row.sequence_number}`,
        eventName: row.event_name,
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: 'us-east-1',
        eventSourceARN: arnOf(table),
        dynamodb: {
          ApproximateCreationDateTime: row.created_at,
          Keys: keys,
          ...(row.new_image === null ? {} : { NewImage: json(row.new_image) }),
          ...(row.old_image === null ? {} : { OldImage: json(row.old_image) }),
          SequenceNumber: row.sequence_number,
          SizeBytes: row.keys_json.length + (row.new_image?.length ?? 0) + (row.old_image?.length ?? 0),
          StreamViewType: 'NEW_AND_OLD_IMAGES',
        },
      },
    };
    memory.set(row.id, record); // several event sources read the same records
    if (memory.size > MEMORY) for (const id of [...memory.keys()].slice(0, MEMORY / 2)) memory.delete(id);
    return record;
  }

  return {
    after: (table, position, limit) => select.all(position, table.name, limit).map((row) => parse(row, table)),
    newest: () => Number(newest.get()?.newest ?? 0),
    onChange(wake) {
      wakers.push(wake);
    },
    trim(upTo) {
      // In small steps: the emulator waits while we write.
      db.prepare(
        'DELETE FROM _stream_records WHERE id IN (SELECT id FROM _stream_records WHERE id <= ? ORDER BY id LIMIT ?)',
      ).run(upTo, TRIM_CHUNK);
    },
    close() {
      watcher?.close();
      clearInterval(fallback);
      clearTimeout(gathering);
      db.close();
    },
  };
}
