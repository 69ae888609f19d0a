import { expect, test } from 'vitest';
import { createConnectionStore } from '../../shared/live/store-connections.ts';
import { issueTicket } from '../../shared/live/ticket.ts';
import type { Caller } from '../../shared/runtime/caller.ts';
import { createMemoryRowTable } from '../../shared/runtime/memory-row-table.ts';
import { createHandler } from './handler.ts';

const KEY = 'test-signing-key-0123456789';
const operator: Caller = { tenantId: 't1', memberId: 'm1', name: '小陈', permissions: ['conversations.read'] };

function setUp() {
  const table = createMemoryRowTable();
  const world = {
    nowMs: 1_790_000_000_000,
    members: new Map<string, Caller>([['m1', operator]]),
    remembered: new Map<string, Caller>(),
    pushed: [] as { connectionId: string; text: string }[],
    closed: [] as string[],
    gone: false,
    /** Conversations of tenants, and whose they are. */
    conversations: new Map([['t1/c1', 'm1']]),
  };
  const connections = createConnectionStore(table);
  const silent = () => undefined;
  const said: [string, object][] = [];
  const handler = createHandler({
    connections,
    presence: {
      watch: async (who) => void said.push(['watch', who]),
      leave: async (who) => void said.push(['leave', who]),
      typing: async (who) => void said.push(['typing', who]),
    },
    pusher: {
      push: async (connectionId, text) => {
        if (world.gone) return 'gone';
        world.pushed.push({ connectionId, text });
        return 'sent';
      },
      close: async (connectionId) => void world.closed.push(connectionId),
    },
    findCaller: async (sub) => world.remembered.get(sub) ?? world.members.get(sub),
    findCallerNow: async (sub) => world.members.get(sub),
    mayShow: async ({ tenantId, memberId, ownOnly }, conversationId) => {
      const owner = world.conversations.get(`${tenantId}/${conversationId}`);
      return owner !== undefined && (!ownOnly || owner === memberId);
    },
    signingKey: async () => KEY,
    clock: { now: () => world.nowMs },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const send = (routeKey: string, rest: object = {}) =>
    handler({ requestContext: { routeKey, connectionId: 'conn-1' }, ...rest });
  const connect = (ticket: string) => send('$connect', { queryStringParameters: { ticket } });
  const ticket = () => issueTicket(KEY, operator, world.nowMs).ticket;
  return { world, said, connections, send, connect, ticket };
}

test('a ticket opens the socket for its tenant', async () => {
  const { world, connections, connect, ticket } = setUp();
  expect(await connect(ticket())).toEqual({ statusCode: 200 });
  expect(await connections.list('t1', world.nowMs)).toEqual([
    { tenantId: 't1', memberId: 'm1', connectionId: 'conn-1', expiresAtMs: 1_790_007_200_000 },
  ]);
});

test('a console that says how it reads is remembered so; one that says something else gets each message alone', async () => {
  const { world, connections, send, ticket } = setUp();
  for (const [wire, kept] of [
    ['2', '2'],
    ['3', undefined],
  ] as const) {
    await send('$connect', { queryStringParameters: { ticket: ticket(), wire } });
    expect((await connections.list('t1', world.nowMs))[0]?.wire).toBe(kept);
  }
});

test('no ticket, a forged one and an old one open nothing', async () => {
  const { world, connections, connect, send, ticket } = setUp();
  const old = ticket();
  world.nowMs += 60_000;
  expect(await connect(old)).toEqual({ statusCode: 401 });
  expect(await connect(`${ticket()}x`)).toEqual({ statusCode: 401 });
  expect(await send('$connect')).toEqual({ statusCode: 401 });
  expect(await connections.list('t1', world.nowMs)).toEqual([]);
});

test('SEC30: whoever may not read conversations any more cannot connect', async () => {
  const { world, connect, ticket } = setUp();
  world.members.set('m1', { ...operator, permissions: ['usage.read'] });
  expect(await connect(ticket())).toEqual({ statusCode: 401 });
});

test('a ping is answered with the time', async () => {
  const { world, connect, send, ticket } = setUp();
  await connect(ticket());
  expect(await send('$default', { body: '{"type":"ping"}' })).toEqual({ statusCode: 200 });
  expect(world.pushed).toEqual([{ connectionId: 'conn-1', text: '{"type":"pong","nowMs":1790000000000}' }]);
});

test('SEC30: the ping of a revoked member closes the socket', async () => {
  const { world, connections, connect, send, ticket } = setUp();
  await connect(ticket());
  world.members.delete('m1');
  expect(await send('$default', { body: '{"type":"ping"}' })).toEqual({ statusCode: 401 });
  expect(world.closed).toEqual(['conn-1']);
  expect(world.pushed).toEqual([]);
  expect(await connections.list('t1', world.nowMs)).toEqual([]);
});

test('SEC30, X1: the ping of a member who is limited since closes the socket, which opens again limited', async () => {
  const { world, connections, connect, send, ticket } = setUp();
  await connect(ticket());
  world.members.set('m1', { ...operator, ownOnly: true });
  expect(await send('$default', { body: '{"type":"ping"}' })).toEqual({ statusCode: 401 });
  expect(world.closed).toEqual(['conn-1']);
  expect(await connections.list('t1', world.nowMs)).toEqual([]);
  await connect(ticket());
  expect(await connections.list('t1', world.nowMs)).toMatchObject([{ connectionId: 'conn-1', ownOnly: true }]);
  expect(await send('$default', { body: '{"type":"ping"}' })).toEqual({ statusCode: 200 });
});

test('SEC30: a socket opens with the rights its member has now, not a minute ago', async () => {
  const { world, connections, connect, ticket } = setUp();
  // What an instance remembers of a member for a minute.
  world.remembered.set('m1', operator);
  world.members.set('m1', { ...operator, ownOnly: true });
  await connect(ticket());
  expect(await connections.list('t1', world.nowMs)).toMatchObject([{ ownOnly: true }]);
  world.members.delete('m1');
  expect(await connect(ticket())).toEqual({ statusCode: 401 });
});

test('SEC30: a socket opened with rights of now is not closed by an instance that remembers those of a minute ago', async () => {
  const { world, connections, connect, send, ticket } = setUp();
  world.members.set('m1', { ...operator, ownOnly: true });
  await connect(ticket());
  const ping = () => send('$default', { body: '{"type":"ping"}' });
  for (const before of [operator, { ...operator, permissions: ['usage.read' as const] }]) {
    world.remembered.set('m1', before);
    expect(await ping()).toEqual({ statusCode: 200 });
  }
  // What is not theirs is not watched under the rights of before either.
  world.conversations.set('t1/c2', 'm2');
  world.remembered.set('m1', operator);
  expect(await send('$default', { body: '{"type":"watch","conversationId":"c2"}' })).toEqual({ statusCode: 404 });
  expect(world.closed).toEqual([]);
  expect(await connections.find('conn-1')).toBeDefined();
});

test.each(['', 'no json', '{}', '{"type":"subscribe","tenantId":"t2"}', '[1]', '{"type":1}'])(
  'what is no command is refused and changes nothing: %j',
  async (body) => {
    const { world, connections, connect, send, ticket } = setUp();
    await connect(ticket());
    expect(await send('$default', { body })).toEqual({ statusCode: 400 });
    expect(world.pushed).toEqual([]);
    expect(await connections.find('conn-1')).toBeDefined();
  },
);

test('a closed socket is forgotten, also when it never was', async () => {
  const { world, connections, connect, send, ticket } = setUp();
  await connect(ticket());
  expect(await send('$disconnect')).toEqual({ statusCode: 200 });
  expect(await connections.list('t1', world.nowMs)).toEqual([]);
  expect(await connections.find('conn-1')).toBeUndefined();
  expect(await send('$disconnect')).toEqual({ statusCode: 200 });
});

test('a pong that finds nobody forgets the connection', async () => {
  const { world, connections, connect, send, ticket } = setUp();
  await connect(ticket());
  world.gone = true;
  await send('$default', { body: '{"type":"ping"}' });
  expect(await connections.find('conn-1')).toBeUndefined();
});

test('I5: what a console says of itself goes out under its member’s own name', async () => {
  const { world, said, connect, send, ticket } = setUp();
  await connect(ticket());
  const body = (type: string) => ({ body: JSON.stringify({ type, conversationId: 'c1', memberId: 'somebody-else' }) });
  for (const type of ['watch', 'typing', 'leave'])
    expect(await send('$default', body(type))).toEqual({ statusCode: 200 });
  const me = { tenantId: 't1', conversationId: 'c1', connectionId: 'conn-1', memberId: 'm1', name: '小陈' };
  expect(said).toEqual([
    ['watch', me],
    ['typing', me],
    ['leave', me],
  ]);
  expect(await send('$default', { body: '{"type":"watch","conversationId":"a#b"}' })).toEqual({ statusCode: 400 });
  world.members.clear();
  expect(await send('$default', body('watch'))).toEqual({ statusCode: 401 });
  expect(said).toHaveLength(3);
});

test('SEC30: a conversation of another tenant, or one that is not there, cannot be watched', async () => {
  const { world, said, connect, send, ticket } = setUp();
  world.conversations.set('t2/c2', 'm1');
  await connect(ticket());
  for (const conversationId of ['c2', 'nowhere']) {
    const body = JSON.stringify({ type: 'watch', conversationId });
    expect(await send('$default', { body })).toEqual({ statusCode: 404 });
  }
  expect(said.map(([type]) => type)).toEqual(['leave', 'leave']);
  expect(world.closed).toEqual([]);
});

test('SEC30: an own-only member watches what is theirs; what was taken from them is left with the next renewal', async () => {
  const { world, said, connect, send, ticket } = setUp();
  world.members.set('m1', { ...operator, ownOnly: true });
  await connect(ticket());
  const watch = () => send('$default', { body: '{"type":"watch","conversationId":"c1"}' });
  expect(await watch()).toEqual({ statusCode: 200 });
  world.conversations.set('t1/c1', 'm2');
  expect(await watch()).toEqual({ statusCode: 404 });
  const me = { tenantId: 't1', conversationId: 'c1', connectionId: 'conn-1', memberId: 'm1', name: '小陈' };
  expect(said).toEqual([
    ['watch', me],
    ['leave', me],
  ]);
});
