import { describe, expect, test } from 'vitest';
import { account, createWorld, START_MS, WITH_AGENT } from './harness.ts';
import { addNote } from './notes.ts';
import { markRead, markUnread } from './operate.ts';
import { planMessage } from './plan-message.ts';
import type { WaitStep } from './rules-waiting.ts';
import { listAssigned } from './store-assigned.ts';
import { loadRecord } from './store-conversations.ts';
import { headRow } from './store-head-row.ts';
import { sweep } from './sweep.ts';
import { threadItems } from './thread-items.ts';
import { assign, assignFrom, close, reopen, snooze, wake } from './triage.ts';

const MINUTE_MS = 60_000;

async function spoken(platform: 'douyin' | 'xiaohongshu' = 'douyin', changes = {}) {
  const world = createWorld(account(platform, changes));
  await world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
  await world.drain();
  const activities = async () => {
    const record = await loadRecord(world.table, world.key, { rows: 50 });
    return threadItems(record?.rows ?? [], {}).flatMap(({ activity, senderName }) =>
      activity ? [{ ...activity, by: senderName }] : [],
    );
  };
  const mine = async (memberId: string) =>
    (await listAssigned(world.table, world.key.tenantId, memberId, 10)).map(({ conversationId }) => conversationId);
  const minute = () => sweep({ ...world.deps, outbound: async () => undefined, agent: async () => undefined });
  return Object.assign(world, { activities, mine, minute });
}

describe('I5: whose it is', () => {
  test('head, list and thread say the same, and the same again writes nothing', async () => {
    const world = await spoken();
    await assign(world.deps, world.key, 'm1', 'm2');
    expect(world.head().assigneeId).toBe('m2');
    expect(await world.mine('m2')).toEqual([world.key.conversationId]);
    const writes = world.table.changes.length;
    await assign(world.deps, world.key, 'm1', 'm2');
    expect(world.table.changes.length).toBe(writes);
    await assign(world.deps, world.key, 'm1', undefined);
    expect(await world.mine('m2')).toEqual([]);
    expect(await world.activities()).toEqual([
      { what: 'assigned', memberId: 'm2', by: 'm1' },
      { what: 'unassigned', by: 'm1' },
    ]);
  });

  test('whoever answers first has it; whoever answers after does not take it away', async () => {
    const world = await spoken();
    const say = (messageId: string, senderId: string) =>
      planMessage(world.deps, {
        ...world.key,
        messageId,
        senderId,
        sender: 'operator',
        body: { type: 'text', text: '在的' },
      });
    await say('message-one', 'm1');
    await say('message-two', 'm2');
    expect(world.head().assigneeId).toBe('m1');
    expect(await world.mine('m1')).toEqual([world.key.conversationId]);
    expect(await world.mine('m2')).toEqual([]);
  });

  test('a rule gives nothing away that a person gave meanwhile', async () => {
    const world = await spoken();
    await assign(world.deps, world.key, 'm1', 'm2');
    expect(await assignFrom(world.deps, world.key, undefined, 'm3')).toBe('m2');
    expect(await assignFrom(world.deps, world.key, 'm2', 'm3')).toBe('m3');
  });

  test('an unknown conversation is none', async () => {
    const world = await spoken();
    await expect(assign(world.deps, { ...world.key, tenantId: 't2' }, 'm1', 'm2')).rejects.toMatchObject({
      code: 'conversation.unknown',
    });
  });
});

describe('I1: snooze', () => {
  test('the sweeper wakes it in its minute and brings it to the top; the thread tells both', async () => {
    const world = await spoken();
    const untilMs = START_MS + 90 * MINUTE_MS;
    await snooze(world.deps, world.key, 'm1', untilMs);
    world.nowMs = untilMs;
    await world.minute();
    expect(world.head().snoozedUntilMs).toBe(untilMs);
    world.nowMs = untilMs + 21_000;
    await world.minute();
    expect(world.head().snoozedUntilMs).toBeUndefined();
    expect(world.head().lastActivityAtMs).toBe(untilMs + 21_000);
    expect(await world.activities()).toEqual([
      { what: 'snoozed', untilMs, by: 'm1' },
      { what: 'woken', by: undefined },
    ]);
  });

  test('a message of the customer wakes it at once, and the sweeper finds nothing to do', async () => {
    const world = await spoken();
    await snooze(world.deps, world.key, 'm1', START_MS + 90 * MINUTE_MS);
    world.nowMs += MINUTE_MS;
    await world.apply(world.event('message', { body: { type: 'text', text: '还在吗' } }));
    expect(world.head().snoozedUntilMs).toBeUndefined();
    world.nowMs = START_MS + 100 * MINUTE_MS;
    await world.minute();
    expect((await world.activities()).map(({ what }) => what)).toEqual(['snoozed']);
  });

  test.each([
    [30_000, 'snooze.too-short'],
    [91 * 24 * 3_600_000, 'snooze.too-long'],
  ])('%d ms is refused: %s', async (aheadMs, code) => {
    const world = await spoken();
    await expect(snooze(world.deps, world.key, 'm1', START_MS + aheadMs)).rejects.toMatchObject({ code });
  });

  test('somebody wakes it before its time', async () => {
    const world = await spoken();
    await snooze(world.deps, world.key, 'm1', START_MS + 90 * MINUTE_MS);
    await wake(world.deps, world.key, 'm2');
    expect(world.head().snoozedUntilMs).toBeUndefined();
  });
});

describe('I1: closed', () => {
  test('it leaves its member’s list, nobody waits any more, and it cannot be snoozed', async () => {
    const world = await spoken();
    await assign(world.deps, world.key, 'm1', 'm1');
    await close(world.deps, world.key, 'm1');
    expect(world.head()).toMatchObject({ status: 'closed', unread: 0, assigneeId: 'm1' });
    expect(world.head().waitingSinceMs).toBeUndefined();
    expect(await world.mine('m1')).toEqual([]);
    const snoozing = snooze(world.deps, world.key, 'm1', START_MS + 90 * MINUTE_MS);
    await expect(snoozing).rejects.toMatchObject({ code: 'conversation.closed' });
  });

  test('a message of the customer opens it again, for whoever had it, without another write', async () => {
    const world = await spoken();
    await assign(world.deps, world.key, 'm1', 'm1');
    await close(world.deps, world.key, 'm1');
    await world.drain();
    world.busEvents.length = 0;
    world.nowMs += MINUTE_MS;
    const writes = world.table.changes.length;
    await world.apply(world.event('message', { body: { type: 'text', text: '再问一下' } }));
    // The event and the head, as for any message.
    expect(world.table.changes.length - writes).toBe(2);
    expect(world.head()).toMatchObject({ status: 'open', unread: 1, assigneeId: 'm1' });
    await world.drain();
    expect(world.busEvents.map(({ kind }) => kind)).toEqual(['conversation.waiting']);
  });

  test('a person opens it again: it stands at the top, and in their list', async () => {
    const world = await spoken();
    await assign(world.deps, world.key, 'm1', 'm1');
    await close(world.deps, world.key, 'm1');
    world.nowMs += 5 * MINUTE_MS;
    await reopen(world.deps, world.key, 'm2');
    expect(world.head()).toMatchObject({ status: 'open', lastActivityAtMs: START_MS + 5 * MINUTE_MS });
    expect(await world.mine('m1')).toEqual([world.key.conversationId]);
  });
});

test('I5: only who waits for a person is told to the rules; an agent’s conversation is not', async () => {
  const alone = await spoken();
  expect(alone.busEvents.map(({ kind }) => kind)).toEqual(['conversation.waiting']);
  const answered = await spoken('douyin', WITH_AGENT);
  expect(answered.busEvents).toEqual([]);
});

describe('I2: internal notes', () => {
  test('a note stands in the thread, never leaves, and the same again is one note', async () => {
    const world = await spoken();
    const note = { ...world.key, noteId: 'note-0000000001', text: '她在比价', mentions: ['m2'], memberId: 'm1' };
    const head = world.head();
    expect((await addNote(world.deps, note)).isNew).toBe(true);
    world.nowMs += 5;
    expect((await addNote(world.deps, note)).isNew).toBe(false);
    await world.drain();
    expect(world.sent).toEqual([]);
    expect(world.head()).toEqual(head);
    const record = await loadRecord(world.table, world.key, { rows: 50 });
    const items = threadItems(record?.rows ?? [], {}).filter(({ kind }) => kind === 'note');
    expect(items).toMatchObject([{ note: '她在比价', mentions: ['m2'], senderName: 'm1', direction: 'none' }]);
  });
});

test('I1: whoever an AI employee should have answered by now stands among those who wait', async () => {
  const world = await spoken('douyin', WITH_AGENT);
  const waits: WaitStep[] = [];
  const look = () =>
    sweep({
      ...world.deps,
      outbound: async () => undefined,
      agent: async () => undefined,
      keepWaits: async (steps) => void waits.push(...steps),
    });
  const sinceMs = world.head().waitingSinceMs ?? 0;
  world.nowMs = sinceMs + 60_000;
  await look();
  expect(waits).toEqual([]);
  world.nowMs += 1;
  await look();
  expect(waits).toEqual([{ add: { ...world.key, accountId: world.head().accountId, sinceMs } }]);
});

test('I1: marked as unread it calls again; what has unread messages keeps their number', async () => {
  const world = await spoken();
  expect((await markUnread(world.deps, world.key)).unread).toBe(1);
  await world.apply(world.event('message', { body: { type: 'text', text: '还在吗' } }));
  expect((await markUnread(world.deps, world.key)).unread).toBe(2);
  expect((await markRead(world.deps, world.key)).unread).toBe(0);
  expect((await markUnread(world.deps, world.key)).unread).toBe(1);
});

test('COST8: what was read is decided on an old read, and again where that lost its race', async () => {
  const world = await spoken();
  const old = world.head();
  await world.apply(world.event('message', { body: { type: 'text', text: '还在吗' } }));
  const table = {
    ...world.table,
    get: async (...[key, options]: Parameters<typeof world.table.get>) =>
      options?.consistent ? world.table.get(key, options) : headRow(old),
  };
  const read = await markRead({ table }, world.key);
  expect(read).toMatchObject({ unread: 0, lastMessage: { preview: '还在吗' } });
});
