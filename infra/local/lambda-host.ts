import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { FunctionSpec } from './lambda-function.ts';
import { type Completion, type Instance, type InstanceSettings, startInstance } from './lambda-instance.ts';
import { watchProcessors } from './processors.ts';
import type { InvokeResult } from './types.ts';

/** A finished invocation, for the log, the meter and the list of invocations. */
export interface InvocationReport {
  readonly id: string;
  readonly spec: FunctionSpec;
  readonly payload: unknown;
  readonly startedMs: number;
  readonly durationMs: number;
  readonly cpuMs: number;
  /** Present when this invocation started the environment. */
  readonly coldStartMs: number | undefined;
  readonly completion: Completion;
}

export interface LambdaHost {
  invoke(functionId: string, payload: unknown): Promise<InvokeResult>;
  has(functionId: string): boolean;
  /** False while invocations wait: event sources then let work gather. One may wait, it is what makes the host grow. */
  hasRoom(functionId: string): boolean;
  /** Running and waiting invocations of all functions. */
  outstanding(): number;
  /** Starts one environment ahead of the first invocation. */
  warm(functionId: string): Promise<void>;
  /** Kills a busy environment, of one function or of any. Tells whose it was. */
  killOne(functionId?: string): Promise<string | undefined>;
  /** Ends environments that were idle for half a minute, all but one a function. Runs by itself now and then. */
  shrink(): void;
  /** How many environments a function has. */
  size(functionId: string): number;
  /** New code or settings: environments end when idle, later invocations get new ones. */
  replace(spec: FunctionSpec): void;
  close(): Promise<void>;
}

export interface HostSettings extends Pick<InstanceSettings, 'clock' | 'compileCache'> {
  readonly specs: readonly FunctionSpec[];
  readonly report: (report: InvocationReport) => void;
  /** Most environments one function may have; the template's reserved concurrency may lower it. */
  readonly maxPerFunction?: number;
}

interface Waiting {
  readonly id: string;
  readonly payload: unknown;
  readonly sinceMs: number;
  readonly resolve: (result: InvokeResult) => void;
}

interface Pool {
  spec: FunctionSpec;
  instances: Instance[];
  readonly waiting: Waiting[];
  running: number;
  growing: NodeJS.Timeout | undefined;
}

/** A start costs more than this wait: only what waits longer gets another environment. */
const GROW_AFTER_MS = 30;
const STUCK_MS = 1_000;
const IDLE_SHARE = 0.2;
const IDLE_MS = 30_000;

/**
 * Runs functions as Lambda does: environments are reused, serve one invocation at a time, grow in number while
 * invocations wait, and shrink to one when idle. Invocations beyond the limit wait instead of being throttled: a small
 * machine is busier than AWS would be.
 */
export function createLambdaHost(settings: HostSettings): LambdaHost {
  const limit = settings.maxPerFunction ?? Math.max(4, availableParallelism() * 4);
  const pools = new Map<string, Pool>(settings.specs.map((spec) => [spec.id, newPool(spec)]));
  const shrinking = setInterval(shrink, IDLE_MS / 2);
  shrinking.unref();
  const processors = watchProcessors();
  let closed = false;

  const capacity = (pool: Pool) => Math.min(limit, pool.spec.reserved ?? limit);

  function spawn(pool: Pool): Instance {
    const instance = startInstance(pool.spec, {
      ...settings,
      onExit: () => {
        pool.instances = pool.instances.filter((other) => other !== instance);
        if (!closed) dispatch(pool);
      },
    });
    pool.instances.push(instance);
    return instance;
  }

  function dispatch(pool: Pool): void {
    while (pool.waiting.length > 0) {
      const idle = pool.instances.find((instance) => !instance.busy && !instance.dead);
      const first = pool.instances.length === 0 && capacity(pool) > 0 ? spawn(pool) : undefined;
      const instance = idle ?? first;
      if (!instance) break;
      const next = pool.waiting.shift();
      if (next) void run(pool, instance, next, instance === first);
    }
    if (pool.waiting.length > 0) growLater(pool);
  }

  function growLater(pool: Pool): void {
    if (pool.growing || pool.instances.length >= capacity(pool)) return;
    pool.growing = setTimeout(() => {
      pool.growing = undefined;
      if (pool.waiting.length === 0 || pool.instances.length >= capacity(pool) || closed) return;
      const next = shouldGrow(pool) ? pool.waiting.shift() : undefined;
      if (next) void run(pool, spawn(pool), next, true);
      if (pool.waiting.length > 0) growLater(pool);
    }, GROW_AFTER_MS);
  }

  /**
   * Another environment helps functions that wait on others. It harms while one of them is starting or the processors
   * are busy, unless the ones there are do not get on at all.
   */
  function shouldGrow(pool: Pool): boolean {
    const waitedMs = Date.now() - (pool.waiting[0]?.sinceMs ?? Date.now());
    if (waitedMs < GROW_AFTER_MS || pool.instances.some((instance) => instance.starting)) return false;
    return waitedMs > STUCK_MS || processors.idleShare() > IDLE_SHARE;
  }

  async function run(pool: Pool, instance: Instance, { id, payload, resolve }: Waiting, cold: boolean): Promise<void> {
    pool.running += 1;
    const spec = pool.spec;
    const startedMs = Date.now();
    const began = performance.now();
    // Marks the environment as busy at once; the message waits in its port until the code has loaded.
    const work = instance.run(id, JSON.stringify(payload));
    let coldStartMs: number | undefined;
    if (cold) {
      await instance.ready.then(
        () => {
          coldStartMs = performance.now() - began;
        },
        () => undefined,
      );
    }
    const completion = await work;
    pool.running -= 1;
    instance.idleSinceMs = Date.now();
    const durationMs = performance.now() - began - (coldStartMs ?? 0);
    if (!instance.dead && !pool.instances.includes(instance)) void instance.terminate(); // replaced meanwhile
    dispatch(pool);
    settings.report({ id, spec, payload, startedMs, durationMs, cpuMs: completion.cpuMs, coldStartMs, completion });
    resolve(completion.result);
  }

  function shrink(): void {
    for (const { instances } of pools.values()) {
      const idle = instances.filter((instance) => !instance.busy && Date.now() - instance.idleSinceMs > IDLE_MS);
      for (const instance of idle.slice(instances.length === idle.length ? 1 : 0)) void instance.terminate();
    }
  }

  return {
    has: (functionId) => pools.has(functionId),
    invoke(functionId, payload) {
      const pool = pools.get(functionId);
      if (!pool || closed) {
        const message = closed ? 'the local runtime is stopping' : `Function not found: ${functionId}`;
        return Promise.resolve({ ok: false, error: { type: 'ResourceNotFoundException', message } });
      }
      return new Promise((resolve) => {
        pool.waiting.push({ id: randomUUID(), payload, sinceMs: Date.now(), resolve });
        dispatch(pool);
      });
    },
    hasRoom(functionId) {
      const pool = pools.get(functionId);
      return pool !== undefined && pool.waiting.length === 0;
    },
    outstanding: () => [...pools.values()].reduce((sum, pool) => sum + pool.running + pool.waiting.length, 0),
    shrink,
    size: (functionId) => pools.get(functionId)?.instances.length ?? 0,
    async warm(functionId) {
      const pool = pools.get(functionId);
      if (pool && pool.instances.length === 0 && !closed) await spawn(pool).ready.catch(() => undefined);
    },
    async killOne(functionId) {
      const busy = [...pools.values()]
        .filter((pool) => functionId === undefined || pool.spec.id === functionId || pool.spec.label === functionId)
        .flatMap((pool) => pool.instances.filter((instance) => instance.busy).map((instance) => ({ pool, instance })));
      const victim = busy[Math.floor(Math.random() * busy.length)];
      await victim?.instance.terminate({
        type: 'Runtime.ExitError',
        message: 'Error: Runtime exited with error: signal: killed',
      });
      return victim?.pool.spec.id;
    },
    replace(spec) {
      const pool = pools.get(spec.id);
      if (!pool) {
        pools.set(spec.id, newPool(spec));
        return;
      }
      pool.spec = spec;
      const old = pool.instances;
      pool.instances = [];
      for (const instance of old) if (!instance.busy) void instance.terminate();
      dispatch(pool);
    },
    async close() {
      closed = true;
      clearInterval(shrinking);
      for (const pool of pools.values()) clearTimeout(pool.growing);
      await Promise.all([...pools.values()].flatMap((pool) => pool.instances.map((instance) => instance.terminate())));
    },
  };
}

const newPool = (spec: FunctionSpec): Pool => ({ spec, instances: [], waiting: [], running: 0, growing: undefined });
