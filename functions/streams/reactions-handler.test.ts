import { describe, expect, test } from 'vitest';
import { accountOf } from '../../shared/accounts/harness.ts';
import type { Account } from '../../shared/accounts/model.ts';
import { headRow } from '../../shared/conversations/store-head-row.ts';
import { messageRow } from '../../shared/conversations/store-message-codec.ts';
import type { Job } from '../../shared/jobs/model.ts';
import { jobRow } from '../../shared/jobs/store-jobs.ts';
import type { Row } from '../../shared/runtime/row-table.ts';
import { headOf, messageOf, NOW_MS, record, setUp } from './reactions-harness.ts';

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
