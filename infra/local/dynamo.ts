import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface DynamoProcess {
  readonly endpoint: string;
  readonly dbPath: string;
  /** Undefined while it restarts. */
  pid(): number | undefined;
  stop(): Promise<void>;
}

export interface DynamoSettings {
  readonly dataDir: string;
  readonly port: number;
  readonly log: (line: string) => void;
}

const READY_TIMEOUT_MS = 10_000;

/**
 * The emulator must not outlive the runtime, however that ends: a shell holds a pipe from us and kills the emulator when
 * the pipe breaks. It prints the emulator's process id first.
 */
const LEASH =
  'exec 3<&0; "$0" "$@" </dev/null >/dev/null 2>&1 & p=$!; echo $p; (cat <&3 >/dev/null; kill -9 $p 2>/dev/null) & wait $p';

/** Where the emulator binary is: DYNOXIDE_BIN, the npm package of this platform, or `dynoxide` on PATH. */
export function dynamoBinary(env: NodeJS.ProcessEnv = process.env): string {
  if (env.DYNOXIDE_BIN) return env.DYNOXIDE_BIN;
  const file = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  try {
    const manifest = createRequire(import.meta.url).resolve(
      `@dynoxide/${process.platform}-${process.arch}/package.json`,
    );
    const path = join(dirname(manifest), file);
    if (existsSync(path)) return path;
  } catch {
    // no package for this platform; PATH is the last resort
  }
  return file;
}

/**
 * Starts the DynamoDB emulator on the loopback interface with its file in `dataDir`, and starts it again if it dies.
 *
 * @throws {Error} when it does not answer within ten seconds.
 */
export async function startDynamo({ dataDir, port, log }: DynamoSettings): Promise<DynamoProcess> {
  mkdirSync(dataDir, { recursive: true });
  const dbPath = join(dataDir, 'dynamo.db');
  const pidFile = join(dataDir, 'dynamo.pid');
  const endpoint = `http://127.0.0.1:${port}`;
  let stopping = false;
  let current: { child: ChildProcess; pid: number | undefined } | undefined;

  endStale(pidFile);

  const start = async (): Promise<void> => {
    const own: { child: ChildProcess; pid: number | undefined } = { child: launch(port, dbPath), pid: undefined };
    current = own;
    own.child.stdout?.once('data', (chunk: Buffer) => {
      own.pid = Number.parseInt(chunk.toString('utf8'), 10);
      writeFileSync(pidFile, String(own.pid));
    });
    let failure: string | undefined;
    own.child.once('error', (error) => {
      failure = error.message;
    });
    own.child.once('exit', () => {
      failure = 'it ended at once';
      if (stopping || current !== own) return;
      log('the table ended unexpectedly; starting it again');
      void start().catch((error: unknown) => log(String(error)));
    });
    await ready(endpoint, () => failure);
  };
  await start();

  return {
    endpoint,
    dbPath,
    pid: () => current?.pid,
    async stop() {
      stopping = true;
      const child = current?.child;
      if (!child || child.exitCode !== null) return;
      const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.stdin?.end();
      if (process.platform === 'win32') child.kill();
      await exited;
      rmSync(pidFile, { force: true });
    },
  };
}

function launch(port: number, dbPath: string): ChildProcess {
  const args = ['serve', '--port', String(port), '--db-path', dbPath];
  if (process.platform === 'win32') return spawn(dynamoBinary(), args, { stdio: ['pipe', 'ignore', 'ignore'] });
  return spawn('/bin/sh', ['-c', LEASH, dynamoBinary(), ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
}

/** An emulator of an earlier run may still hold the file and the port where its pipe could not tell it. */
function endStale(pidFile: string): void {
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  try {
    const command = process.platform === 'linux' ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : 'dynoxide';
    if (command.includes('dynoxide')) process.kill(pid, 'SIGKILL');
  } catch {
    // it is gone already
  }
}

async function ready(endpoint: string, failure: () => string | undefined): Promise<void> {
  const until = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const failed = failure();
    if (failed !== undefined || Date.now() > until)
      throw new Error(`the DynamoDB emulator did not start: ${failed ?? 'no answer'}`);
    try {
      await fetch(endpoint, { signal: AbortSignal.timeout(1_000) });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
