import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { freePort } from '../../infra/local/free-port.ts';
import type { Invocation } from '../../infra/local/invocations.ts';
import type { MeterSnapshot } from '../../infra/local/meter.ts';
import { end, launch, processorMs, residentBytes, root } from './stack-process.ts';

/** The whole local stack in a process of its own, for integration tests and the benchmark. */
export interface Stack {
  /** For example http://127.0.0.1:23456. */
  readonly origin: string;
  readonly simulators: string;
  readonly stateDir: string;
  /** Everything the runtime printed so far. */
  said(): string;
  readonly tableName: string;
  readonly documentClient: DynamoDBDocumentClient;
  /** For any other AWS client: region, credentials and AWS_ENDPOINT_URL_*. */
  readonly awsEnvironment: Readonly<Record<string, string>>;
  readonly clock: {
    now(): Promise<number>;
    /** Epoch milliseconds. */
    set(ms: number): Promise<void>;
    advance(seconds: number): Promise<void>;
    setSpeed(speed: number): Promise<void>;
  };
  meter(): Promise<MeterSnapshot>;
  resetMeter(): Promise<void>;
  /** `query` as of /_local/invocations: `conversation=ID`, `function=NAME`, `failed=1`, `limit=N`. */
  invocations(query?: string): Promise<readonly Invocation[]>;
  /** How busy everything is; `idle` when nothing runs, waits or is unread. */
  state(): Promise<{ idle: boolean; running: number; streamsIdle: boolean; queues: readonly QueueCounts[] }>;
  /** Kills a busy function environment mid-invocation; tells whose, or null when none was busy. */
  killWorker(functionName?: string): Promise<string | null>;
  /** `kill -9` of the whole runtime. */
  kill(): Promise<void>;
  /** Starts again on the same state and the same ports, after `kill` or in place of what runs. */
  restart(): Promise<void>;
  /** Ends the stack and removes its state. */
  stop(): Promise<void>;
  /** Repeats `condition` until it holds. @throws {Error} naming `what` after `timeoutMs` (default 30 s). */
  waitFor(condition: () => boolean | Promise<boolean>, what?: string, timeoutMs?: number): Promise<void>;
  /**
   * The same while time passes: whenever the stack is at rest and the condition does not hold, the clock moves on by a
   * minute. What the sweeper missed once, because something else came first, it finds then. For conditions that stay.
   */
  waitAsTimePasses(condition: () => boolean | Promise<boolean>, what: string): Promise<void>;
  waitForIdle(timeoutMs?: number): Promise<void>;
  /** Resident memory of runtime and table, bytes (Linux). */
  memoryBytes(): Promise<number>;
  /** Processor time of runtime and table since they started, milliseconds (Linux). */
  cpuMs(): Promise<number>;
  /** From launch until everything answered. */
  readonly startedMs: number;
}

export interface QueueCounts {
  readonly queue: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export interface StackOptions {
  /** First of six consecutive ports; a free block is found otherwise. */
  readonly port?: number;
  /** State folder to use; a temporary one (in memory where the machine has that) otherwise. */
  readonly stateDir?: string;
  /** Leaves the state folder when the stack stops. */
  readonly keepState?: boolean;
  readonly fresh?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Synthesized template; else the one $MIAOHONG_ASSEMBLY names, else cdk.out. */
  readonly assembly?: string;
  readonly siteDir?: string;
  readonly simulators?: boolean;
  readonly warm?: boolean;
  /** Prints the stack's log lines. */
  readonly verbose?: boolean;
}

/** Starts the stack. @throws {Error} when it does not come up; its own words are in the message. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const assembly = options.assembly ?? process.env.MIAOHONG_ASSEMBLY ?? join(root, 'cdk.out');
  if (!existsSync(assembly))
    throw new Error(`${assembly} is missing: run \`npm run build:web && npm run synth\` first`);
  const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const stateDir = options.stateDir ?? mkdtempSync(join(memory, 'miaohong-'));
  const port = options.port ?? (await freePort(6));
  const flags = [
    ...['--state', stateDir, '--port', String(port), '--assembly', assembly, '--attached'],
    ...(options.siteDir === undefined ? [] : ['--site', options.siteDir]),
    ...(options.simulators === false ? ['--no-simulators'] : []),
    ...(options.warm ? ['--warm'] : []),
    ...(options.verbose ? ['--verbose'] : []),
  ];
  const forget = () => {
    if (!options.keepState && options.stateDir === undefined) rmSync(stateDir, { recursive: true, force: true });
  };
  const said: string[] = [];
  let running = await launch([...flags, ...(options.fresh ? ['--fresh'] : [])], options, said).catch(
    (error: unknown) => {
      forget();
      throw error;
    },
  );
  const { ready } = running;
  const documentClient = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: ready.endpoints.dynamo,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 5,
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );

  const local = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${ready.origin}/_local/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} /_local/${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };

  const stack: Stack = {
    origin: ready.origin,
    simulators: ready.simulators ?? '',
    stateDir,
    said: () => said.join(''),
    tableName: Object.values(ready.tables)[0] ?? '',
    documentClient,
    awsEnvironment: ready.awsEnvironment,
    startedMs: running.startedMs,
    clock: {
      now: async () => Date.parse((await local<{ now: string }>('GET', 'clock')).now),
      set: (ms) => local('POST', 'clock', { now: new Date(ms).toISOString() }),
      advance: (seconds) => local('POST', 'clock', { advanceSeconds: seconds }),
      setSpeed: (speed) => local('POST', 'clock', { speed }),
    },
    meter: () => local('GET', 'meter'),
    resetMeter: () => local('DELETE', 'meter'),
    invocations: async (query = '') =>
      (await local<{ invocations: readonly Invocation[] }>('GET', `invocations?${query}`)).invocations,
    state: () => local('GET', 'state'),
    killWorker: async (name) =>
      (await local<{ killed: string | null }>('POST', 'kill', name === undefined ? {} : { function: name })).killed,
    kill: () => end(running.child, 'SIGKILL'),
    async restart() {
      await end(running.child, 'SIGTERM');
      running = await launch(flags, options, said);
    },
    async stop() {
      documentClient.destroy();
      await end(running.child, 'SIGTERM');
      forget();
    },
    waitFor,
    waitAsTimePasses: (condition, what) =>
      waitFor(async () => {
        await stack.waitForIdle(60_000);
        if (await condition()) return true;
        await stack.clock.advance(60);
        return false;
      }, what),
    waitForIdle: (timeoutMs) => waitFor(async () => (await stack.state()).idle, 'the stack is idle', timeoutMs),
    memoryBytes: async () => residentBytes(running.ready.pid) + residentBytes(running.ready.dynamoPid),
    cpuMs: async () => processorMs(running.ready.pid) + processorMs(running.ready.dynamoPid),
  };
  return stack;
}

/** Repeats `condition` until it holds. @throws {Error} naming `what` after `timeoutMs`. */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  what = 'the condition',
  timeoutMs = 30_000,
): Promise<void> {
  const untilMs = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > untilMs) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
