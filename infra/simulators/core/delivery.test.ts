import { beforeEach, describe, expect, test } from 'vitest';
import { createDelivery, type Delivery, type Push } from './delivery.ts';
import { createFaults, FaultPlan, type Faults } from './faults.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createManualClock } from './manual-clock.ts';
import { noStore, type Store } from './store.ts';
import { createWorld } from './world.ts';

const START = 1_772_416_800_000;

type Attempt = { body: string; msgId: string; atMs: number };

let clock: ReturnType<typeof createManualClock>;
let faults: Faults;
let ledger: Ledger;
let attempts: Attempt[];
let answer: (attempt: Attempt) => number | 'timeout';

beforeEach(() => {
  clock = createManualClock(START);
  faults = createFaults();
  ledger = createLedger(createWorld(noStore, () => 'ref'));
  attempts = [];
  answer = () => 200;
});

function delivery(store: Store = noStore): Delivery {
  return createDelivery({
    clock,
    faults,
    ledger,
    store,
    post: async (_url, headers, body) => {
      const attempt = { body: body.toString(), msgId: headers['msg-id'] ?? '', atMs: clock.now() - START };
      attempts.push(attempt);
      const status = answer(attempt);
      if (status === 'timeout') return { kind: 'failed', code: 'timeout', tookMs: 5_000 };
      return { kind: 'answered', status, body: '', tookMs: 1 };
    },
    isAcknowledged: (status) => status === 200,
    renewId: (push) => ({ ...push, headers: { ...push.headers, 'msg-id': `${push.headers['msg-id']}-new` } }),
    forge: (push) => ({ ...push, headers: { ...push.headers, 'msg-id': 'forged' } }),
  });
}

const push = (text: string, fields: Partial<Push> = {}): Push => ({
  id: text,
  lane: 'lane',
  event: 'event',
  accountId: 'account',
  url: 'http://receiver',
  headers: { 'msg-id': `id-${text}` },
  body: Buffer.from(text).toString('base64'),
  attemptsLeft: 3,
  retryDelaysMs: [1_000, 5_000],
  timeoutMs: 5_000,
  attempts: 0,
  ...fields,
});

/** Lets promises settle between two moves of the clock. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const advance = async (ms: number): Promise<void> => {
  await settle();
  clock.advance(ms);
  await settle();
};
const plan = (rules: object): void => faults.plan(FaultPlan.parse({ seed: 3, faults: rules }));
const bodies = (): string[] => attempts.map((attempt) => attempt.body);

describe('retries', () => {
  test('an acknowledged push is delivered once', async () => {
    await delivery().enqueue(push('a'));
    await advance(60_000);
    expect(bodies()).toEqual(['a']);
  });

  test('Douyin: three attempts with one Msg-Id, then never again', async () => {
    answer = () => 'timeout';
    const made = delivery();
    await made.enqueue(push('a'));
    for (let i = 0; i < 20; i++) await advance(1_000);
    expect(attempts.map(({ atMs }) => atMs)).toEqual([0, 1_000, 6_000]);
    expect(new Set(attempts.map(({ msgId }) => msgId)).size).toBe(1);
    expect(ledger.counters.webhookGivenUp).toBe(1);
    expect(made.pending()).toBe(0);
  });

  test('Xiaohongshu family B: every 30 s, three repeats', async () => {
    answer = () => 500;
    await delivery().enqueue(push('lead', { attemptsLeft: 4, retryDelaysMs: [30_000] }));
    for (let i = 0; i < 20; i++) await advance(10_000);
    expect(attempts.map(({ atMs }) => atMs)).toEqual([0, 30_000, 60_000, 90_000]);
  });

  test('a 5xx is repeated until it is acknowledged', async () => {
    answer = ({ atMs }) => (atMs < 1_000 ? 503 : 200);
    await delivery().enqueue(push('a'));
    for (let i = 0; i < 10; i++) await advance(1_000);
    expect(bodies()).toEqual(['a', 'a']);
    expect(ledger.counters.webhookRejected).toBe(1);
  });

  test('F8: a lost acknowledgement repeats what was received', async () => {
    plan({ 'webhook.lost-ack': { count: 1 } });
    await delivery().enqueue(push('a'));
    await advance(1_000);
    await advance(60_000);
    expect(bodies()).toEqual(['a', 'a']);
  });
});

describe('order', () => {
  test('pushes of a lane arrive in order, whatever a retry does', async () => {
    answer = ({ body, atMs }) => (body === 'a' && atMs === 0 ? 500 : 200);
    const made = delivery();
    await Promise.all(['a', 'b', 'c'].map((text) => made.enqueue(push(text))));
    await advance(1_000);
    expect(bodies()).toEqual(['a', 'b', 'c', 'a']);
  });

  test('F3: a reordered push is overtaken by the next of its lane', async () => {
    plan({ 'webhook.reorder': { count: 1 } });
    const made = delivery();
    await made.enqueue(push('a'));
    await made.enqueue(push('b'));
    await settle();
    expect(bodies()).toEqual(['b', 'a']);
  });

  test('F3: with nothing behind it, a held-back push leaves by itself', async () => {
    plan({ 'webhook.reorder': {} });
    await delivery().enqueue(push('a'));
    await advance(3_000);
    expect(bodies()).toEqual(['a']);
  });

  test('F4: a delayed push does not hold up its lane', async () => {
    plan({ 'webhook.delay': { count: 1, ms: 600_000 } });
    const made = delivery();
    await made.enqueue(push('a'));
    await made.enqueue(push('b'));
    await advance(599_999);
    expect(bodies()).toEqual(['b']);
    await advance(1);
    expect(bodies()).toEqual(['b', 'a']);
  });

  test('a push is not delivered before its time', async () => {
    await delivery().enqueue(push('lead', { notBeforeMs: START + 2_000 }));
    await advance(1_999);
    expect(bodies()).toEqual([]);
    await advance(1);
    expect(bodies()).toEqual(['lead']);
  });
});

describe('copies', () => {
  test('F1 and F2: duplicates with the same and with a new Msg-Id', async () => {
    plan({ 'webhook.duplicate': { copies: 2 }, 'webhook.duplicate-new-id': {} });
    await delivery().enqueue(push('a'));
    expect(attempts.map(({ msgId }) => msgId)).toEqual(['id-a', 'id-a', 'id-a', 'id-a-new']);
  });

  test('F9 and F10: spoiled copies come beside the good one and are never repeated', async () => {
    plan({ 'webhook.truncated': {}, 'webhook.forged': {} });
    answer = ({ body, msgId }) => (body === 'ab' && msgId !== 'forged' ? 200 : 401);
    await delivery().enqueue(push('ab'));
    await advance(60_000);
    expect(attempts.map(({ body, msgId }) => `${body} ${msgId}`)).toEqual(['a id-ab', 'ab forged', 'ab id-ab']);
  });
});

test('what was not acknowledged when the process died is taken up again', async () => {
  const docs = new Map<string, unknown>();
  const store: Store = {
    ...noStore,
    put: (_kind, id, value) => void docs.set(id, structuredClone(value)),
    remove: (_kind, id) => void docs.delete(id),
    load: () => [...docs.values()],
  };
  answer = () => 'timeout';
  const killed = delivery(store);
  await killed.enqueue(push('a'));
  killed.stop();
  answer = () => 200;
  delivery(store).resume();
  await settle();
  expect(bodies()).toEqual(['a', 'a']);
  expect(docs.size).toBe(0);
});
