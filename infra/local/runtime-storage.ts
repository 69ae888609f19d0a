import { join } from 'node:path';
import * as z from 'zod';
import { serveBuckets } from './buckets.ts';
import { bucketSettings } from './buckets-settings.ts';
import { createClock, type SharedClock } from './clock.ts';
import { localCredentials } from './defaults.ts';
import { type DynamoProcess, startDynamo } from './dynamo.ts';
import { startExpiry } from './dynamo-expiry.ts';
import { openStream, type StreamReader } from './dynamo-stream.ts';
import { createTables, type LocalTable } from './dynamo-tables.ts';
import { openQueues, type Queues } from './queues.ts';
import { serveQueues } from './queues-http.ts';
import { queueSettings } from './queues-model.ts';
import type { Closers } from './runtime-closers.ts';
import { openRuntimeStore, type RuntimeStore } from './runtime-store.ts';
import type { LoadedTemplate } from './template.ts';

/** Everything that holds data, or the time by which data lives and dies. */
export interface Storage {
  readonly store: RuntimeStore;
  readonly clock: SharedClock;
  readonly dynamo: DynamoProcess;
  readonly tables: readonly LocalTable[];
  readonly reader: StreamReader;
  readonly queues: Queues;
}

export interface StorageSettings {
  readonly template: LoadedTemplate;
  readonly stateDir: string;
  readonly databaseDir: string | undefined;
  readonly dynamoPort: number;
  readonly sqsPort: number;
  readonly bucketsPort: number;
  readonly log: (line: string) => void;
}

/** Opens the table, its stream, the queues, the buckets and the clock; each registers how it closes. */
export async function openStorage(settings: StorageSettings, closers: Closers): Promise<Storage> {
  const { template, stateDir, log } = settings;
  const store = openRuntimeStore(stateDir);
  closers.add(() => store.close());
  const clock = openClock(store);
  closers.add(() => clock.stop());
  const dataDir = settings.databaseDir ?? join(stateDir, 'table');
  const dynamo = await startDynamo({ dataDir, port: settings.dynamoPort, log });
  closers.add(() => dynamo.stop());
  const tables = await createTables(template, dynamo.endpoint);
  const reader = openStream(dynamo.dbPath, (table) => `${template.arn(table.id)}/stream/local`);
  closers.add(() => reader.close());
  const expiry = startExpiry(dynamo.dbPath, dynamo.endpoint, tables, clock, log);
  closers.add(() => expiry.stop());
  const queues = openQueues(
    queueSettings(template, ({ id }) => template.name(id)),
    store,
    clock,
  );
  const server = await serveQueues(queues, settings.sqsPort);
  closers.add(() => server.close());
  const buckets = await serveBuckets({
    settings: bucketSettings(template),
    folder: join(stateDir, 'buckets'),
    port: settings.bucketsPort,
    secretAccessKey: localCredentials.secretAccessKey,
    clock,
    log,
  });
  closers.add(() => buckets.close());
  return { store, clock, dynamo, tables, reader, queues };
}

const ClockState = z.object({ virtualMs: z.number(), realMs: z.number(), speed: z.number() });

/** The clock goes on where it stood, so that data of a moved clock does not lie in the future after a restart. */
function openClock(store: RuntimeStore): SharedClock {
  const saved = store.db.prepare("SELECT value FROM facts WHERE name = 'clock'").get();
  const state = saved && ClockState.parse(JSON.parse(String(saved.value)));
  return createClock(state, (next) => {
    store.writeSoon((run) => {
      const sql = "INSERT INTO facts VALUES ('clock', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
      run(sql, JSON.stringify(next));
    });
  });
}
