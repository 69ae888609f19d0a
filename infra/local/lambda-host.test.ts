import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClock, type SharedClock } from './clock.ts';
import type { FunctionSpec } from './lambda-function.ts';
import { createLambdaHost, type InvocationReport, type LambdaHost } from './lambda-host.ts';

const SOURCE = `
  let count = 0;
  let running = 0;
  export const handler = async (event, context) => {
    count += 1;
    running += 1;
    try {
      if (event.sleep) await new Promise((resolve) => setTimeout(resolve, event.sleep));
      if (event.spin) { const until = Date.now() + event.spin; while (Date.now() < until); }
      for (let step = 0; step < (event.work ?? 0); step += 1) Math.sqrt(step);
      if (event.throw) throw new RangeError('out of range');
      if (event.exit) process.exit(3);
      if (event.fill) { const all = []; for (;;) all.push(new Array(1e6).fill(Math.random())); }
      console.log(JSON.stringify({ said: event.say }));
      return {
        count, running, event, now: globalThis.miaohongNow(), name: process.env.NAME, home: process.env.HOME,
        leftMs: context.getRemainingTimeInMillis(), functionName: context.functionName,
      };
    } finally { running -= 1; }
  };`;

let folder: string;
let clock: SharedClock;
let host: LambdaHost;
let reports: InvocationReport[];

const spec = (more: Partial<FunctionSpec> = {}): FunctionSpec => ({
  id: 'TryFunction00000000',
  label: 'Try',
  codeDir: folder,
  entry: join(folder, 'index.mjs'),
  exportName: 'handler',
  timeoutMs: 5_000,
  memoryMb: 128,
  reserved: undefined,
  environment: { NAME: 'from the template' },
  ...more,
});

function start(...specs: FunctionSpec[]): void {
  host = createLambdaHost({
    specs,
    clock: clock.shared,
    compileCache: join(folder, 'cache'),
    report: (report) => reports.push(report),
  });
}

const invoke = async (payload: object) => {
  const result = await host.invoke('TryFunction00000000', payload);
  return result as { ok: boolean; value: Record<string, number | string>; error: { type: string; message: string } };
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lambda-'));
  writeFileSync(join(folder, 'index.mjs'), SOURCE);
  clock = createClock();
  reports = [];
});
afterEach(async () => {
  await host.close();
  clock.stop();
  rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 50 });
});

describe('an execution environment', () => {
  test('is reused, gets the template environment only, and tells the time of the movable clock', async () => {
    start(spec());
    clock.advance(86_400_000);
    const { value } = await invoke({ a: [1, undefined] });
    expect(value).toMatchObject({
      count: 1,
      event: { a: [1, null] },
      name: 'from the template',
      functionName: 'TryFunction00000000',
    });
    expect(value.home).toBeUndefined();
    expect(Math.abs(Number(value.now) - clock.now())).toBeLessThan(2_000);
    expect(Number(value.leftMs)).toBeGreaterThan(4_000);
    expect((await invoke({})).value.count).toBe(2);
    expect(reports.map(({ coldStartMs }) => coldStartMs === undefined)).toEqual([false, true]);
  });

  test('serves one invocation at a time, never two in one', async () => {
    start(spec());
    const answers = await Promise.all(Array.from({ length: 8 }, () => invoke({ sleep: 30 })));
    expect(new Set(answers.map(({ value }) => value.running))).toEqual(new Set([1]));
  });

  test('more are started while invocations wait, up to the reserved concurrency', async () => {
    start(spec({ reserved: 2 }));
    await Promise.all(Array.from({ length: 6 }, () => invoke({ sleep: 400 })));
    expect(reports.filter(({ coldStartMs }) => coldStartMs !== undefined)).toHaveLength(2);
  });

  test('log lines and CPU time belong to their invocation', async () => {
    start(spec());
    await invoke({ say: 'one', work: 100_000_000 });
    await invoke({ say: 'two' });
    expect(reports.map(({ completion }) => completion.trail.lines)).toEqual([['{"said":"one"}'], ['{"said":"two"}']]);
    expect(reports[0]?.cpuMs).toBeGreaterThan(reports[1]?.cpuMs ?? Number.POSITIVE_INFINITY);
  });
});

describe('failures', () => {
  test('a thrown error is the answer and the environment lives on', async () => {
    start(spec());
    expect((await invoke({ throw: true })).error).toEqual({ type: 'RangeError', message: 'out of range' });
    expect((await invoke({})).value.count).toBe(2);
  });

  test.each([
    ['exit', { exit: true }, 'Runtime.ExitError', 'exit status 3'],
    ['too much memory', { fill: true }, 'Runtime.OutOfMemory', 'memory'],
  ])('%s ends the environment and only the running invocation', async (_title, payload, type, words) => {
    start(spec({ timeoutMs: 20_000 }));
    const waiting = invoke({ sleep: 50 });
    const { error } = await invoke(payload);
    expect(error.type).toBe(type);
    expect(error.message).toContain(words);
    expect((await waiting).ok).toBe(true);
    expect((await invoke({})).ok).toBe(true);
  });

  test.each([
    ['waiting', { sleep: 60_000 }],
    ['spinning', { spin: 60_000 }],
  ])('%s beyond the timeout is cut off', async (_title, payload) => {
    start(spec({ timeoutMs: 300 }));
    expect((await invoke(payload)).error).toEqual({
      type: 'Sandbox.Timedout',
      message: 'Task timed out after 0.30 seconds',
    });
    expect((await invoke({})).value.count).toBe(1);
  });

  test('a kill takes a busy environment in the middle of its work', async () => {
    start(spec());
    await invoke({});
    const cut = invoke({ sleep: 60_000 });
    expect(await host.killOne('Try')).toBe('TryFunction00000000');
    expect((await cut).error.message).toContain('signal: killed');
    expect(await host.killOne()).toBeUndefined();
  });

  test('code that does not load fails each invocation with its reason', async () => {
    writeFileSync(join(folder, 'index.mjs'), "import 'nowhere';");
    start(spec());
    expect((await invoke({})).error.message).toContain("Cannot find package 'nowhere'");
    expect((await invoke({})).ok).toBe(false);
  });

  test('a function that is not there is not found', async () => {
    start(spec());
    expect(await host.invoke('Nobody', {})).toMatchObject({ ok: false, error: { type: 'ResourceNotFoundException' } });
  });
});

test('replaced code serves the next invocation while the running one ends in peace', async () => {
  start(spec());
  await invoke({});
  const old = invoke({ sleep: 200 });
  const next = join(folder, 'next');
  mkdirSync(next);
  writeFileSync(join(next, 'index.mjs'), 'export const handler = async () => ({ count: 100 });');
  host.replace(spec({ codeDir: next, entry: join(next, 'index.mjs') }));
  expect((await invoke({})).value.count).toBe(100);
  expect((await old).value.count).toBe(2);
});

test('idle environments shrink to one', async () => {
  start(spec());
  await Promise.all(Array.from({ length: 5 }, () => invoke({ sleep: 300 })));
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(Date.now() + 60_000);
  host.shrink();
  vi.useRealTimers();
  await vi.waitUntil(() => host.size('TryFunction00000000') === 1, 20_000);
});
