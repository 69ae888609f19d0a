import { describe, expect, test } from 'vitest';
import { accountOf } from '../../shared/accounts/harness.ts';
import type { Account } from '../../shared/accounts/model.ts';
import type { LiveMessage } from '../../shared/contracts/live.ts';
import type { BusEvent } from '../../shared/contracts/queues.ts';
import { quietHead } from '../../shared/conversations/harness-head.ts';
import type { Conversation } from '../../shared/conversations/model-head.ts';
import type { Message } from '../../shared/conversations/model-messages.ts';
import type { WaitStep } from '../../shared/conversations/rules-waiting.ts';
import { headRow } from '../../shared/conversations/store-head-row.ts';
import { messageRow } from '../../shared/conversations/store-message-codec.ts';
import type { Job } from '../../shared/jobs/model.ts';
import { jobRow } from '../../shared/jobs/store-jobs.ts';
import { createConsoles } from '../../shared/live/consoles.ts';
import { createConnectionStore } from '../../shared/live/store-connections.ts';
import { type Notice, noticeRow } from '../../shared/live/store-notices.ts';
import { updatesOf } from '../../shared/live/updates.ts';
import { createHeardClock } from '../../shared/runtime/clock.ts';
import type { Log, LogEvent } from '../../shared/runtime/log.ts';
import { createMemoryRowTable } from '../../shared/runtime/memory-row-table.ts';
import type { QueueMessage } from '../../shared/runtime/queue-sender.ts';
import { type Row, toItem } from '../../shared/runtime/row-table.ts';
import { createHandler } from './reactions-handler.ts';

const NOW_MS = 1_790_000_000_000;

const headOf = (change: Partial<Conversation> = {}): Conversation =>
  quietHead({
    conversationId: 'conversation-1',
    accountId: 'dy_one',
    customerPlatformId: 'customer-1',
    customerName: '小美',
    createdAtMs: NOW_MS,
    unread: 1,
    ...change,
  });

const messageOf = (change: Partial<Message> = {}): Message => ({
  tenantId: 't1',
  conversationId: 'conversation-1',
  accountId: 'dy_one',
  messageId: 'a_burst_0',
  atMs: NOW_MS,
  kind: 'message',
  sender: 'agent',
  body: { type: 'text', text: '您好' },
  state: 'planned',
  epoch: 0,
  deadlineMs: NOW_MS + 1,
  ...change,
});

const record = (sequence: string, after: Row, before?: Row) => ({
  dynamodb: { SequenceNumber: sequence, NewImage: toItem(after), ...(before ? { OldImage: toItem(before) } : {}) },
});

function setUp() {
  const table = createMemoryRowTable();
  const connections = createConnectionStore(table);
  const world = {
    nowMs: NOW_MS,
    outbound: [] as QueueMessage[],
    agent: [] as QueueMessage[],
    timers: [] as QueueMessage[],
    bus: [] as BusEvent[],
    waits: [] as WaitStep[],
    notices: [] as Notice[],
    pushed: [] as { to: string; message: LiveMessage }[],
    failing: new Set<string>(),
    gone: new Set<string>(),
    lists: 0,
    logged: [] as LogEvent[],
    whileLooking: (): void => undefined,
  };
  const note = (event: LogEvent) => void world.logged.push(event);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const clock = createHeardClock({ now: () => world.nowMs });
  const unless = (what: string) => {
    if (world.failing.has(what)) throw new Error(`${what} is away`);
  };
  const taking =
    <T>(what: string, into: T[]) =>
    async (all: readonly T[]): Promise<void> => {
      unless(what);
      into.push(...all);
    };
  const handler = createHandler({
    outbound: { send: taking('outbound', world.outbound) },
    agent: { send: taking('agent', world.agent) },
    timers: { send: taking('timers', world.timers) },
    bus: { publish: taking('bus', world.bus) },
    keepWaits: taking('waiting', world.waits),
    looks: { claim: async () => true, release: async () => undefined },
    notices: {
      putOnce: async (notice) => {
        unless('notices');
        world.notices.push(notice);
        return true;
      },
    },
    consoles: createConsoles({
      visibility: async () => () => true,
      connections: {
        list: async (tenantId, nowMs) => {
          world.lists += 1;
          unless('list');
          return connections.list(tenantId, nowMs);
        },
        remove: (key) => connections.remove(key),
      },
      pusher: {
        push: async (to, text) => {
          unless(to);
          if (world.gone.has(to)) return 'gone';
          world.pushed.push({ to, message: JSON.parse(text) as LiveMessage });
          return 'sent';
        },
      },
      clock,
      log,
    }),
    updatesOf: async (changes) => {
      unless('updates');
      world.whileLooking();
      return updatesOf(
        {
          accounts: { load: async () => undefined },
          newestRows: async () => [],
          rowsWithoutTime: async () => [],
          customerOf: async () => undefined,
          nameItems: async (_tenant, items) => [...items],
        },
        changes,
      );
    },
    clock,
    log,
  });
  const open = (connectionId: string, tenantId = 't1') =>
    connections.put({ tenantId, connectionId, memberId: 'm1', expiresAtMs: NOW_MS + 7_200_000 });
  const run = (...Records: object[]) => handler({ Records });
  return { world, connections, open, run };
}

describe('accounts', () => {
  const accountRow = (changes: Partial<Account> = {}): Row => ({
    pk: 't#t1#accounts',
    sk: 'a#dy_one',
    __edb_e__: 'account',
    ...accountOf({ id: 'dy_one', tenantId: 't1', name: '官方号', version: 7, ...changes }),
  });
  const dead = { authorized: false, statusReason: 'authorization.dead' };

  test('A5: open consoles hear at once that an account lost its right, and that it is back', async () => {
    const { world, open, run } = setUp();
    await open('conn-1');
    await run(record('1', accountRow(dead), accountRow()));
    await run(record('2', accountRow({ version: 8 }), accountRow(dead)));
    const heard = world.pushed.map(({ message }) => (message.type === 'account' ? message.account : undefined));
    expect(heard.map((account) => account?.status)).toEqual(['needs-authorization', 'hosted']);
    expect(heard[0]).toMatchObject({ id: 'dy_one', statusReason: 'authorization.dead' });
  });

  test('A5: a lost authorisation is a notice for everybody, named by the row, and only where it was there before', async () => {
    const { world, run } = setUp();
    const lost = record('1', accountRow(dead), accountRow());
    const at = { dynamodb: { ...lost.dynamodb, ApproximateCreationDateTime: 1_790_000_000 } };
    await run(at);
    expect(world.notices).toEqual([
      {
        tenantId: 't1',
        id: 'lost-dy_one-7',
        atMs: 1_790_000_000_000,
        kind: 'account.lost',
        customerName: '',
        accountId: 'dy_one',
        accountName: '官方号',
      },
    ]);
    await run(record('2', accountRow(dead)), record('3', accountRow({ ...dead, name: '新名' }), accountRow(dead)));
    await run(record('4', accountRow({ unhosted: true, authorized: false }), accountRow()));
    expect(world.notices).toHaveLength(1);
  });

  test('A5: where the notice cannot be written, the stream repeats from there', async () => {
    const { world, run } = setUp();
    world.failing.add('notices');
    const records = [record('1', headRow(headOf())), record('2', accountRow(dead), accountRow())];
    expect(await run(...records)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
  });
});

describe('waking', () => {
  test('G9: one batch asks the agent once, for the newest burst', async () => {
    const { world, run } = setUp();
    const due = (burstKey: string) => headOf({ agentDue: { burstKey, atMs: NOW_MS + 3_000, sinceMs: NOW_MS } });
    await run(record('1', headRow(due('b1'))), record('2', headRow(due('b2')), headRow(due('b1'))));
    expect(world.agent).toEqual([
      {
        body: { tenantId: 't1', conversationId: 'conversation-1', burstKey: 'b2' },
        delaySeconds: 3,
        groupId: 't1',
      },
    ]);
  });

  test('INV14, F30: a clock that is behind the table delays no job by what it is behind', async () => {
    const { world, run } = setUp();
    const waits = headRow(headOf({ outbound: { fromMs: NOW_MS, mark: 1, notBeforeMs: NOW_MS + 8_000, attempts: 1 } }));
    const { dynamodb } = record('1', waits, headRow(headOf()));
    world.nowMs = NOW_MS - 27_000;
    await run({ dynamodb: { ...dynamodb, ApproximateCreationDateTime: NOW_MS / 1_000 } });
    expect(world.outbound.map(({ delaySeconds }) => delaySeconds)).toEqual([8]);
  });

  test('I1: a batch tells of each conversation that begins to wait, or waits no more, by its last state', async () => {
    const { world, run } = setUp();
    const waits = headOf({ waitingSinceMs: NOW_MS });
    const other = headOf({ conversationId: 'conversation-2' });
    const wait = { tenantId: 't1', conversationId: 'conversation-1', accountId: 'dy_one', sinceMs: NOW_MS };
    await run(record('1', headRow(waits), headRow(headOf())), record('2', headRow(other)));
    expect(world.waits).toEqual([{ add: wait }]);
    await run(record('3', headRow(headOf()), headRow(waits)));
    expect(world.waits.slice(1)).toEqual([{ remove: wait }]);
    await run(record('4', headRow(waits), headRow(headOf())), record('5', headRow(headOf()), headRow(waits)));
    expect(world.waits).toHaveLength(2);
  });

  test('I1: where the list of those who wait cannot be written, the stream repeats from what it stands on', async () => {
    const { world, run } = setUp();
    world.failing.add('waiting');
    const records = [record('1', headRow(headOf())), record('2', headRow(headOf({ waitingSinceMs: NOW_MS })))];
    expect(await run(...records)).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  });

  test('INV4: of the jobs of one batch the one that looks furthest back is put, wherever it stands', async () => {
    const { world, run } = setUp();
    const marked = headRow(headOf({ outbound: { fromMs: NOW_MS + 5_600, mark: 1 } }));
    await run(record('1', marked), record('2', messageRow(messageOf({ messageId: 'a_burst_0' }))));
    expect(world.outbound.map(({ body }) => body)).toMatchObject([{ messageId: 'a_burst_0', fromMs: NOW_MS }]);
  });

  test('INV4: a sender looks after a welcome that no head told of, and only then', async () => {
    const { world, run } = setUp();
    const row = messageRow(messageOf({ sender: 'welcome', messageId: 'w_entry_0', atMs: NOW_MS + 1 }));
    await run(record('1', row), record('2', headRow(headOf({ outbound: { fromMs: NOW_MS + 1, mark: 1 } }))));
    expect(world.outbound.map(({ delaySeconds }) => delaySeconds)).toEqual([0]);
    await run(record('3', row));
    expect(world.outbound.slice(1)).toEqual([
      {
        body: { tenantId: 't1', conversationId: 'conversation-1', fromMs: NOW_MS + 1 },
        delaySeconds: 120,
        groupId: 't1',
      },
    ]);
  });

  test('three planned messages wake the sender once, from the first', async () => {
    const { world, run } = setUp();
    const rows = [0, 1, 2].map((index) =>
      messageRow(messageOf({ messageId: `a_burst_${index}`, atMs: NOW_MS + index })),
    );
    await run(...rows.map((row, index) => record(String(index), row)));
    expect(world.outbound.map(({ body }) => body)).toEqual([
      { tenantId: 't1', conversationId: 'conversation-1', messageId: 'a_burst_0', fromMs: NOW_MS },
    ]);
  });

  test('K1: a job’s turn asks for its next run, its progress does not; consoles are told of both', async () => {
    const { world, open, run } = setUp();
    await open('c1');
    const job: Job = {
      tenantId: 't1',
      jobId: 'job-1',
      task: { kind: 'tag', add: ['急'], remove: [] },
      target: { kind: 'selection', count: 1 },
      state: 'running',
      memberId: 'm1',
      createdAtMs: NOW_MS,
      updatedAtMs: NOW_MS,
      counts: { total: 1, done: 0, changed: 0, kept: 0, failed: 0 },
      pages: 1,
      nextPage: 0,
      turn: 1,
      version: 1,
      file: { key: 'exports/t1/secret.xlsx', name: 'x.xlsx', bytes: 1 },
    };
    await run(record('1', jobRow(job)));
    await run(record('2', jobRow({ ...job, version: 2 }), jobRow(job)));
    await run(record('3', jobRow({ ...job, version: 3, state: 'done', turn: 2 }), jobRow({ ...job, version: 2 })));
    expect(world.timers.map(({ body }) => body)).toEqual([{ kind: 'job', tenantId: 't1', jobId: 'job-1' }]);
    const told = world.pushed.map(({ message }) => message);
    expect(told.map((one) => (one.type === 'job' ? [one.job.version, one.job.file] : one.type))).toEqual([
      [1, undefined],
      [2, undefined],
      [3, undefined],
    ]);
  });

  test('a hand-over goes on the bus', async () => {
    const { world, run } = setUp();
    await run(
      record('1', messageRow(messageOf({ kind: 'handed-over', messageId: 'h1', state: 'sent', note: '投诉' }))),
    );
    expect(world.bus).toEqual([
      {
        kind: 'agent.handed-over',
        tenantId: 't1',
        conversationId: 'conversation-1',
        reason: '投诉',
        eventId: 'h1',
        atMs: NOW_MS,
      },
    ]);
  });

  test('INV14: what a queue did not take is repeated from the first record that needed it', async () => {
    const { world, run } = setUp();
    const quiet = record('1', headRow(headOf()));
    const planned = record('2', messageRow(messageOf()));
    const over = record('3', messageRow(messageOf({ kind: 'handed-over', messageId: 'h1', state: 'sent' })));
    world.failing.add('outbound');
    expect(await run(quiet, planned, over)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    world.failing = new Set(['bus']);
    expect(await run(quiet, planned, over)).toEqual({ batchItemFailures: [{ itemIdentifier: '3' }] });
    world.failing.clear();
    expect(await run(quiet, planned, over)).toEqual({ batchItemFailures: [] });
  });

  test('F29: a row that cannot be read is passed over and logged', async () => {
    const { world, run } = setUp();
    const broken = { ...headRow(headOf()), d: 'no document' };
    expect(await run(record('1', broken), record('2', messageRow(messageOf())))).toEqual({ batchItemFailures: [] });
    expect(world.logged).toContain('record.poison');
    expect(world.outbound).toHaveLength(1);
  });
});

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
