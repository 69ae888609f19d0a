import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createClock, type SharedClock } from './clock.ts';
import { type AsyncInvocations, createAsyncInvocations } from './runtime-async.ts';
import { openRuntimeStore, type RuntimeStore } from './runtime-store.ts';
import type { InvokeResult, Resource, Template } from './types.ts';

const OK: InvokeResult = { ok: true, value: null };
const FAILED: InvokeResult = { ok: false, error: { type: 'Error', message: 'down' } };
const config: Resource = {
  id: 'Config',
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: {
    FunctionName: 'Notices',
    DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:000000000000:Dead' } },
  },
  dependsOn: [],
};
const template: Template = {
  resources: (type) => (type === config.type ? [config] : []),
  resolve: (value) => value,
  logicalIdOfArn: (arn) => arn.split(':').at(-1),
  outputs: {},
};

let folder: string;
let store: RuntimeStore;
let clock: SharedClock;
let answers: InvokeResult[];
let ran: unknown[];
let buried: string[];
let later: AsyncInvocations;

function open(): void {
  store = openRuntimeStore(folder);
  clock = createClock();
  later = createAsyncInvocations({
    store,
    clock,
    template,
    run: async (_id, payload) => {
      ran.push(payload);
      return answers.shift() ?? OK;
    },
    sendToQueue: async (queue, body) => {
      buried.push(`${queue} ${body}`);
    },
    log: () => undefined,
  });
}

const stored = () => store.db.prepare('SELECT COUNT(*) AS n FROM async_invocations').get()?.n;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'async-'));
  [answers, ran, buried] = [[], [], []];
  open();
});
afterEach(() => {
  later.stop();
  clock.stop();
  store.close();
  rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 50 });
});

test('an event runs soon and is forgotten when it is done', async () => {
  await later.invoke('Notices', { a: 1 });
  await vi.waitUntil(() => stored() === 0, 20_000);
  expect(ran).toEqual([{ a: 1 }]);
});

test('a failure is tried again after one and two minutes of the movable clock', async () => {
  answers = [FAILED, FAILED, OK];
  await later.invoke('Notices', { a: 1 });
  await vi.waitUntil(() => ran.length === 1, 20_000);
  clock.advance(59_000);
  expect(ran).toHaveLength(1);
  for (const [seconds, runs] of [
    [2, 2],
    [121, 3],
  ] as const) {
    await vi.waitUntil(
      () => Number(store.db.prepare('SELECT attempts FROM async_invocations').get()?.attempts) === runs - 1,
      20_000,
    );
    clock.advance(seconds * 1000);
    await vi.waitUntil(() => ran.length === runs, 20_000);
  }
  await vi.waitUntil(() => stored() === 0, 20_000);
  expect(buried).toEqual([]);
});

test('after two retries it goes to the on-failure destination', async () => {
  answers = [FAILED, FAILED, FAILED];
  await later.invoke('Notices', { a: 1 });
  for (const runs of [1, 2]) {
    await vi.waitUntil(
      () => Number(store.db.prepare('SELECT attempts FROM async_invocations').get()?.attempts) === runs,
      20_000,
    );
    clock.advance(121_000);
  }
  await vi.waitUntil(() => stored() === 0, 20_000);
  expect(ran).toHaveLength(3);
  expect(buried).toEqual(['Dead {"requestPayload":{"a":1},"responsePayload":{"type":"Error","message":"down"}}']);
});

test('what an earlier run accepted and did not finish runs after the next start', async () => {
  answers = [FAILED];
  await later.invoke('Notices', { a: 1 });
  await vi.waitUntil(
    () => Number(store.db.prepare('SELECT attempts FROM async_invocations').get()?.attempts) === 1,
    20_000,
  );
  later.stop();
  clock.stop();
  open();
  clock.advance(61_000);
  await vi.waitUntil(() => stored() === 0, 20_000);
  expect(ran).toHaveLength(2);
});
