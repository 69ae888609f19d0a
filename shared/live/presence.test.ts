import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { createPresence } from './presence.ts';
import { createWatcherStore } from './store-watchers.ts';

const START = 1_790_000_000_000;

function setUp() {
  const table = createMemoryRowTable();
  const world = { nowMs: START, told: [] as [string, unknown][], gone: new Set<string>() };
  const silent = () => undefined;
  const presence = createPresence({
    watchers: createWatcherStore(table),
    pusher: {
      push: async (connectionId, text) => {
        if (world.gone.has(connectionId)) return 'gone';
        world.told.push([connectionId, JSON.parse(text)]);
        return 'sent';
      },
    },
    clock: { now: () => world.nowMs },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const who = (memberId: string, conversationId = 'c1', connectionId = `conn-${memberId}`) => ({
    tenantId: 't1',
    conversationId,
    connectionId,
    memberId,
    name: memberId === 'm1' ? '小陈' : '小林',
  });
  const heard = () => world.told.splice(0).map(([connectionId, message]) => [connectionId, message]);
  return { table, world, presence, who, heard };
}

const present = (...members: [string, string, number][]) => ({
  type: 'presence',
  conversationId: 'c1',
  members: members.map(([memberId, name, untilMs]) => ({ memberId, name, untilMs })),
});

test('I5: whoever looks at a conversation is told of the others there, and they of them', async () => {
  const { presence, who, heard } = setUp();
  await presence.watch(who('m1'));
  expect(heard()).toEqual([['conn-m1', present(['m1', '小陈', START + 100_000])]]);
  await presence.watch(who('m2'));
  const both = present(['m1', '小陈', START + 100_000], ['m2', '小林', START + 100_000]);
  expect(heard()).toEqual([
    ['conn-m1', both],
    ['conn-m2', both],
  ]);
  await presence.leave(who('m2'));
  expect(heard()).toEqual([['conn-m1', present(['m1', '小陈', START + 100_000])]]);
});

test('SEC30: a console that does not watch a conversation writes nothing there and is not heard of when it leaves', async () => {
  const { table, presence, who, heard } = setUp();
  await presence.watch(who('m1'));
  heard();
  let removed = 0;
  const remove = table.remove.bind(table);
  table.remove = async (...args) => {
    removed += 1;
    await remove(...args);
  };
  await presence.leave(who('m2'));
  expect([removed, heard()]).toEqual([0, []]);
  await presence.leave(who('m1'));
  await presence.leave(who('m1'));
  expect(removed).toBe(1);
});

test('a renewal tells nobody else, and who looks at another conversation hears nothing', async () => {
  const { presence, who, heard } = setUp();
  await presence.watch(who('m1'));
  await presence.watch(who('m2'));
  await presence.watch(who('m3', 'c2'));
  heard();
  await presence.watch(who('m1'));
  expect(heard().map(([connectionId]) => connectionId)).toEqual(['conn-m1']);
});

test('I5: typing reaches the others and writes nothing', async () => {
  const { table, presence, who, heard } = setUp();
  await presence.watch(who('m1'));
  await presence.watch(who('m2'));
  heard();
  const writes = table.changes.length;
  await presence.typing(who('m1'));
  expect(heard()).toEqual([
    ['conn-m2', { type: 'typing', conversationId: 'c1', memberId: 'm1', name: '小陈', untilMs: START + 8_000 }],
  ]);
  expect(table.changes.length).toBe(writes);
});

test('who went away without a word is forgotten by themselves', async () => {
  const { world, presence, who, heard } = setUp();
  await presence.watch(who('m1'));
  world.nowMs += 100_000;
  await presence.watch(who('m2'));
  expect(heard().at(-1)).toEqual(['conn-m2', present(['m2', '小林', START + 200_000])]);
});

test('a console that is gone is forgotten when it is told something', async () => {
  const { world, presence, who, heard } = setUp();
  await presence.watch(who('m1'));
  await presence.watch(who('m2'));
  world.gone.add('conn-m1');
  await presence.typing(who('m2'));
  heard();
  await presence.watch(who('m3'));
  expect(heard().map(([connectionId]) => connectionId)).toEqual(['conn-m2', 'conn-m3']);
});

test('one person with two consoles is one person', async () => {
  const { presence, who, heard } = setUp();
  await presence.watch(who('m1', 'c1', 'conn-a'));
  await presence.watch(who('m1', 'c1', 'conn-b'));
  expect(heard().at(-1)).toEqual(['conn-b', present(['m1', '小陈', START + 100_000])]);
});

test('SEC30: typing of a console that does not watch the conversation reaches nobody', async () => {
  const { presence, who, heard } = setUp();
  await presence.watch(who('m1'));
  heard();
  await presence.typing(who('m2'));
  await presence.typing(who('m1', 'c1', 'another-console-of-m1'));
  expect(heard()).toEqual([]);
});
