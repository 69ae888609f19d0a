import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ClockState, createClock } from './clock.ts';
import { startDynamo } from './dynamo.ts';
import { startExpiry } from './dynamo-expiry.ts';
import { openStream } from './dynamo-stream.ts';
import { createTables } from './dynamo-tables.ts';
import { startEventSources } from './event-sources.ts';
import { startFront } from './front.ts';
import { createInvocations } from './invocations.ts';
import { type FunctionSpec, functionSpec } from './lambda-function.ts';
import { createLambdaHost } from './lambda-host.ts';
import { createMeter } from './meter.ts';
import { openQueues } from './queues.ts';
import { serveQueues } from './queues-http.ts';
import { queueSettings } from './queues-model.ts';
import { answerLocal } from './runtime-api.ts';
import { createAsyncInvocations } from './runtime-async.ts';
import { awsEnvironment, type Endpoints, functionEnvironment } from './runtime-environment.ts';
import { lockState } from './runtime-lock.ts';
import { openRuntimeStore, type RuntimeStore } from './runtime-store.ts';
import { type LoadedTemplate, loadTemplate } from './template.ts';
import type { LocalClock, LocalContext } from './types.ts';

export interface LocalOptions {
  /** Folder of the synthesized template. */
  readonly assembly: string;
  readonly stateDir: string;
  /** Console, API, webhooks. The next ones: simulators, AWS wire protocols, SQS, DynamoDB. */
  readonly port: number;
  /** Where the table's file lives, if not in the state folder: tests put it on a memory file system. */
  readonly databaseDir?: string;
  /** Empties the state first. */
  readonly fresh?: boolean;
  /** The built console, if not web/build. */
  readonly siteDir?: string;
  /** Loads all functions once everything runs, so that the first message does not wait for it. */
  readonly warm?: boolean;
  /** Overrides of the process environment: credentials, addresses of outside systems, LOG_LEVEL. */
  readonly env?: NodeJS.ProcessEnv;
  readonly log?: (line: string) => void;
}

export interface LocalRuntime {
  readonly origin: string;
  readonly clock: LocalClock;
  readonly template: LoadedTemplate;
  readonly endpoints: Endpoints;
  /** Variables with which any AWS SDK talks to the local parts. */
  readonly awsEnvironment: Readonly<Record<string, string>>;
  /** Physical name of each table by logical id. */
  readonly tables: Readonly<Record<string, string>>;
  readonly context: LocalContext;
  /** Process id of the table, for memory measurements. */
  dynamoPid(): number | undefined;
  /** Reads the template again and swaps the functions whose code or settings changed. Names the swapped ones. */
  reload(): readonly string[];
  /** Runs other code for a function (a folder with the same entry file), until the next `reload`. */
  replaceCode(functionId: string, codeDir: string): void;
  close(): Promise<void>;
}

export const ports = (port: number) => ({ simulators: port + 1, aws: port + 2, sqs: port + 3, dynamo: port + 4 });

/**
 * Starts what the synthesized template declares (decision 1).
 *
 * @throws {Error} when a port is taken, another runtime holds the state folder, or the template declares something that
 * nothing here can run.
 */
export async function startLocal(options: LocalOptions): Promise<LocalRuntime> {
  const { port } = options;
  const stateDir = resolve(options.stateDir);
  const databaseDir = options.databaseDir ?? join(stateDir, 'table');
  const log = options.log ?? (() => undefined);
  const env = { ...process.env, ...options.env };
  const unlock = await lockState(stateDir);
  if (options.fresh) emptyState(stateDir, databaseDir);

  const used = ports(port);
  const origin = `http://127.0.0.1:${port}`;
  const endpoints: Endpoints = {
    dynamo: `http://127.0.0.1:${used.dynamo}`,
    sqs: `http://127.0.0.1:${used.sqs}`,
    aws: `http://127.0.0.1:${used.aws}`,
  };
  const load = () => loadTemplate(options.assembly, { origin, awsPort: used.aws, sqsPort: used.sqs });
  const environmentOf = (variables: Readonly<Record<string, string>>) =>
    functionEnvironment(variables, endpoints, port, env);
  const readFunctions = (template: LoadedTemplate) =>
    template
      .resources('AWS::Lambda::Function')
      .flatMap((resource) => functionSpec(template, resource, environmentOf) ?? []);

  const closers: (() => unknown)[] = [unlock];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const template = load();
    const store = openRuntimeStore(stateDir);
    closers.push(() => store.close());
    const clock = openClock(store);
    closers.push(() => clock.stop());
    const dynamo = await startDynamo({ dataDir: databaseDir, port: used.dynamo, log });
    closers.push(() => dynamo.stop());
    const tables = await createTables(template, dynamo.endpoint);
    const reader = openStream(dynamo.dbPath, (table) => `${template.arn(table.id)}/stream/local`);
    closers.push(() => reader.close());
    const expiry = startExpiry(dynamo.dbPath, dynamo.endpoint, tables, clock, log);
    closers.push(() => expiry.stop());
    const queues = openQueues(
      queueSettings(template, (resource) => template.arn(resource.id).split(':').at(-1) ?? resource.id),
      store,
      clock,
    );
    const queueServer = await serveQueues(queues, used.sqs);
    closers.push(() => queueServer.close());

    const meter = createMeter(() => clock.now());
    const invocations = createInvocations({ logDir: join(stateDir, 'logs'), now: () => clock.now(), log });
    closers.push(() => invocations.stop());
    let specs: readonly FunctionSpec[] = readFunctions(template);
    const host = createLambdaHost({
      specs,
      clock: clock.shared,
      compileCache: join(stateDir, 'compile-cache'),
      report: (report) => {
        meter.invocation(report);
        invocations.add(report);
      },
    });
    closers.push(() => host.close());
    const sendToQueue = async (queueId: string, body: string) => {
      const queue = queues.list().find((one) => one.settings.id === queueId);
      if (!queue) throw new Error(`no queue ${queueId}`);
      await queue.send(body);
    };
    const run = (functionId: string, payload: unknown) => host.invoke(functionId, payload);
    const async = createAsyncInvocations({ store, clock, template, run, sendToQueue, log });
    closers.push(() => async.stop());
    const labels = new Map(specs.map((spec) => [spec.id, spec.label]));
    const sources = startEventSources({
      template,
      tables,
      queues,
      reader,
      host,
      store,
      meter: (functionId) => meter.source(labels.get(functionId) ?? functionId),
      log,
    });
    closers.push(() => sources.stop());

    const context: LocalContext = {
      template,
      functions: { invoke: run, invokeAsync: (functionId, payload) => async.invoke(functionId, payload) },
      clock,
      stateDir,
      origin,
      awsPort: used.aws,
      queueUrl: (id) => template.ref(id),
      sendToQueue,
      log,
      localApi: (request) => answerLocal({ clock, meter, invocations, host, queues, sources }, request),
    };
    const front = await startFront(context, options.siteDir === undefined ? {} : { siteDir: options.siteDir });
    closers.push(() => front.close());
    if (options.warm) void warmAll(specs, (id) => host.warm(id));

    return {
      origin,
      clock,
      template,
      endpoints,
      awsEnvironment: awsEnvironment(endpoints),
      tables: Object.fromEntries(tables.map((table) => [table.id, table.name])),
      context,
      dynamoPid: () => dynamo.pid(),
      reload() {
        const fresh = readFunctions(load());
        const changed = fresh.filter(
          (spec) => JSON.stringify(spec) !== JSON.stringify(specs.find((old) => old.id === spec.id)),
        );
        specs = fresh;
        for (const spec of changed) host.replace(spec);
        return changed.map((spec) => spec.label);
      },
      replaceCode(functionId, codeDir) {
        const spec = specs.find((one) => one.id === functionId);
        if (spec) host.replace({ ...spec, codeDir, entry: join(codeDir, spec.entry.slice(spec.codeDir.length + 1)) });
      },
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** One after the other: what people wait for now goes first. */
async function warmAll(specs: readonly FunctionSpec[], warm: (id: string) => Promise<void>): Promise<void> {
  for (const spec of specs) await warm(spec.id);
}

/** Kept by `fresh`: the lock is ours already, and compiled code depends on nothing but the code. */
const KEPT = new Set(['runtime.pid', 'compile-cache']);

function emptyState(stateDir: string, databaseDir: string): void {
  for (const name of readdirSync(stateDir))
    if (!KEPT.has(name)) rmSync(join(stateDir, name), { recursive: true, force: true });
  rmSync(databaseDir, { recursive: true, force: true });
}

/** The clock goes on where it stood, so that data of a moved clock does not lie in the future after a restart. */
function openClock(store: RuntimeStore) {
  const saved = store.db.prepare("SELECT value FROM facts WHERE name = 'clock'").get();
  const state: ClockState | undefined = saved ? JSON.parse(String(saved.value)) : undefined;
  return createClock(state, (next) => {
    store.writeSoon((db) => {
      db.prepare("INSERT INTO facts VALUES ('clock', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value").run(
        JSON.stringify(next),
      );
    });
  });
}
