import { DatabaseSync } from 'node:sqlite';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { type LocalTable, localCredentials } from './dynamo-tables.ts';
import { REGION } from './template.ts';
import type { LocalClock } from './types.ts';

const EVERY_MS = 60_000;
const AT_ONCE = 500;

/**
 * Deletes expired items, which the emulator never does by itself. It follows the movable clock: every virtual minute,
 * and soon after a jump. As on AWS, deletion comes late and readers have to filter.
 *
 * Expired items are found in the emulator's file through an index of its own; they are deleted through the API, so that
 * the stream tells of it. Unlike on AWS the record does not name the expiry service as the one who deleted.
 */
export function startExpiry(
  dbPath: string,
  endpoint: string,
  tables: readonly LocalTable[],
  clock: LocalClock,
  log: (line: string) => void,
): { stop(): void } {
  const db = new DatabaseSync(dbPath);
  db.exec('PRAGMA busy_timeout = 5000');
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: localCredentials, maxAttempts: 2 });
  const sweeps = tables.flatMap((table) =>
    table.ttlAttribute === undefined ? [] : [prepare(db, table, table.ttlAttribute)],
  );
  let stopped = false;
  let cancel = clock.setTimer(clock.now() + EVERY_MS, sweep);

  function sweep(): void {
    void (async () => {
      for (const { table, attribute, expired } of sweeps) {
        const seconds = Math.floor(clock.now() / 1000);
        for (const row of expired.all(seconds, AT_ONCE)) {
          if (stopped) return;
          await remove(client, table, attribute, String(row.item_json), seconds);
        }
      }
    })()
      .catch((error: unknown) => log(`expiry: ${String(error)}`))
      .finally(() => {
        if (!stopped) cancel = clock.setTimer(clock.now() + EVERY_MS, sweep);
      });
  }

  return {
    stop() {
      stopped = true;
      cancel();
      client.destroy();
      db.close();
    },
  };
}

const Item = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === 'object'),
);

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

function prepare(db: DatabaseSync, table: LocalTable, attribute: string) {
  const path = `'$.${quoted(attribute)}.N'`.replaceAll("''", "'");
  const expression = `CAST(json_extract(item_json, ${path}) AS INTEGER)`;
  const present = `json_extract(item_json, ${path}) IS NOT NULL`;
  const index = quoted(`local_expiry_${table.name}`);
  db.exec(`CREATE INDEX IF NOT EXISTS ${index} ON ${quoted(table.name)} (${expression}) WHERE ${present}`);
  const sql = `SELECT item_json FROM ${quoted(table.name)} WHERE ${present} AND ${expression} <= ? ORDER BY ${expression} LIMIT ?`;
  return { table, attribute, expired: db.prepare(sql) };
}

async function remove(
  client: DynamoDBClient,
  table: LocalTable,
  attribute: string,
  json: string,
  seconds: number,
): Promise<void> {
  const item = Item.parse(JSON.parse(json));
  try {
    await client.send(
      new DeleteItemCommand({
        TableName: table.name,
        Key: Object.fromEntries(Object.entries(item).filter(([name]) => table.keyNames.includes(name))),
        ConditionExpression: '#ttl <= :now', // somebody may have given it a longer life meanwhile
        ExpressionAttributeNames: { '#ttl': attribute },
        ExpressionAttributeValues: { ':now': { N: String(seconds) } },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
