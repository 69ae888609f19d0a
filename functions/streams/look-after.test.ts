import { expect, test } from 'vitest';
import { accountOf } from '../../shared/accounts/harness.ts';
import type { Account } from '../../shared/accounts/model.ts';
import type { Message } from '../../shared/conversations/model-items.ts';
import type { QueueMessage } from '../../shared/runtime/queue-sender.ts';
import { lookAfter } from './look-after.ts';
import type { Seen } from './stored-change.ts';

async function told(...seen: readonly Seen[]) {
  const bodies: unknown[] = [];
  const timers = {
    send: async (messages: readonly QueueMessage[]) => void bodies.push(...messages.map(({ body }) => body)),
  };
  const silent = () => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const records = seen.map((one, at) => ({ sequence: `s${at}`, seen: one, writtenAtMs: undefined }));
  expect(await lookAfter({ timers, log }, records)).toBeUndefined();
  const failing = { send: () => Promise.reject(new Error('full')) };
  expect(await lookAfter({ timers: failing, log }, records)).toBe(bodies.length === 0 ? undefined : 's0');
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
  expect(await told(changed({ unhosted: true }), changed({ bound: false }))).toEqual([JOB]);
  expect(await told(changed({}, { authorizationExpiresAtMs: 2 }))).toEqual([JOB]);
  expect(await told(changed({}, { name: '新名' }))).toEqual([]);
  expect(await told(changed({}, { bound: false }))).toEqual([]);
});

test('A1: the platform is asked when it lets an account send nothing at all', async () => {
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
  const barred: Message = { ...message, failure: { code: 'account.barred' } };
  expect(await told({ change: { entity: 'message', before: message, after: barred } })).toEqual([
    { ...JOB, refused: true },
  ]);
  expect(await told({ change: { entity: 'message', before: barred, after: barred } })).toEqual([]);
  expect(await told({ change: { entity: 'message', before: undefined, after: message } })).toEqual([]);
});
