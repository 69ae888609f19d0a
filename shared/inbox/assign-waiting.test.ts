import { expect, test } from 'vitest';
import { account, createWorld } from '../conversations/harness.ts';
import type { Conversation } from '../conversations/model-head.ts';
import { waitStep } from '../conversations/rules-waiting.ts';
import { assignedWrite, removeAssigned } from '../conversations/store-assigned.ts';
import { commitHead, loadHead } from '../conversations/store-conversations.ts';
import { applyWaits } from '../conversations/store-waiting.ts';
import { assign, close } from '../conversations/triage.ts';
import type { Member } from '../tenants/model.ts';
import { assignWaiting } from './assign-waiting.ts';
import type { AssignmentRule } from './model.ts';
import { returnDue, returnWorkOf } from './return-work.ts';
import { createAssignmentStore } from './store-assignment.ts';

const MINUTE_MS = 60_000;
const member = (memberId: string, more: Partial<Member> = {}): Member => ({
  tenantId: 't1',
  memberId,
  name: memberId,
  email: 'x@example.com',
  role: 'operator',
  createdAtMs: 1,
  ...more,
});

async function waiting(rule: Partial<AssignmentRule> = {}) {
  const world = createWorld(account('douyin'));
  const people = { members: [member('m1'), member('m2'), member('boss', { role: 'finance' })], online: ['m1', 'm2'] };
  const deps = {
    ...world.deps,
    assignment: createAssignmentStore(world.table),
    members: { list: async () => people.members },
    connections: {
      list: async () =>
        people.online.map((memberId) => ({ tenantId: 't1', memberId, connectionId: memberId, expiresAtMs: 9e15 })),
    },
  };
  const tenant: AssignmentRule = { mode: 'round-robin', memberIds: [], onlineOnly: true, ...rule };
  await deps.assignment.putRules('t1', { tenant, accounts: {} });
  await world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
  await world.drain();
  await applyWaits(world.table, [waitStep(undefined, world.head(), world.nowMs)]);
  const speak = async () => {
    world.nowMs += MINUTE_MS;
    await world.apply(world.event('message', { body: { type: 'text', text: '还在吗' } }));
    await world.drain();
  };
  return Object.assign(world, { all: deps, people, speak });
}

test('I5: a conversation that waits is given to somebody who is there and may answer', async () => {
  const world = await waiting();
  await assignWaiting(world.all, world.key);
  expect(world.head().assigneeId).toBe('m1');
  await assign(world.deps, world.key, undefined, undefined);
  await assignWaiting(world.all, world.key);
  expect(world.head().assigneeId).toBe('m2');
});

test('I5: by hand, or with nobody there, it stays nobody’s', async () => {
  const byHand = await waiting({ mode: 'by-hand' });
  await assignWaiting(byHand.all, byHand.key);
  expect(byHand.head().assigneeId).toBeUndefined();
  const empty = await waiting();
  empty.people.online = [];
  await assignWaiting(empty.all, empty.key);
  expect(empty.head().assigneeId).toBeUndefined();
});

test('I5: opened again by the customer, it comes back to the list of whoever had it', async () => {
  const world = await waiting();
  await assignWaiting(world.all, world.key);
  await close(world.deps, world.key, 'm1');
  await world.speak();
  await assignWaiting(world.all, world.key);
  expect(world.head()).toMatchObject({ status: 'open', assigneeId: 'm1' });
});

test('I5: what waits with a member who is gone too long goes to somebody else', async () => {
  const world = await waiting({ returnAfterMinutes: 15 });
  await assignWaiting(world.all, world.key);
  expect(world.head().assigneeId).toBe('m1');
  world.people.online = ['m2'];
  expect(await returnDue(world.all)).toBe(0);
  world.nowMs += 14 * MINUTE_MS;
  expect(await returnDue(world.all)).toBe(0);
  world.nowMs += MINUTE_MS;
  expect(await returnDue(world.all)).toBe(1);
  expect(world.head().assigneeId).toBe('m2');
});

test('I5: whoever comes back in time keeps their work', async () => {
  const world = await waiting({ returnAfterMinutes: 15 });
  await assignWaiting(world.all, world.key);
  world.people.online = ['m2'];
  await returnDue(world.all);
  world.nowMs += 10 * MINUTE_MS;
  world.people.online = ['m1', 'm2'];
  await returnDue(world.all);
  world.people.online = ['m2'];
  world.nowMs += 10 * MINUTE_MS;
  expect(await returnDue(world.all)).toBe(0);
  expect(world.head().assigneeId).toBe('m1');
});

test('I5: what nobody could take is given to whoever comes first', async () => {
  const world = await waiting();
  world.people.online = [];
  await assignWaiting(world.all, world.key);
  await returnDue(world.all);
  expect(world.head().assigneeId).toBeUndefined();
  world.people.online = ['m2'];
  await returnDue(world.all);
  expect(world.head().assigneeId).toBe('m2');
});

test('I5: what all had too much for is given to whoever has room again, by the rule of its account', async () => {
  const world = await waiting({ maxEach: 1 });
  const full = { conversationId: 'another', accountId: 'dy_other' };
  for (const memberId of ['m1', 'm2']) await world.table.put(assignedWrite({ ...world.head(), ...full }, memberId, 1));
  await assignWaiting(world.all, world.key);
  expect(world.head().assigneeId).toBeUndefined();
  await removeAssigned(world.table, { tenantId: 't1', memberId: 'm2', conversationId: 'another' });
  await returnDue(world.all);
  expect(world.head().assigneeId).toBe('m2');
});

test('I5: what is nobody’s gets its turn, however many before it wait with a member, and then it begins anew', async () => {
  const world = await waiting({ maxEach: 3 });
  const { head, table, nowMs } = world;
  const like = (conversationId: string, changes: Partial<Conversation>) => ({ ...head(), conversationId, ...changes });
  const put = async (one: Conversation) => {
    await commitHead(table, undefined, one);
    await applyWaits(table, [waitStep(undefined, one, nowMs)]);
  };
  // 620 wait longer than the world's own conversation: all of them with somebody.
  for (let index = 0; index < 620; index++) {
    await put(like(`before${index}`, { waitingSinceMs: 1_700_000_000_000 + index, assigneeId: 'm1' }));
  }
  world.people.online = ['m2'];
  await returnDue(world.all);
  expect(head().assigneeId).toBeUndefined();
  await returnDue(world.all);
  expect(head().assigneeId).toBe('m2');
  expect(await world.all.assignment.offerPlace('t1')).toBeUndefined();
  await put(like('first', { waitingSinceMs: 1_600_000_000_000 }));
  await returnDue(world.all);
  expect(await loadHead(table, { tenantId: 't1', conversationId: 'first' })).toMatchObject({ assigneeId: 'm2' });
});

test('I5: a look that finds nobody with room lets the next begin with whoever waits longest', async () => {
  const world = await waiting();
  await world.all.assignment.putOfferPlace('t1', '9990000000000#zzz');
  world.people.online = [];
  await returnDue(world.all);
  expect(await world.all.assignment.offerPlace('t1')).toBeUndefined();
  world.people.online = ['m2'];
  await returnDue(world.all);
  expect(world.head().assigneeId).toBe('m2');
});

test('I5: what an AI employee is about to answer, and what people give out by hand, is offered to nobody', async () => {
  const byHand = await waiting();
  const { tenant } = await byHand.all.assignment.rules('t1');
  const { accountId } = byHand.head();
  await byHand.all.assignment.putRules('t1', { tenant, accounts: { [accountId]: { ...tenant, mode: 'by-hand' } } });
  await returnDue(byHand.all);
  expect(byHand.head().assigneeId).toBeUndefined();
});

test('I5: where absence is no hindrance, what is taken from somebody who is gone does not come back to them', async () => {
  const world = await waiting({ onlineOnly: false, returnAfterMinutes: 15 });
  await assignWaiting(world.all, world.key);
  expect(world.head().assigneeId).toBe('m1');
  world.people.members = [member('m1')];
  world.people.online = [];
  await returnDue(world.all);
  world.nowMs += 15 * MINUTE_MS;
  await returnDue(world.all);
  expect(world.head().assigneeId).toBeUndefined();
  world.nowMs += MINUTE_MS;
  await returnDue(world.all);
  expect(world.head().assigneeId).toBeUndefined();
});

test('I5: however much a member had, all of it goes back, whatever stands before it', async () => {
  const world = await waiting({ returnAfterMinutes: 15 });
  await assign(world.deps, world.key, undefined, 'm1');
  // Two hundred rows that no head backs, with lower ids than the conversation's.
  for (let index = 0; index < 200; index++) {
    const conversationId = `!${String(index).padStart(4, '0')}`;
    await world.table.put(assignedWrite({ ...world.head(), conversationId }, 'm1', 1));
  }
  world.people.online = ['m2'];
  await returnDue(world.all);
  world.nowMs += 15 * MINUTE_MS;
  await returnDue(world.all);
  expect(world.head().assigneeId).toBe('m2');
});

test('I5: a member who left gives everything back at once', async () => {
  const world = await waiting({ mode: 'by-load' });
  await assignWaiting(world.all, world.key);
  world.people.members = [member('m1', { state: 'deactivated' }), member('m2')];
  world.people.online = ['m2'];
  expect(await returnWorkOf(world.all, 't1', 'm1')).toBe(1);
  expect(world.head().assigneeId).toBe('m2');
});

test('tenants whose rules ask for no look cost the sweeper nothing', async () => {
  const world = await waiting({ mode: 'by-hand' });
  expect(await world.all.assignment.watchedTenants(10)).toEqual([]);
  const giving = await waiting();
  expect(await giving.all.assignment.watchedTenants(10)).toEqual(['t1']);
  const watched = await waiting({ returnAfterMinutes: 5 });
  expect(await watched.all.assignment.watchedTenants(10)).toEqual(['t1']);
});
