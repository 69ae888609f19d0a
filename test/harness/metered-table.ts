import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { startDynamo } from '../../infra/local/dynamo.ts';
import { freePort } from '../../infra/local/free-port.ts';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { createRowTable, type Row, type RowTable } from '../../shared/runtime/row-table.ts';
import { writeStraight } from './bulk-rows.ts';

/** The single table on the emulator, alone, with what calls cost in request units. One at a time in a process. */
export interface MeteredTable {
  readonly table: RowTable;
  /** Rows that are not there yet, past the meter. */
  readonly fill: (rows: Iterable<Row>) => void;
  /** What a piece of work costs. */
  measure<T>(work: () => Promise<T>): Promise<{ readonly answer: T; readonly cost: Cost }>;
  close(): Promise<void>;
}

export interface Cost {
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly requests: number;
  readonly ms: number;
}

const NAME = 'metered';
const READS = new Set(['GetItem', 'Query', 'BatchGetItem']);
const Consumed = z.object({
  ConsumedCapacity: z.union([
    z.object({ CapacityUnits: z.number() }),
    z.array(z.object({ CapacityUnits: z.number() })),
  ]),
});

export async function startMeteredTable(): Promise<MeteredTable> {
  const dataDir = mkdtempSync(join(tmpdir(), 'miaohong-table-'));
  const dynamo = await startDynamo({ dataDir, port: await freePort(), log: () => undefined });
  const call = createAwsJson('dynamodb', {
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  await call('CreateTable', definition());
  const total = { readUnits: 0, writeUnits: 0, requests: 0 };
  globalThis.miaohongMeter = ({ operation, output }) => {
    const consumed = Consumed.safeParse(output).data?.ConsumedCapacity ?? [];
    const units = [consumed].flat().reduce((sum, one) => sum + one.CapacityUnits, 0);
    total.requests += 1;
    total[READS.has(operation) ? 'readUnits' : 'writeUnits'] += units;
  };
  return {
    table: createRowTable(call, NAME),
    fill: (rows) => writeStraight(dynamo.dbPath, NAME, rows),
    async measure(work) {
      Object.assign(total, { readUnits: 0, writeUnits: 0, requests: 0 });
      const beganMs = performance.now();
      const answer = await work();
      return { answer, cost: { ...total, ms: performance.now() - beganMs } };
    },
    async close() {
      globalThis.miaohongMeter = undefined;
      await dynamo.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** As infra/storage.ts has it: keys alone in both indexes. */
function definition(): object {
  const key = (name: string, type: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType: type });
  const index = (name: string) => ({
    IndexName: name,
    KeySchema: [key(`${name}pk`, 'HASH'), key(`${name}sk`, 'RANGE')],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  });
  const names = ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk'];
  return {
    TableName: NAME,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: names.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
    GlobalSecondaryIndexes: [index('gsi1'), index('gsi2')],
  };
}
