import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { changedFollowUp, type FollowUp } from './rules-follow-ups.ts';
import {
  createFollowUp,
  listDueReminders,
  listOpenFollowUps,
  reminderShards,
  replaceFollowUp,
} from './store-follow-ups.ts';

const followUp = (followUpId: string, dueAtMs: number, part: Partial<FollowUp> = {}): FollowUp => ({
  tenantId: 't1',
  conversationId: `c-${followUpId}`,
  accountId: 'a1',
  followUpId,
  text: '回电',
  authorId: 'm1',
  memberId: 'm1',
  createdAtMs: 1_700_000_000_000,
  dueAtMs,
  version: 1,
  ...part,
});
const DUE_MS = 1_800_000_000_000;

test('I4: a member’s open follow-ups come in pages by due time, each once, and without anybody else’s', async () => {
  const table = createMemoryRowTable();
  const due = [followUp('b', DUE_MS), followUp('ab', DUE_MS), followUp('a', DUE_MS), followUp('z', DUE_MS - 1)];
  const other = followUp('theirs', DUE_MS, { memberId: 'm2' });
  const foreign = followUp('foreign', DUE_MS, { tenantId: 't2' });
  for (const one of [...due, other, foreign]) await createFollowUp(table, one);
  const done = followUp('done', DUE_MS);
  await createFollowUp(table, done);
  await replaceFollowUp(table, done, { ...done, doneAtMs: DUE_MS, version: 2 });

  const member = { tenantId: 't1', memberId: 'm1' };
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 6; page += 1) {
    const { followUps, nextCursor } = await listOpenFollowUps(table, member, {
      ...(cursor === undefined ? {} : { cursor }),
      limit: 1,
    });
    seen.push(...followUps.map(({ followUpId }) => followUpId));
    cursor = nextCursor;
    if (cursor === undefined) break;
  }
  expect(seen).toEqual(['z', 'a', 'ab', 'b']);
});

test('I4: a follow-up that is given to a colleague is in their list and asks for their reminder, also a late one', async () => {
  const table = createMemoryRowTable();
  const late = followUp('a', DUE_MS, { remindedAtMs: DUE_MS });
  await createFollowUp(table, late);
  const given = changedFollowUp(late, { memberId: 'm2' }, DUE_MS + 1);
  expect(given).toMatchObject({ memberId: 'm2', authorId: 'm1', dueAtMs: DUE_MS, version: 2 });
  expect(await replaceFollowUp(table, late, given)).toBe(true);
  const open = async (memberId: string) =>
    (await listOpenFollowUps(table, { tenantId: 't1', memberId }, { limit: 9 })).followUps.length;
  expect([await open('m1'), await open('m2')]).toEqual([0, 1]);
  const due = await Promise.all(reminderShards.map((shard) => listDueReminders(table, shard, DUE_MS + 1, 9)));
  expect(due.flat()).toMatchObject([{ memberId: 'm2' }]);
  // The same member again asks for nothing new.
  expect(changedFollowUp(late, { memberId: 'm1' }, DUE_MS + 1)).toMatchObject({ remindedAtMs: DUE_MS });
});
