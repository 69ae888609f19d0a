import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../infra/local/commands/process.ts';
import { freePort } from '../../infra/local/free-port.ts';
import { createPool } from './http-load.ts';
import { type Measure, percentile } from './report.ts';
import { customer, messageBody, opaqueId, signedRequest } from './webhooks.ts';

const REPEATS = 3;
const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 10;

/** SPEED17: `npm start` with everything installed and built, until a signed webhook is acknowledged. */
export async function measureStart(): Promise<Measure[]> {
  const fresh: number[] = [];
  const again: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const stateDir = mkdtempSync(join(tmpdir(), 'miaohong-start-'));
    try {
      fresh.push(await startOnce(stateDir));
      again.push(await startOnce(stateDir));
    } finally {
      rmSync(stateDir, { recursive: true, force: true });
    }
  }
  return [
    {
      id: 'SPEED17',
      what: '`npm start`, template unchanged → signed webhook answered',
      value: percentile(fresh, 50) / 1000,
      unit: 's',
      gate: { atMost: 15 },
      moonshot: { atMost: 4 },
      basis: 'wall',
      details: { freshMs: fresh, againMs: again },
    },
  ];
}

async function startOnce(stateDir: string): Promise<number> {
  const port = await freePort(6);
  const beganMs = performance.now();
  const child = spawn(
    process.execPath,
    ['infra/local/bootstrap.mjs', 'start', '--port', String(port), '--state', stateDir, '--no-open', '--no-watch'],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const said: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString('utf8')));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    const from = customer('start');
    for (let turn = 0; performance.now() - beganMs < PATIENCE_MS && child.exitCode === null; turn += 1) {
      const said = { messageId: opaqueId(`start ${turn}`), atMs: Date.now(), text: '在吗？' };
      const pool = createPool(port);
      const status = await pool.send(signedRequest(port, messageBody(from, said)));
      pool.close();
      if (status === 200) return performance.now() - beganMs;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    throw new Error(`npm start did not answer: ${said.join('').slice(-2_000)}`);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}
