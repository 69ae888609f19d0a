import { expect, test } from 'vitest';
import { createNoticeStore } from '../../shared/live/store-notices.ts';
import { createMemoryRowTable } from '../../shared/runtime/memory-row-table.ts';
import { createHandler } from './notices-handler.ts';

const NOW_MS = 1_790_000_000_000;

function setUp() {
  const table = createMemoryRowTable();
  const notices = createNoticeStore(table);
  const silent = () => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const handler = createHandler({ notices, loadHead: async () => undefined, log });
  return { table, notices, handler };
}

const detail = {
  kind: 'agent.handed-over',
  tenantId: 't1',
  conversationId: 'c1',
  eventId: 'h1',
  atMs: NOW_MS,
  reason: '投诉',
};

test('G2: a hand-over becomes a notice, once however often the bus repeats it', async () => {
  const { table, notices, handler } = setUp();
  await handler({ detail });
  await handler({ detail });
  expect(table.changes).toHaveLength(1);
  expect(await notices.latest('t1', NOW_MS, 10)).toEqual([
    {
      tenantId: 't1',
      id: 'h1',
      atMs: NOW_MS,
      kind: 'agent.handed-over',
      conversationId: 'c1',
      customerName: '',
      reason: '投诉',
    },
  ]);
});

test('notices are forgotten after 30 days, also where the table is late', async () => {
  const { table, notices, handler } = setUp();
  await handler({ detail });
  expect(table.all()[0]?.ttl).toBe(1_792_592_000);
  expect(await notices.latest('t1', NOW_MS + 30 * 86_400_000, 10)).toEqual([]);
});

test.each([undefined, {}, { detail: {} }, { detail: { ...detail, kind: 'else' } }])(
  'what is no event of ours writes nothing: %j',
  async (event) => {
    const { table, handler } = setUp();
    await expect(handler(event)).rejects.toThrow();
    expect(table.changes).toHaveLength(0);
  },
);
