import { describe, expect, test } from 'vitest';
import { headRow } from '../../shared/conversations/store-head-row.ts';
import { messageRow } from '../../shared/conversations/store-message-codec.ts';
import { noticeRow } from '../../shared/live/store-notices.ts';
import { headOf, messageOf, NOW_MS, record, setUp } from './reactions-harness.ts';

/** What open consoles are told of what was stored (INV10, INV17). */

describe('consoles', () => {
  test('INV10: each tenant hears of its own conversations alone, and only of the last state', async () => {
    const { world, open, run } = setUp();
    await open('console-1');
    await open('console-2', 't2');
    const foreign = headOf({ tenantId: 't2', conversationId: 'conversation-2' });
    await run(
      record('1', headRow(headOf({ unread: 1 }))),
      record('2', headRow(foreign)),
      record('3', headRow(headOf({ unread: 2, version: 2 })), headRow(headOf())),
    );
    const told = world.pushed.map(({ to, message }) => [
      to,
      message.type === 'conversation' ? message.conversation.unread : message.type,
    ]);
    expect(told.sort()).toEqual([
      ['console-1', 2],
      ['console-2', 1],
    ]);
  });

  test('connections are listed once in two seconds, not once a record', async () => {
    const { world, open, run } = setUp();
    await open('console-1');
    await run(record('1', headRow(headOf())), record('2', messageRow(messageOf())));
    world.nowMs += 1_999;
    await run(record('3', headRow(headOf({ version: 2 }))));
    expect(world.lists).toBe(1);
    world.nowMs += 1;
    await run(record('4', headRow(headOf({ version: 3 }))));
    expect(world.lists).toBe(2);
  });

  test('a console that is gone is forgotten, and no record fails for it', async () => {
    const { world, connections, open, run } = setUp();
    await open('console-1');
    await open('console-2');
    world.gone.add('console-1');
    expect(await run(record('1', headRow(headOf())))).toEqual({ batchItemFailures: [] });
    expect((await connections.list('t1', NOW_MS)).map(({ connectionId }) => connectionId)).toEqual(['console-2']);
    expect(world.pushed.map(({ to }) => to)).toEqual(['console-2']);
  });

  test('a push or a look-up that fails delays nobody and fails nothing', async () => {
    const { world, open, run } = setUp();
    await open('console-1');
    await open('console-2');
    world.failing.add('console-1');
    expect(await run(record('1', headRow(headOf())), record('2', messageRow(messageOf())))).toEqual({
      batchItemFailures: [],
    });
    expect(world.pushed.filter(({ to }) => to === 'console-2').length).toBeGreaterThan(0);
    world.failing.add('list');
    world.nowMs += 10_000;
    expect(await run(record('3', headRow(headOf())))).toEqual({ batchItemFailures: [] });
  });

  test('a message shows with its state, a notice as people see it', async () => {
    const { world, open, run } = setUp();
    await open('console-1');
    const notice = {
      id: 'n1',
      atMs: NOW_MS,
      kind: 'lead.captured' as const,
      conversationId: 'conversation-1',
      customerName: '小美',
    };
    await run(
      record('1', messageRow(messageOf({ state: 'sent', settledAtMs: NOW_MS + 5 }))),
      record('2', noticeRow({ ...notice, tenantId: 't1' })),
    );
    expect(world.pushed.map(({ message }) => message)).toMatchObject([
      {
        type: 'items',
        conversationId: 'conversation-1',
        items: [{ kind: 'message', direction: 'out', state: 'sent' }],
      },
      { type: 'notice', notice },
    ]);
    expect(JSON.stringify(world.pushed)).not.toContain('tenantId');
  });

  test('INV17: an answer that a newer message overtook is taken off the screen it stands on', async () => {
    const { world, open, run } = setUp();
    await open('console-1');
    const planned = messageRow(messageOf());
    const dropped = messageRow(messageOf({ state: 'cancelled', failure: { code: 'burst.superseded' } }));
    await run(record('1', planned));
    await run(record('2', dropped, planned));
    expect(world.pushed.map(({ message }) => message)).toMatchObject([
      { type: 'items', items: [{ key: 'm#1790000000000#o_a_burst_0', state: 'planned' }] },
      { type: 'items', items: [], gone: ['m#1790000000000#o_a_burst_0'] },
    ]);
  });

  test('INV17: a console that could not be told what changed is told to load once more', async () => {
    const { world, open, run } = setUp();
    await open('console-1');
    world.failing.add('updates');
    expect(await run(record('1', headRow(headOf())))).toEqual({ batchItemFailures: [] });
    expect(world.pushed.map(({ message }) => message)).toEqual([{ type: 'resync' }]);
  });

  test('F13: a run that was frozen past its time tells nothing any more', async () => {
    const { world, open, run } = setUp();
    await open('console-1');
    world.whileLooking = () => {
      world.nowMs += 31_000;
    };
    await run(record('1', headRow(headOf())));
    expect(world.pushed).toEqual([]);
  });

  test('where nobody listens nothing is looked up', async () => {
    const { world, run } = setUp();
    await run(record('1', headRow(headOf())));
    expect(world.pushed).toEqual([]);
  });
});
