import { expect, test } from 'vitest';
import type { LiveMessage } from '../contracts/live.ts';
import { createConsoles } from './consoles.ts';

const listener = { tenantId: 't1', memberId: 'm1', connectionId: 'c1', expiresAtMs: 9e12 };

function setUp() {
  const pushed: string[] = [];
  const logged: string[] = [];
  const note = (event: string) => void logged.push(event);
  const consoles = createConsoles({
    connections: { list: async () => [listener], remove: async () => undefined },
    pusher: {
      // As API Gateway: 128 KB a message.
      push: async (_connectionId, text) => {
        if (Buffer.byteLength(text) > 128 * 1024) throw new Error('PayloadTooLargeException');
        pushed.push(text);
        return 'sent';
      },
    },
    clock: { now: () => 0 },
    log: { debug: note, info: note, warn: note, error: note },
  });
  return { pushed, logged, consoles };
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

test('one item that no socket takes is left to the next fetch and keeps nothing else back', async () => {
  const { pushed, logged, consoles } = setUp();
  await consoles.broadcast('t1', [items(1, 60_000), { type: 'pong', nowMs: 1 }]);
  expect(pushed).toEqual(['{"type":"pong","nowMs":1}']);
  expect(logged).toContain('live.failed');
});
