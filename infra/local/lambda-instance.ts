import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { FunctionSpec } from './lambda-function.ts';
import type { CallCost } from './lambda-worker-meter.mjs';
import type { InvokeResult } from './types.ts';

/** What an invocation left behind besides its answer. */
export interface Trail {
  readonly lines: string[];
  readonly calls: CallCost[];
}

export interface Completion {
  readonly result: InvokeResult;
  readonly trail: Trail;
  readonly cpuMs: number;
}

/** One execution environment. It serves one invocation at a time and dies with the first crash or timeout. */
export interface Instance {
  readonly ready: Promise<{ readonly cpuMs: number; readonly lines: readonly string[] }>;
  /** The code has not loaded yet. */
  readonly starting: boolean;
  readonly busy: boolean;
  readonly dead: boolean;
  idleSinceMs: number;
  run(invocationId: string, payload: string): Promise<Completion>;
  /** Ends the thread; a running invocation fails as when a Lambda runtime exits. */
  terminate(reason?: Failure): Promise<void>;
}

export interface Failure {
  readonly type: string;
  readonly message: string;
}

export interface InstanceSettings {
  readonly clock: SharedArrayBuffer;
  readonly compileCache: string;
  readonly onExit: () => void;
}

const Call = z.custom<CallCost>((value) => typeof value === 'object' && value !== null);
const Problem = z.object({ type: z.string(), message: z.string(), stack: z.string().optional() });
const Message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), cpuMs: z.number(), lines: z.array(z.string()) }),
  z.object({ kind: z.literal('failed'), error: Problem, lines: z.array(z.string()) }),
  z.object({ kind: z.literal('lines'), lines: z.array(z.string()), calls: z.array(Call) }),
  z.object({
    kind: z.literal('done'),
    value: z.string().optional(),
    error: Problem.optional(),
    cpuMs: z.number(),
    lines: z.array(z.string()),
    calls: z.array(Call),
  }),
]);

interface Running {
  readonly settle: (completion: Completion) => void;
  readonly trail: Trail;
  timer: NodeJS.Timeout;
}

/** Of the function's memory, what the rest of a Lambda process takes and what a young heap needs. */
const RUNTIME_MB = 40;
const YOUNG_MB = 8;
/** Lambda gives initialisation ten seconds of its own. */
const INIT_MS = 10_000;

export function startInstance(spec: FunctionSpec, { clock, compileCache, onExit }: InstanceSettings): Instance {
  const worker = new Worker(new URL('./lambda-worker.mjs', import.meta.url), {
    env: { ...spec.environment },
    workerData: { entry: spec.entry, exportName: spec.exportName, clock, compileCache },
    resourceLimits: {
      maxOldGenerationSizeMb: Math.max(64, spec.memoryMb - RUNTIME_MB),
      maxYoungGenerationSizeMb: YOUNG_MB,
    },
    execArgv: ['--enable-source-maps'],
    stdout: true,
    stderr: true,
    name: spec.label,
  });
  const started = Promise.withResolvers<{ cpuMs: number; lines: readonly string[] }>();
  started.promise.catch(() => undefined); // reported by the invocation that waits for it
  let running: Running | undefined;
  let starting = true;
  let dead = false;
  let death: Failure | undefined;

  const endAfter = (ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      death = { type: 'Sandbox.Timedout', message: `Task timed out after ${(ms / 1000).toFixed(2)} seconds` };
      void worker.terminate();
    }, ms);

  function settle(result: InvokeResult, cpuMs: number): void {
    const done = running;
    if (!done) return;
    running = undefined;
    clearTimeout(done.timer);
    done.settle({ result, trail: done.trail, cpuMs });
  }

  function collect(lines: readonly string[], calls: readonly CallCost[] = []): void {
    running?.trail.lines.push(...lines);
    running?.trail.calls.push(...calls);
  }

  worker.on('message', (raw: unknown) => {
    const message = Message.parse(raw);
    switch (message.kind) {
      case 'ready':
        starting = false;
        started.resolve(message);
        return;
      case 'failed':
        collect(message.lines);
        death = { type: message.error.type, message: message.error.stack ?? message.error.message };
        void worker.terminate();
        return;
      case 'lines':
        collect(message.lines, message.calls);
        return;
      case 'done': {
        collect(message.lines, message.calls);
        const { error, value } = message;
        if (error) settle({ ok: false, error: { type: error.type, message: error.message } }, message.cpuMs);
        else settle({ ok: true, value: JSON.parse(value ?? 'null') }, message.cpuMs);
      }
    }
  });
  worker.on('error', (error: unknown) => {
    const outOfMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    const name = outOfMemory ? 'OutOfMemory' : error instanceof Error ? error.name : 'Error';
    death = { type: `Runtime.${name}`, message: error instanceof Error ? error.message : String(error) };
  });
  worker.once('exit', (code) => {
    dead = true;
    const error = death ?? { type: 'Runtime.ExitError', message: `Runtime exited with error: exit status ${code}` };
    started.reject(new Error(error.message));
    settle({ ok: false, error }, 0);
    onExit();
  });

  return {
    ready: started.promise,
    get starting() {
      return starting && !dead;
    },
    get busy() {
      return running !== undefined;
    },
    get dead() {
      return dead;
    },
    idleSinceMs: Date.now(),
    run(id, payload) {
      return new Promise((resolve) => {
        const mine: Running = { settle: resolve, trail: { lines: [], calls: [] }, timer: endAfter(INIT_MS) };
        running = mine;
        started.promise.then(
          () => {
            clearTimeout(mine.timer);
            if (running === mine) mine.timer = endAfter(spec.timeoutMs);
          },
          () => undefined,
        );
        const context = { functionName: spec.id, functionVersion: '$LATEST', memoryLimitInMB: String(spec.memoryMb) };
        const arn = `arn:aws:lambda:us-east-1:000000000000:function:${spec.id}`;
        worker.postMessage({
          id,
          event: payload,
          timeoutMs: spec.timeoutMs,
          context: { ...context, invokedFunctionArn: arn },
        });
      });
    },
    async terminate(reason) {
      if (reason) death = reason;
      dead = true;
      await worker.terminate();
    },
  };
}
