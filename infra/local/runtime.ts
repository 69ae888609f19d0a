import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Front, startFront } from './front.ts';
import { type FunctionSpec, functionSpec } from './lambda-function.ts';
import type { LambdaHost } from './lambda-host.ts';
import { answerLocal } from './runtime-api.ts';
import { type Closers, createClosers } from './runtime-closers.ts';
import { type Compute, startCompute } from './runtime-compute.ts';
import { awsEnvironment, type Endpoints, functionEnvironment } from './runtime-environment.ts';
import { lockState } from './runtime-lock.ts';
import { openStorage, type Storage } from './runtime-storage.ts';
import { type LoadedTemplate, loadTemplate } from './template.ts';
import type { LocalClock, LocalContext } from './types.ts';

export interface LocalOptions {
  /** Folder of the synthesized template. */
  readonly assembly: string;
  readonly stateDir: string;
  /** Console, API, webhooks. The next ones: simulators, AWS wire protocols, SQS, DynamoDB, S3. */
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

/** The ports of a stack whose public one is `port`. */
export const ports = (port: number) => ({
  simulators: port + 1,
  aws: port + 2,
  sqs: port + 3,
  dynamo: port + 4,
  buckets: port + 5,
});

/**
 * Starts what the synthesized template declares (decision 1).
 *
 * @throws {Error} when a port is taken, another runtime holds the state folder, or the template declares something that
 * nothing here can run.
 */
export async function startLocal(options: LocalOptions): Promise<LocalRuntime> {
  const closers = createClosers();
  try {
    return await start(options, closers);
  } catch (error) {
    await closers.closeAll().catch(() => undefined); // the first failure is the one to tell
    throw error;
  }
}

async function start(options: LocalOptions, closers: Closers): Promise<LocalRuntime> {
  const { port, databaseDir, log = () => undefined } = options;
  const stateDir = resolve(options.stateDir);
  closers.add(lockState(stateDir));
  if (options.fresh) emptyState(stateDir, databaseDir);
  const { sqs, dynamo, aws, buckets } = ports(port);
  const functionsOf = functionReader(options);
  const template = load(options);
  const specs = functionsOf(template);
  const settings = { template, stateDir, databaseDir, dynamoPort: dynamo, sqsPort: sqs, bucketsPort: buckets, log };
  const storage = await openStorage(settings, closers);
  const compute = startCompute({ template, specs, storage, stateDir, log }, closers);
  const context = contextOf(options, template, storage, compute, stateDir, { aws, dynamo });
  const front: Front = await startFront(context, options.siteDir === undefined ? {} : { siteDir: options.siteDir });
  closers.add(() => front.close());
  if (options.warm) void warmAll(specs, compute.host);

  const endpoints = endpointsOf(port);
  return {
    origin: context.origin,
    clock: storage.clock,
    template,
    endpoints,
    awsEnvironment: awsEnvironment(endpoints),
    tables: Object.fromEntries(storage.tables.map((table) => [table.id, table.name])),
    context,
    dynamoPid: () => storage.dynamo.pid(),
    ...swapping(specs, compute.host, () => functionsOf(load(options))),
    close: () => closers.closeAll(),
  };
}

const endpointsOf = (port: number): Endpoints => {
  const { dynamo, sqs, aws, buckets } = ports(port);
  const at = (part: number) => `http://127.0.0.1:${part}`;
  return { dynamo: at(dynamo), sqs: at(sqs), aws: at(aws), buckets: at(buckets) };
};

const originOf = (port: number): string => `http://127.0.0.1:${port}`;

function load({ assembly, port }: LocalOptions): LoadedTemplate {
  const { aws, sqs, buckets } = ports(port);
  return loadTemplate(assembly, { origin: originOf(port), awsPort: aws, sqsPort: sqs, bucketsPort: buckets });
}

function functionReader({ port, env }: LocalOptions): (template: LoadedTemplate) => readonly FunctionSpec[] {
  const own = { ...process.env, ...env };
  const environmentOf = (variables: Readonly<Record<string, string>>) =>
    functionEnvironment(variables, endpointsOf(port), port, own);
  return (template) =>
    template
      .resources('AWS::Lambda::Function')
      .flatMap((resource) => functionSpec(template, resource, environmentOf) ?? []);
}

function contextOf(
  { port, log = () => undefined }: LocalOptions,
  template: LoadedTemplate,
  { clock, queues }: Storage,
  compute: Compute,
  stateDir: string,
  { aws, dynamo }: { readonly aws: number; readonly dynamo: number },
): LocalContext {
  return {
    template,
    functions: compute.functions,
    clock,
    stateDir,
    origin: originOf(port),
    awsPort: aws,
    dynamoUrl: `http://127.0.0.1:${dynamo}`,
    queueUrl: (id) => template.ref(id),
    sendToQueue: (queueId, body) => compute.sendToQueue(queueId, body),
    log,
    localApi: (request) => answerLocal({ ...compute, clock, queues }, request),
  };
}

/** Hot reload: functions change while everything else goes on. */
function swapping(
  first: readonly FunctionSpec[],
  host: LambdaHost,
  read: () => readonly FunctionSpec[],
): Pick<LocalRuntime, 'reload' | 'replaceCode'> {
  let specs = first;
  return {
    reload() {
      const fresh = read();
      const old = new Map(specs.map((spec) => [spec.id, JSON.stringify(spec)]));
      const changed = fresh.filter((spec) => JSON.stringify(spec) !== old.get(spec.id));
      specs = fresh;
      for (const spec of changed) host.replace(spec);
      return changed.map((spec) => spec.label);
    },
    replaceCode(functionId, codeDir) {
      const spec = specs.find((one) => one.id === functionId);
      if (spec) host.replace({ ...spec, codeDir, entry: join(codeDir, spec.entry.slice(spec.codeDir.length + 1)) });
    },
  };
}

/** One after the other: what people wait for now goes first. */
async function warmAll(specs: readonly FunctionSpec[], host: LambdaHost): Promise<void> {
  for (const spec of specs) await host.warm(spec.id);
}

/** Kept by `fresh`: the lock is ours already, and compiled code depends on nothing but the code. */
const KEPT = new Set(['runtime.pid', 'compile-cache']);

function emptyState(stateDir: string, databaseDir: string | undefined): void {
  for (const name of readdirSync(stateDir)) {
    if (!KEPT.has(name)) rmSync(join(stateDir, name), { recursive: true, force: true });
  }
  if (databaseDir !== undefined) rmSync(databaseDir, { recursive: true, force: true });
}
