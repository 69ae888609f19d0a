import { expect, test } from 'vitest';
import { createNoticeStore } from '../live/store-notices.ts';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { remindDue } from './remind.ts';
import { changedFollowUp, type FollowUp } from './rules-follow-ups.ts';
import { createFollowUp, listFollowUps, replaceFollowUp } from './store-follow-ups.ts';

const DUE_MS = 1_800_000_000_000;
const FOLLOW_UP: FollowUp = {
  tenantId: 't1',
  conversationId: 'c1',
  accountId: 'a1',
  followUpId: 'f1',
  text: '回电',
  authorId: 'm1',
  memberId: 'm1',
  createdAtMs: 1_700_000_000_000,
  dueAtMs: DUE_MS,
  version: 1,
};

async function setUp() {
  const table = createMemoryRowTable();
  const world = { nowMs: DUE_MS };
  const silent = () => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const remind = () => remindDue({ table, clock: { now: () => world.nowMs }, log });
  const give = async (memberId: string) => {
    const [before = FOLLOW_UP] = await listFollowUps(table, FOLLOW_UP, { limit: 1 });
    return replaceFollowUp(table, before, changedFollowUp(before, { memberId }, world.nowMs));
  };
  await createFollowUp(table, FOLLOW_UP);
  return { world, remind, give, notices: () => createNoticeStore(table).latest('t1', world.nowMs, 9) };
}

test('I4: a follow-up that goes to a colleague and comes back is told each time, as news of its own', async () => {
  const { world, remind, give, notices } = await setUp();
  expect(await remind()).toBe(1);
  for (const memberId of ['m2', 'm1']) {
    world.nowMs += 60_000;
    await give(memberId);
    expect(await remind()).toBe(1);
  }
  const told = await notices();
  expect(told.map(({ memberId }) => memberId)).toEqual(['m1', 'm2', 'm1']);
  expect(new Set(told.map(({ id }) => id)).size).toBe(3);
});

test('I4: nobody is reminded twice of one time', async () => {
  const { world, remind, notices } = await setUp();
  expect(await remind()).toBe(1);
  world.nowMs += 60_000;
  expect(await remind()).toBe(0);
  expect(await notices()).toHaveLength(1);
});
