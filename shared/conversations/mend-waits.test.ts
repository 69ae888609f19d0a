import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { quietHead } from './harness-head.ts';
import { type MendDeps, mendWaits } from './mend-waits.ts';
import type { Conversation } from './model-head.ts';
import { commitHead } from './store-conversations.ts';
import { listWaits } from './store-waiting.ts';

const START = 1_780_000_020_000;
const DAY_MS = 86_400_000;

const head = (conversationId: string, changes: Partial<Conversation> = {}): Conversation =>
  quietHead({
    conversationId,
    accountId: 'dy_one',
    customerPlatformId: `u${conversationId}`,
    createdAtMs: START,
    unread: 1,
    ...changes,
  });

function world() {
  const table = createMemoryRowTable();
  const silent = () => undefined;
  const state = { nowMs: START + DAY_MS, tickMs: 0 };
  const deps: MendDeps = {
    table,
    clock: { now: () => (state.nowMs += state.tickMs) },
    log: { debug: silent, info: silent, warn: silent, error: silent },
    tenantIds: async () => ['t1', 't2'],
    accountIds: async (tenantId) => (tenantId === 't1' ? ['xhs_two', 'dy_one'] : ['dy_three']),
  };
  const put = (one: Conversation) => commitHead(table, undefined, one);
  const listed = async (tenantId: string) =>
    (await listWaits(table, tenantId, { limit: 1_000 })).map(({ conversationId }) => conversationId);
  return { table, state, deps, put, listed };
}

test('I1: whoever waited before there was a list of it comes into it, once, and nobody else does', async () => {
  const { table, deps, put, listed } = world();
  await put(head('c1', { waitingSinceMs: START }));
  await put(head('c2'));
  await put(head('c3', { waitingSinceMs: START + 1, status: 'closed' }));
  await put(head('c4', { waitingSinceMs: START + 2, accountId: 'xhs_two' }));
  await put(head('c5', { waitingSinceMs: START + 3, accountId: 'dy_three', tenantId: 't2' }));
  expect(await mendWaits(deps)).toBe(3);
  expect(await listed('t1')).toEqual(['c1', 'c4']);
  expect(await listed('t2')).toEqual(['c5']);
  const writes = table.changes.length;
  expect(await mendWaits(deps)).toBe(0);
  expect(table.changes.length).toBe(writes);
});

test('I1: a tenant whose conversation cannot be read keeps nobody else from being walked, and is told of', async () => {
  const { table, deps, put, listed } = world();
  const logged: unknown[] = [];
  const noting: MendDeps = {
    ...deps,
    log: { ...deps.log, error: (event, fields) => void logged.push([event, fields]) },
  };
  await put(head('c1', { waitingSinceMs: START }));
  await put(head('c5', { waitingSinceMs: START, accountId: 'dy_three', tenantId: 't2' }));
  const row = table.all().find(({ pk, sk }) => sk === 'n#head' && pk.includes('c1'));
  if (!row) throw new Error('no head');
  await table.put({ row: { ...row, d: 'no head' } });
  expect(await mendWaits(noting)).toBe(1);
  expect(await listed('t2')).toEqual(['c5']);
  expect(logged).toEqual([['waits.not-mended', { tenantId: 't1', errorName: expect.any(String) }]]);
});

test('I1: a long inbox is walked over several runs, from where the last one ended', async () => {
  const { state, deps, put, listed } = world();
  for (let index = 0; index < 250; index++) {
    const accountId = index < 130 ? 'dy_one' : 'xhs_two';
    const lastActivityAtMs = START + index * 60_000;
    await put(head(`c${1_000 + index}`, { accountId, lastActivityAtMs, waitingSinceMs: START + index }));
  }
  // A clock on which each look takes eight seconds: a run has room for few steps.
  state.tickMs = 8_000;
  const found: number[] = [];
  for (let runs = 0; runs < 20; runs++) found.push(await mendWaits(deps));
  expect(found.filter((count) => count > 0).length).toBeGreaterThan(1);
  expect(await listed('t1')).toHaveLength(250);
  expect(found.reduce((sum, count) => sum + count)).toBe(250);
});

test('I1: a row that got lost is found again with the next walk, a week later', async () => {
  const { table, state, deps, put, listed } = world();
  await put(head('c1', { waitingSinceMs: START }));
  await mendWaits(deps);
  for (const { pk, sk } of table.all().filter(({ __edb_e__ }) => __edb_e__ === 'waiting'))
    await table.remove({ pk, sk });
  state.nowMs += 6 * DAY_MS;
  expect(await mendWaits(deps)).toBe(0);
  state.nowMs += 2 * DAY_MS;
  expect(await mendWaits(deps)).toBe(1);
  expect(await listed('t1')).toEqual(['c1']);
});
