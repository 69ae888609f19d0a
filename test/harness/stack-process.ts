import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { StackOptions } from './stack.ts';

/** The process that a stack runs in: its start, its end, and what it takes of the machine. */

export const root = fileURLToPath(new URL('../..', import.meta.url));
const Ready = z.object({
  pid: z.number(),
  dynamoPid: z.number().optional(),
  readyMs: z.number(),
  origin: z.string(),
  simulators: z.string().optional(),
  endpoints: z.object({ dynamo: z.string() }),
  tables: z.record(z.string(), z.string()),
  awsEnvironment: z.record(z.string(), z.string()),
});
type Ready = z.infer<typeof Ready>;

/** Pieces of what the stack said that are kept. */
const MOST_SAID = 5_000;

export async function launch(
  flags: readonly string[],
  options: Pick<StackOptions, 'env' | 'verbose'>,
  said: string[],
): Promise<{ child: ChildProcess; ready: Ready; startedMs: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, ['infra/local/commands/serve.ts', ...flags], {
    cwd: root,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.push(chunk.toString('utf8'));
    if (said.length > MOST_SAID) said.shift();
    if (options.verbose) process.stderr.write(chunk);
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the stack ended with ${String(code)}: ${said.join('')}`)));
    child.once('error', reject);
  });
  return { child, ready: Ready.parse(JSON.parse(line)), startedMs: performance.now() - began };
}

export function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

export function residentBytes(pid: number | undefined): number {
  if (pid === undefined || process.platform !== 'linux') return 0;
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? 0) * 1024;
}

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

export function processorMs(pid: number | undefined): number {
  if (pid === undefined || process.platform !== 'linux') return 0;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The program's name stands in brackets and may hold anything; user and system time are the 12th and 13th after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
