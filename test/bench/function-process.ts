import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const Ready = z.object({ readyCpuMs: z.number() });
const Answer = z.object({
  value: z.unknown().optional(),
  error: z.string().optional(),
  firstCallCpuMs: z.number().optional(),
  rssBytes: z.number(),
});
export type FunctionAnswer = z.infer<typeof Answer>;

/** A bundled function in a process of its own. */
export interface FunctionProcess {
  /** Processor time of loading, milliseconds. */
  readonly readyCpuMs: number;
  invoke(payload: unknown): Promise<FunctionAnswer>;
  stop(): Promise<void>;
}

const CHILD = fileURLToPath(new URL('function-child.mjs', import.meta.url));
/** Shares of the function's memory that Lambda's Node runtime gives to the heap's parts (ASSUMED: 90 % and 5 %). */
const OLD_SHARE = 0.9;
const YOUNG_SHARE = 0.05;

export async function startFunction(
  file: string,
  options: { readonly memoryMb: number; readonly env: NodeJS.ProcessEnv },
): Promise<FunctionProcess> {
  const child = fork(CHILD, [file], {
    env: { PATH: process.env.PATH, TZ: 'UTC', ...options.env },
    execArgv: [
      `--max-old-space-size=${Math.floor(options.memoryMb * OLD_SHARE)}`,
      `--max-semi-space-size=${Math.max(1, Math.floor(options.memoryMb * YOUNG_SHARE))}`,
      '--enable-source-maps',
    ],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const said: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString('utf8')));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const next = () =>
    new Promise<unknown>((resolve, reject) => {
      const failed = () => reject(new Error(`${file} ended: ${said.join('').slice(-2_000)}`));
      child.once('exit', failed);
      child.once('message', (message) => {
        child.off('exit', failed);
        resolve(message);
      });
    });
  const { readyCpuMs } = Ready.parse(await next());
  return {
    readyCpuMs,
    async invoke(payload) {
      const answer = next();
      child.send(payload as object);
      return Answer.parse(await answer);
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
