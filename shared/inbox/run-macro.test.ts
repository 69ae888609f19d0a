import { expect, test } from 'vitest';
import { account, createWorld } from '../conversations/harness.ts';
import { listAssigned } from '../conversations/store-assigned.ts';
import { loadRecord } from '../conversations/store-conversations.ts';
import type { MacroSteps } from './model.ts';
import { runMacro } from './run-macro.ts';

async function spoken() {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
  await world.drain();
  const run = (steps: MacroSteps, messageId = 'macro-message', hold = false) =>
    runMacro(world.deps, { ...world.key, steps, memberId: 'm1', messageId, hold });
  return Object.assign(world, { run });
}

const END: MacroSteps = { text: '好的，随时找我', addTags: ['已跟进'], assignTo: 'me', close: true };

test('I7: reply, tag, assignment and closing happen together', async () => {
  const world = await spoken();
  await world.run(END);
  await world.drain();
  expect(world.texts()).toEqual(['好的，随时找我']);
  expect(world.head()).toMatchObject({ status: 'closed', assigneeId: 'm1', tags: ['已跟进'] });
  const record = await loadRecord(world.table, world.key, { rows: 50 });
  expect(record?.customer?.tags).toEqual(['已跟进']);
  // Closed, it stands in nobody's list.
  expect(await listAssigned(world.table, world.key.tenantId, 'm1', 10)).toEqual([]);
});

test('I7: the same run again sends once and changes nothing', async () => {
  const world = await spoken();
  await world.run(END);
  await world.drain();
  const writes = world.table.changes.length;
  await world.run(END);
  await world.drain();
  expect(world.table.changes.length).toBe(writes);
  expect(world.texts()).toHaveLength(1);
});

test('I7, W10: what the gate refuses refuses all of it', async () => {
  const world = await spoken();
  world.nowMs += 25 * 3_600_000;
  const writes = world.table.changes.length;
  await expect(world.run(END)).rejects.toMatchObject({ code: 'window.closed' });
  expect(world.table.changes.length).toBe(writes);
  expect(world.head()).toMatchObject({ status: 'open', tags: [] });
});

test('I7, W8: where it may be held, the rest happens and the reply waits', async () => {
  const world = await spoken();
  world.nowMs += 25 * 3_600_000;
  await world.run(END, 'macro-message', true);
  await world.drain();
  expect(world.texts()).toEqual([]);
  expect(world.head()).toMatchObject({ status: 'closed', tags: ['已跟进'] });
  expect(world.messages().find(({ kind }) => kind === 'message')?.state).toBe('held');
});

test('I7: a macro without a reply takes nothing over, and one that is done already writes nothing', async () => {
  const world = await spoken();
  const { epoch } = world.head();
  await world.run({ addTags: ['高意向'], snoozeMinutes: 60 });
  expect(world.head()).toMatchObject({ epoch, tags: ['高意向'], snoozedUntilMs: world.nowMs + 3_600_000 });
  const writes = world.table.changes.length;
  await world.run({ addTags: ['高意向'] });
  expect(world.table.changes.length).toBe(writes);
});

test('I7: given to a colleague, it stands in their list alone', async () => {
  const world = await spoken();
  await world.run({ text: '我请同事联系您', assignTo: 'm2' });
  const mine = (memberId: string) => listAssigned(world.table, world.key.tenantId, memberId, 10);
  expect(await mine('m1')).toEqual([]);
  expect(await mine('m2')).toHaveLength(1);
});
