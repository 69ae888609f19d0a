import { DatabaseSync } from 'node:sqlite';
import { type Row, toItem } from '../../shared/runtime/row-table.ts';

/**
 * Very many rows straight into the emulator's file, in the layout of its release (`toolchain` pins it; dynamo.test.ts says
 * what else is read from there). A tenth of the time of writes through its API, and no stream tells of them: they are
 * history. For rows that are not there yet.
 */

/** Of one transaction: the emulator waits so long at most, and nobody loses a write. */
const ROWS_AT_ONCE = 5_000;
const INDEXES = ['gsi1', 'gsi2'] as const;

export function writeStraight(dbPath: string, tableName: string, rows: Iterable<Row>): void {
  const db = new DatabaseSync(dbPath);
  try {
    db.exec('PRAGMA busy_timeout = 10000; PRAGMA synchronous = OFF');
    const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
    const item = db.prepare(`INSERT INTO ${quoted(tableName)} (pk, sk, item_json, item_size) VALUES (?, ?, ?, ?)`);
    const placed = INDEXES.map((index) => ({
      index,
      insert: db.prepare(
        `INSERT INTO ${quoted(`${tableName}::gsi::${index}`)} (gsi_pk, gsi_sk, table_pk, table_sk, item_json) VALUES (?, ?, ?, ?, ?)`,
      ),
    }));
    const write = (row: Row): void => {
      const key = [`S:${row.pk}`, `S:${row.sk}`] as const;
      const json = JSON.stringify(toItem(row));
      item.run(...key, json, Buffer.byteLength(json));
      for (const { index, insert } of placed) {
        const [pk, sk] = [row[`${index}pk`], row[`${index}sk`]];
        if (typeof pk !== 'string' || typeof sk !== 'string') continue;
        const keys = { pk: row.pk, sk: row.sk, [`${index}pk`]: pk, [`${index}sk`]: sk };
        insert.run(`S:${pk}`, `S:${sk}`, ...key, JSON.stringify(toItem(keys)));
      }
    };
    inTransactions(db, rows, write);
  } finally {
    db.close();
  }
}

function inTransactions(db: DatabaseSync, rows: Iterable<Row>, write: (row: Row) => void): void {
  let count = 0;
  for (const row of rows) {
    if (count % ROWS_AT_ONCE === 0) db.exec(count === 0 ? 'BEGIN IMMEDIATE' : 'COMMIT; BEGIN IMMEDIATE');
    write(row);
    count += 1;
  }
  if (count > 0) db.exec('COMMIT');
}
