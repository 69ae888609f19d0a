import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createClock } from './clock.ts';
import { type DynamoProcess, startDynamo } from './dynamo.ts';
import { startExpiry } from './dynamo-expiry.ts';
import { openStream, type StreamReader } from './dynamo-stream.ts';
import { createTables, type LocalTable } from './dynamo-tables.ts';
import { costOf } from './lambda-worker-meter.mjs';
import { loadTemplate } from './template.ts';

const small = fileURLToPath(new URL('fixtures/small', import.meta.url));
const TableName = 'Table1A2B3C4D';
const port = 21_000 + Math.floor(Math.random() * 8_000);

let folder: string;
let dynamo: DynamoProcess;
let table: LocalTable;
let reader: StreamReader;
let client: DynamoDBDocumentClient;

beforeAll(async () => {
  folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'dynamo-'));
  dynamo = await startDynamo({ dataDir: folder, port, log: () => undefined });
  const template = loadTemplate(small, { origin: 'http://127.0.0.1:1', awsPort: 2, sqsPort: 3, bucketsPort: 4 });
  const [first] = await createTables(template, dynamo.endpoint);
  if (!first) throw new Error('no table');
  table = first;
  reader = openStream(dynamo.dbPath, () => 'arn:stream');
  client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: dynamo.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    }),
  );
});
afterAll(async () => {
  reader.close();
  await dynamo.stop();
  rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 50 });
});

/** Sends a command as the metered clients of shared/runtime do, and prices it. */
async function cost(operation: string, command: { input: object }) {
  Object.assign(command.input, { ReturnConsumedCapacity: 'INDEXES' });
  const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
  const output = await send(command).catch((error: unknown) => error);
  const { readUnits, writeUnits } = costOf({ service: 'DynamoDBDocument', operation, input: command.input, output });
  return { readUnits, writeUnits };
}

const big = 'x'.repeat(2_500);
const put = (Item: object, more: object = {}) =>
  cost('Put', new PutCommand({ TableName, Item: { pk: 'u', ...Item }, ...more }));
const update = (UpdateExpression: string, values: object) =>
  cost(
    'Update',
    new UpdateCommand({
      TableName,
      Key: { pk: 'u', sk: 'i' },
      UpdateExpression,
      ExpressionAttributeValues: { ...values },
    }),
  );
const absent = { ConditionExpression: 'attribute_not_exists(pk)' };

describe('request units follow AWS (COST1, COST2)', () => {
  test('a write costs one unit per started KB of the larger of before and after', async () => {
    expect(await put({ sk: 'a' })).toEqual({ readUnits: 0, writeUnits: 1 });
    expect(await put({ sk: 'a', big })).toEqual({ readUnits: 0, writeUnits: 3 });
    expect(await put({ sk: 'a' })).toEqual({ readUnits: 0, writeUnits: 3 });
  });

  test('an index entry costs a write; re-keying it costs two; an unchanged one nothing', async () => {
    expect((await put({ sk: 'i', gsi1pk: 'g', gsi1sk: '1' })).writeUnits).toBe(2);
    expect((await update('SET gsi1sk = :v', { ':v': '2' })).writeUnits).toBe(3);
    expect((await update('SET foo = :v', { ':v': 1 })).writeUnits).toBe(2);
    expect((await update('SET foo = :v', { ':v': 1 })).writeUnits).toBe(1);
  });

  test('a failed condition is billed by the item that is there where it is returned, else by the new one', async () => {
    await put({ sk: 'c', big });
    expect((await put({ sk: 'c' }, { ...absent, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })).writeUnits).toBe(3);
    expect((await put({ sk: 'c' }, absent)).writeUnits).toBe(1);
    expect((await put({ sk: 'c', big: big + big }, absent)).writeUnits).toBe(5);
  });

  test('a transaction doubles the base writes, index writes stay single, and a cancelled one is billed', async () => {
    const items = [
      { Put: { TableName, Item: { pk: 'u', sk: 't1', gsi1pk: 'g', gsi1sk: 't' } } },
      {
        Update: {
          TableName,
          Key: { pk: 'u', sk: 't2' },
          UpdateExpression: 'SET foo = :v',
          ExpressionAttributeValues: { ':v': 1 },
        },
      },
    ];
    const transact = (TransactItems: TransactWriteCommandInput['TransactItems']) =>
      cost('TransactWrite', new TransactWriteCommand({ TransactItems: TransactItems }));
    expect((await transact(items)).writeUnits).toBe(5);
    const again = [
      { Put: { TableName, Item: { pk: 'u', sk: 't1', big }, ...absent } },
      { Put: { TableName, Item: { pk: 'u', sk: 't3' } } },
    ];
    expect((await transact(again)).writeUnits).toBe(8);
  });

  test('reads cost half a unit per started 4 KB, strong ones the double, transactions four times', async () => {
    const Key = { pk: 'u', sk: 'c' };
    expect((await cost('Get', new GetCommand({ TableName, Key }))).readUnits).toBe(0.5);
    expect((await cost('Get', new GetCommand({ TableName, Key, ConsistentRead: true }))).readUnits).toBe(1);
    expect((await cost('Get', new GetCommand({ TableName, Key: { pk: 'u', sk: 'none' } }))).readUnits).toBe(0.5);
    expect(
      (await cost('TransactGet', new TransactGetCommand({ TransactItems: [{ Get: { TableName, Key } }] }))).readUnits,
    ).toBe(2);
    await put({ pk: 'q', sk: '1', big });
    await put({ pk: 'q', sk: '2', big });
    const query = { TableName, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': 'q' } };
    expect((await cost('Query', new QueryCommand(query))).readUnits).toBe(1);
    const Keys = [
      { pk: 'q', sk: '1' },
      { pk: 'q', sk: '2' },
    ];
    expect((await cost('BatchGet', new BatchGetCommand({ RequestItems: { [TableName]: { Keys } } }))).readUnits).toBe(
      1,
    );
  });

  test('batches and deletes add up item by item', async () => {
    const RequestItems = {
      [TableName]: [
        { PutRequest: { Item: { pk: 'b', sk: '1', big } } },
        { PutRequest: { Item: { pk: 'b', sk: '2' } } },
      ],
    };
    expect((await cost('BatchWrite', new BatchWriteCommand({ RequestItems }))).writeUnits).toBe(4);
    expect((await cost('Delete', new DeleteCommand({ TableName, Key: { pk: 'b', sk: '1' } }))).writeUnits).toBe(3);
    expect((await cost('Delete', new DeleteCommand({ TableName, Key: { pk: 'b', sk: 'none' } }))).writeUnits).toBe(1);
  });
});

describe('stream', () => {
  test('a change is read in order with old and new image, soon after the write', async () => {
    const from = reader.newest();
    const seen = vi.fn();
    reader.onChange(seen);
    await put({ pk: 's', sk: '1', n: 1 });
    await put({ pk: 's', sk: '1', n: 2 });
    await client.send(new DeleteCommand({ TableName, Key: { pk: 's', sk: '1' } }));
    await vi.waitUntil(() => seen.mock.calls.length > 0, 20_000);
    const records = reader.after(table, from, 10);
    expect(records.map(({ event }) => event.eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
    expect(records[1]).toMatchObject({
      partition: '{"S":"s"}',
      event: { eventSourceARN: 'arn:stream', dynamodb: { OldImage: { n: { N: '1' } }, NewImage: { n: { N: '2' } } } },
    });
  });

  test('trimming forgets what was handled and nothing else', async () => {
    await put({ pk: 's', sk: '2' });
    const newest = reader.newest();
    await put({ pk: 's', sk: '3' });
    reader.trim(newest);
    expect(reader.after(table, 0, 10).map(({ position }) => position)).toEqual([newest + 1]);
  });
});

test('expired items go when the clock passes their time, and the stream tells (shared/README.md)', async () => {
  const clock = createClock();
  const expiry = startExpiry(dynamo.dbPath, dynamo.endpoint, [table], clock, () => undefined);
  const inAnHour = Math.floor(clock.now() / 1000) + 3_600;
  await put({ pk: 'x', sk: 'dies', ttl: inAnHour });
  await put({ pk: 'x', sk: 'lives', ttl: inAnHour + 7_200 });
  await put({ pk: 'x', sk: 'has no end' });
  const from = reader.newest();
  clock.advance(3_700_000);
  await vi.waitUntil(() => reader.newest() > from, 20_000);
  expect(reader.after(table, from, 10).map(({ event }) => [event.eventName, event.dynamodb.Keys])).toEqual([
    ['REMOVE', { pk: { S: 'x' }, sk: { S: 'dies' } }],
  ]);
  expiry.stop();
  clock.stop();
});

describe('the process', () => {
  test('it is started again with all data when it dies', async () => {
    await put({ pk: 'd', sk: 'kept' });
    const before = dynamo.pid() ?? 0;
    process.kill(before, 'SIGKILL');
    await vi.waitUntil(() => dynamo.pid() !== before && dynamo.pid() !== undefined, 20_000);
    const { Item } = await client.send(new GetCommand({ TableName, Key: { pk: 'd', sk: 'kept' } }));
    expect(Item).toEqual({ pk: 'd', sk: 'kept' });
  });

  test('it dies with its parent, also when that is killed', async () => {
    const source = `
      const { startDynamo } = await import(${JSON.stringify(new URL('./dynamo.ts', import.meta.url).href)});
      const dynamo = await startDynamo({ dataDir: ${JSON.stringify(join(folder, 'child'))}, port: ${port + 1}, log: () => {} });
      console.log(dynamo.pid());`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    parent.kill('SIGKILL');
    await vi.waitUntil(() => !isAlive(pid), 20_000);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
