import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Running other programs for a command. */

export const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** `inherit` shows the output at once; `collect` keeps it for the case of failure. */
  readonly output?: 'inherit' | 'collect';
  readonly cwd?: string;
}

export interface RunResult {
  readonly ok: boolean;
  /** 128 + signal number is not reproduced: a killed program is 1. */
  readonly code: number;
  readonly output: string;
  readonly seconds: number;
}

const running = new Set<ChildProcess>();

/** Runs a program of node_modules/.bin or PATH to its end. A missing program is a failed run, not an exception. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const startedMs = performance.now();
  const show = options.output !== 'collect';
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    running.add(child);
    let output = '';
    const collect = (chunk: unknown) => {
      output += String(chunk);
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const end = (code: number) => {
      running.delete(child);
      resolve({ ok: code === 0, code, output, seconds: (performance.now() - startedMs) / 1000 });
    };
    child.once('error', (error) => {
      output += error.message;
      end(127);
    });
    child.once('close', (code) => end(code ?? 1));
  });
}

/** Ends every program that is still running. */
export function stopAll(): void {
  for (const child of running) child.kill('SIGTERM');
}

/**
 * Calls `stop` once when this process should end: on Ctrl-C, on a request to terminate, and when the npm that started
 * it has died without a word.
 */
export function onStop(stop: (reason: string) => void): void {
  let called = false;
  const once = (reason: string) => () => {
    if (called) return process.exit(130);
    called = true;
    clearInterval(watch);
    stop(reason);
  };
  const parent = process.ppid;
  const watch = setInterval(() => {
    // Only npm's end matters: who starts this from a script of their own may leave it running.
    if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent) once('parent')();
  }, 2_000);
  watch.unref();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, once(signal));
  process.once('disconnect', once('parent'));
}
