import { expect, test } from 'vitest';
import type { LiveMessage } from '../contracts/live.ts';
import { messagesIn } from '../contracts/live-wire.ts';
import { createConsoles } from './consoles.ts';
import type { Connection } from './store-connections.ts';

const listener = { tenantId: 't1', memberId: 'm1', connectionId: 'c1', expiresAtMs: 9e12 };

function setUp(listeners: readonly Connection[] = [listener]) {
  const pushed: string[] = [];
  const logged: string[] = [];
  const told: [string, string][] = [];
  const asked: string[] = [];
  const note = (event: string) => void logged.push(event);
  const consoles = createConsoles({
    connections: { list: async () => listeners, remove: async () => undefined },
    pusher: {
      // As API Gateway: 128 KB a message.
      push: async (connectionId, text) => {
        if (Buffer.byteLength(text) > 128 * 1024) throw new Error('PayloadTooLargeException');
        pushed.push(text);
        told.push([connectionId, text]);
        return 'sent';
      },
    },
    // `own` is c-own's alone.
    visibility: async (_tenantId, ids) => {
      asked.push(...ids);
      return ({ memberId }, id) => id === 'own' && memberId === 'm-own';
    },
    clock: { now: () => 0 },
    log: { debug: note, info: note, warn: note, error: note },
  });
  return { pushed, logged, told, asked, consoles };
}

const items = (count: number, chars: number): LiveMessage => ({
  type: 'items',
  conversationId: 'c1',
  items: Array.from({ length: count }, (_, index) => ({
    key: `k${index}`,
    atMs: index,
    kind: 'message' as const,
    direction: 'in' as const,
    body: { type: 'text' as const, text: '长'.repeat(chars) },
  })),
});

test('long messages of a burst reach consoles in pieces that the socket takes, in order', async () => {
  const { pushed, logged, consoles } = setUp();
  await consoles.broadcast('t1', [items(5, 15_000), { type: 'pong', nowMs: 1 }]);
  const told = pushed.map((text) => JSON.parse(text) as LiveMessage);
  const keys = told.flatMap((message) => (message.type === 'items' ? message.items.map(({ key }) => key) : []));
  expect(keys).toEqual(['k0', 'k1', 'k2', 'k3', 'k4']);
  expect(told.at(-1)).toEqual({ type: 'pong', nowMs: 1 });
  expect(logged).not.toContain('live.failed');
});

test('INV17: in place of one item that no socket takes, consoles are told to load; nothing else is kept back', async () => {
  const { pushed, logged, consoles } = setUp();
  await consoles.broadcast('t1', [items(1, 60_000), { type: 'pong', nowMs: 1 }]);
  expect(pushed).toEqual(['{"type":"resync"}', '{"type":"pong","nowMs":1}']);
  expect(logged).toContain('live.failed');
});

const limited = (name: string): Connection => ({
  ...listener,
  memberId: `m-${name}`,
  connectionId: `c-${name}`,
  ownOnly: true,
});
const about = (conversationId: string): LiveMessage => ({ type: 'items', conversationId, items: [] });

test('X1: a limited member is told of own conversations only, everybody else of all', async () => {
  const { told, consoles } = setUp([listener, limited('own'), limited('other')]);
  await consoles.broadcast('t1', [about('own'), about('foreign'), { type: 'pong', nowMs: 1 }]);
  const heard = (connectionId: string) =>
    told.filter(([id]) => id === connectionId).map(([, text]) => /own|foreign|pong/.exec(text)?.[0]);
  expect(heard('c1')).toEqual(['own', 'foreign', 'pong']);
  expect(heard('c-own')).toEqual(['own', 'pong']);
  expect(heard('c-other')).toEqual(['pong']);
});

test('X1: only whom it was taken from, and who may not see it any more, is told that it is gone', async () => {
  const { told, consoles } = setUp([listener, limited('own'), limited('other')]);
  const gone = (conversationId: string, memberId: string): LiveMessage => ({
    type: 'conversation-gone',
    conversationId,
    memberId,
  });
  await consoles.broadcast('t1', [gone('a', 'm-other'), gone('b', 'm1'), gone('own', 'm-own')]);
  expect(told).toEqual([['c-other', '{"type":"conversation-gone","conversationId":"a","memberId":"m-other"}']]);
});

test('X1: where nobody is limited, nothing is looked up', async () => {
  const { asked, consoles } = setUp();
  await consoles.broadcast('t1', [about('own')]);
  expect(asked).toEqual([]);
});

test('I1: what one batch brings is one post to a console that reads several, and one each to one that does not', async () => {
  const several = { ...listener, connectionId: 'c2', wire: '2' as const };
  const { told, consoles } = setUp([listener, several]);
  const pong = (nowMs: number): LiveMessage => ({ type: 'pong', nowMs });
  await consoles.broadcast('t1', [pong(1), items(5, 15_000), pong(2)]);
  const heardBy = (id: string) => told.flatMap(([to, text]) => (to === id ? [messagesIn(JSON.parse(text))] : []));
  expect(heardBy('c1').map((post) => post.length)).toEqual([1, 1, 1, 1, 1]);
  // 225 KB of items go in pieces that the socket takes.
  expect(heardBy('c2').length).toBeLessThan(5);
  expect(heardBy('c2').flat()).toEqual(heardBy('c1').flat());
  told.length = 0;
  await consoles.broadcast('t1', [pong(3), pong(4)]);
  expect(heardBy('c2')).toEqual([[pong(3), pong(4)]]);
});
