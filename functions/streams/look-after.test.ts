import { expect, test } from 'vitest';
import { accountOf } from '../../shared/accounts/harness.ts';
import type { Account } from '../../shared/accounts/model.ts';
import { createLookStore } from '../../shared/accounts/store-looks.ts';
import type { Message } from '../../shared/conversations/model-messages.ts';
import { createMemoryRowTable } from '../../shared/runtime/memory-row-table.ts';
import type { QueueMessage } from '../../shared/runtime/queue-sender.ts';
import { lookAfter } from './look-after.ts';
import type { Seen } from './stored-change.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };
const recordsOf = (seen: readonly Seen[]) =>
  seen.map((one, at) => ({ sequence: `s${at}`, seen: one, writtenAtMs: undefined }));

function stream() {
  const bodies: unknown[] = [];
  const state = { nowMs: 1_780_000_000_000, isFull: false };
  const timers = {
    send: async (messages: readonly QueueMessage[]) => {
      if (state.isFull) throw new Error('full');
      bodies.push(...messages.map(({ body }) => body));
    },
  };
  const looks = createLookStore(createMemoryRowTable());
  const deps = { timers, looks, log, clock: { now: () => state.nowMs } };
  return { bodies, state, tell: (...seen: readonly Seen[]) => lookAfter(deps, recordsOf(seen)) };
}

async function told(...seen: readonly Seen[]) {
  const { bodies, state, tell } = stream();
  state.isFull = true;
  const answer = await tell(...seen);
  state.isFull = false;
  // What the queue did not take is told again.
  expect(await tell(...seen)).toBeUndefined();
  expect(answer).toBe(bodies.length === 0 ? undefined : 's0');
  return bodies;
}

const HOSTED = accountOf({ id: 'xhs_one' });
const JOB = { kind: 'look-after-account', tenantId: 't1', accountId: 'xhs_one' };
const changed = (before: Partial<Account> | undefined, after: Partial<Account> = {}): Seen => ({
  account: { ...HOSTED, ...after },
  before: before && { ...HOSTED, ...before },
});

test('A1, M3: the platform is asked once an account became hosted or was authorised anew, and not with every change', async () => {
  expect(await told(changed(undefined))).toEqual([JOB]);
  expect(await told(changed({ bound: false }))).toEqual([JOB]);
  expect(await told(changed({ authorized: false }))).toEqual([JOB]);
  expect(await told(changed({ unhosted: true }), changed({ bound: false }))).toEqual([JOB]);
  expect(await told(changed({}, { authorizationExpiresAtMs: 2 }))).toEqual([JOB]);
  expect(await told(changed({}, { name: '新名' }))).toEqual([]);
  expect(await told(changed({}, { bound: false }))).toEqual([]);
});

const message: Message = {
  tenantId: 't1',
  conversationId: 'c1',
  accountId: 'xhs_one',
  messageId: 'o1',
  kind: 'message',
  atMs: 1,
  body: { type: 'text', text: '您好' },
  sender: 'operator',
  state: 'held',
  epoch: 0,
  deadlineMs: 2,
};
const barredOf = (accountId: string, messageId: string): Seen => {
  const before = { ...message, accountId, messageId };
  return { change: { entity: 'message', before, after: { ...before, failure: { code: 'account.barred' } } } };
};

test('A1: however many messages of an account are refused, the platform is asked once in five minutes', async () => {
  const { bodies, state, tell } = stream();
  await tell(barredOf('xhs_one', 'o1'), barredOf('xhs_one', 'o2'));
  await tell(barredOf('xhs_one', 'o3'), barredOf('xhs_two', 'o4'));
  expect(bodies).toEqual([
    { ...JOB, refused: true },
    { ...JOB, accountId: 'xhs_two', refused: true },
  ]);
  state.nowMs += 5 * 60_000 - 1;
  await tell(barredOf('xhs_one', 'o5'));
  expect(bodies).toHaveLength(2);
  state.nowMs += 1;
  await tell(barredOf('xhs_one', 'o6'));
  expect(bodies).toHaveLength(3);
  // Whoever became hosted is asked about at once.
  await tell(changed(undefined));
  expect(bodies.at(-1)).toEqual(JOB);
});

test('A1: the platform is asked when it lets an account send nothing at all', async () => {
  const barred: Message = { ...message, failure: { code: 'account.barred' } };
  expect(await told({ change: { entity: 'message', before: message, after: barred } })).toEqual([
    { ...JOB, refused: true },
  ]);
  // Asked in vain before, or not: what is refused again asks again, and the pause is all that keeps it quiet.
  expect(await told({ change: { entity: 'message', before: barred, after: { ...barred, atMs: 2 } } })).toEqual([
    { ...JOB, refused: true },
  ]);
  expect(await told({ change: { entity: 'message', before: undefined, after: message } })).toEqual([]);
});
