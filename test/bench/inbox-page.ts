import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../infra/local/commands/chromium.ts';
import { freePort } from '../../infra/local/free-port.ts';
import { PROBE } from './inbox-page-probe.ts';
import { type Measure, percentile } from './report.ts';

const CONVERSATIONS = 10_000;
const LOADS = 5;
const EVENTS_PER_SECOND = 20;
const SCROLL_SECONDS = 8;
const LONG_FRAME_MS = 50;
const KB = 1024;
const MB = KB * KB;

interface Load {
  readonly readyMs: number;
  readonly scriptBytes: number;
  readonly dataBytes: number;
  readonly rows: number;
}

/** SPEED13–SPEED15: the inbox with ten thousand conversations, in Chromium, against the stand-in server. */
export async function measureInboxPage(): Promise<Measure[]> {
  const server = await startServer();
  const path = findChromium();
  const browser = await chromium.launch({
    ...(path === undefined ? {} : { executablePath: path }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--js-flags=--expose-gc'],
  });
  try {
    const { page, devtools } = await signedIn(browser, server.origin);
    const plain = await loads(page, devtools, server.origin, 1);
    const throttled = await loads(page, devtools, server.origin, 4);
    const heapMb = await heap(devtools);
    const floods = await flood(page, server.origin);
    return figures(plain, throttled, heapMb, floods);
  } finally {
    await browser.close();
    server.process.kill();
  }
}

async function startServer(): Promise<{ readonly process: ChildProcess; readonly origin: string }> {
  const port = await freePort();
  const args = ['web/mock/server.ts', '--port', `${port}`, '--conversations', `${CONVERSATIONS}`];
  const process = spawn('node', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(process.stdout, 'data');
  return { process, origin: `http://127.0.0.1:${port}` };
}

async function signedIn(browser: Browser, origin: string): Promise<{ page: Page; devtools: CDPSession }> {
  // The probe is evaluated from text, which the console's own policy rightly forbids.
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    bypassCSP: true,
  });
  const page = await context.newPage();
  await page.addInitScript(PROBE);
  await page.goto(`${origin}/`);
  await page.getByRole('button', { name: '登录' }).click();
  await page.locator('[data-row="0"]').waitFor();
  return { page, devtools: await context.newCDPSession(page) };
}

/** Nothing is taken from a cache. */
async function loads(page: Page, devtools: CDPSession, origin: string, slower: number): Promise<readonly Load[]> {
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  const found: Load[] = [];
  for (let round = 0; round < LOADS; round++) {
    await page.goto(`${origin}/inbox`);
    await page.waitForFunction('bench.readyMs !== undefined');
    found.push(
      await page.evaluate<Load>(`(() => {
        const entries = performance.getEntriesByType('resource');
        const bytes = (list) => list.reduce((sum, entry) => sum + entry.encodedBodySize, 0);
        return {
          readyMs: Math.max(bench.readyMs, bench.longEndMs),
          scriptBytes: bytes(entries.filter((entry) => entry.name.endsWith('.js'))),
          dataBytes: bytes(entries.filter((entry) => entry.name.includes('/api/v1/conversations'))),
          rows: document.querySelectorAll('[data-row]').length,
        };
      })()`),
    );
  }
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  return found;
}

async function heap(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  return (await devtools.send('Runtime.getHeapUsage')).usedSize / MB;
}

interface Flood {
  readonly frames: readonly number[];
  readonly paints: readonly number[];
}

/** Scrolls down steadily while messages come in. */
async function flood(page: Page, origin: string): Promise<Flood> {
  const steer = (command: object) => fetch(`${origin}/_mock`, { method: 'POST', body: JSON.stringify(command) });
  await steer({ rate: EVENTS_PER_SECOND });
  const result = await page.evaluate<Flood>(`new Promise((resolve) => {
    const list = document.querySelector('[data-row]').closest('[role="group"]');
    bench.paints.length = 0;
    const frames = [];
    const beganMs = performance.now();
    let before = beganMs;
    const step = (nowMs) => {
      frames.push(nowMs - before);
      before = nowMs;
      list.scrollTop += 24;
      if (nowMs - beganMs < ${SCROLL_SECONDS * 1000}) requestAnimationFrame(step);
      else resolve({ frames: frames.slice(1), paints: [...bench.paints] });
    };
    requestAnimationFrame(step);
  })`);
  await steer({ rate: 0 });
  return result;
}

function figures(plain: readonly Load[], slow: readonly Load[], heapMb: number, { frames, paints }: Flood): Measure[] {
  const median = (list: readonly Load[], pick: (load: Load) => number) => percentile(list.map(pick), 50);
  const ready = (load: Load) => load.readyMs;
  const long = frames.filter((ms) => ms > LONG_FRAME_MS).length;
  return [
    {
      id: 'SPEED13',
      what: `inbox with ${CONVERSATIONS} conversations, cold, until it answers`,
      value: median(plain, ready),
      unit: 'ms',
      gate: { atMost: 1_500 },
      moonshot: { atMost: 700 },
      basis: 'wall',
      also: [
        {
          what: 'the same on a processor four times slower',
          value: median(slow, ready),
          unit: 'ms',
          gate: { atMost: 4_000 },
          moonshot: { atMost: 2_000 },
          basis: 'wall',
        },
      ],
      details: { plainMs: plain.map(ready), slowMs: slow.map(ready) },
    },
    {
      id: 'SPEED14',
      what: 'scripts of the first load, compressed',
      value: median(plain, ({ scriptBytes }) => scriptBytes) / KB,
      unit: 'KB',
      gate: { atMost: 120 },
      moonshot: { atMost: 60 },
      basis: 'size',
      also: [
        {
          what: 'first data, compressed',
          value: median(plain, ({ dataBytes }) => dataBytes) / KB,
          unit: 'KB',
          gate: { atMost: 80 },
          moonshot: { atMost: 25 },
          basis: 'size',
        },
        {
          what: 'rows in the page',
          value: median(plain, ({ rows }) => rows),
          unit: '',
          gate: { atMost: 150 },
          moonshot: { atMost: 60 },
          basis: 'count',
        },
        { what: 'heap', value: heapMb, unit: 'MB', gate: { atMost: 80 }, moonshot: { atMost: 40 }, basis: 'memory' },
      ],
    },
    {
      id: 'SPEED15',
      what: `frames over ${LONG_FRAME_MS} ms while scrolling under ${EVENTS_PER_SECOND} live events/s`,
      value: (100 * long) / Math.max(1, frames.length),
      unit: '%',
      gate: { atMost: 3 },
      moonshot: { atMost: 0.5 },
      basis: 'wall',
      also: [
        {
          what: 'live message → painted, p95',
          value: percentile(paints, 95),
          unit: 'ms',
          gate: { atMost: 100 },
          moonshot: { atMost: 40 },
          basis: 'wall',
        },
      ],
      details: { frames: frames.length, frameP95Ms: percentile(frames, 95), messages: paints.length },
    },
  ];
}
