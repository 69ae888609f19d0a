import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { CatalogueView } from '../../shared/contracts/catalogue-routes.ts';
import { NoticeView } from '../../shared/contracts/company-views.ts';
import { CustomerRow, FollowUpView } from '../../shared/contracts/customer-list-routes.ts';
import { JobView } from '../../shared/contracts/job-routes.ts';
import { page } from '../../shared/contracts/route.ts';
import { headRow } from '../../shared/conversations/store-head-row.ts';
import { customerOf, headOf } from '../../shared/customers/harness.ts';
import { readSpreadsheet } from '../../shared/customers/harness-spreadsheet.ts';
import { wallClock } from '../../shared/customers/rules-due.ts';
import { customerRow } from '../../shared/customers/store-customer-codec.ts';
import type { RowTable } from '../../shared/runtime/row-table.ts';
import { type ApiClient, signIn } from '../harness/sign-in.ts';
import { type Stack, startStack } from '../harness/stack.ts';
import { type HostedTenant, hostTenant } from '../harness/tenant.ts';

/** Customers by the thousand, on the whole local stack: batches, undo and export through real queues and functions. */

const CUSTOMERS = 5_000;
const JOBS = ['01HAAAAAAAAAAAAAAAAAAAAAA1', '01HAAAAAAAAAAAAAAAAAAAAAA2', '01HAAAAAAAAAAAAAAAAAAAAAA3'] as const;
const [TAG_JOB, UNDO_JOB, EXPORT_JOB] = JOBS;

let stack: Stack;
let tenant: HostedTenant;
let owner: ApiClient;

beforeAll(async () => {
  stack = await startStack({ simulators: false });
  tenant = await hostTenant(stack, { knowledge: [] });
  owner = await signIn(stack.origin, 'demo-owner');
  await furnish(tenant.table, tenant.tenantId, tenant.accountIds.douyin, await stack.clock.now());
});
afterAll(() => stack.stop());

/** Every second one carries the old tag; one has a name that a spreadsheet would run. */
async function furnish(table: RowTable, tenantId: string, accountId: string, nowMs: number): Promise<void> {
  for (let from = 0; from < CUSTOMERS; from += 50) {
    const rows = Array.from({ length: 50 }, (_, index) => {
      const at = from + index;
      const times = { createdAtMs: nowMs - 86_400_000, lastActivityAtMs: nowMs - at * 1_000 };
      const tags = at % 2 === 0 ? ['老房'] : [];
      const name = at === 7 ? '=HYPERLINK("http://evil.example")' : `客户${at}`;
      const head = headOf(at, { tenantId, accountId, ...times, tags, customerName: name });
      return [{ row: headRow(head) }, { row: customerRow(customerOf(head)) }];
    });
    await table.putAll(rows.flat());
  }
}

const jobOf = (id: string) => owner.get(`/jobs/${id}`, JobView);
const ended = async (id: string, what: string) => {
  await stack.waitFor(async () => !['collecting', 'running'].includes((await jobOf(id)).state), what, 300_000);
  return jobOf(id);
};
/** All customers as the list shows them, page by page. */
async function everybody(query = ''): Promise<readonly z.infer<typeof CustomerRow>[]> {
  const rows: z.infer<typeof CustomerRow>[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const next: z.infer<ReturnType<typeof page<typeof CustomerRow>>> = await owner.get(
      `/customers?limit=200${query}${after}`,
      page(CustomerRow),
    );
    rows.push(...next.items);
    cursor = next.nextCursor;
  }
  return rows;
}

test('K1: a batch tags 5,000 customers once each, through a killed worker and a killed machine, and gives all back', async () => {
  const started = await owner.call('POST', '/jobs', {
    id: TAG_JOB,
    task: { kind: 'tag', add: ['高意向'], remove: ['老房'] },
    target: { filter: { accountIds: [tenant.accountIds.douyin] } },
  });
  expect(started.status).toBe(202);
  await stack.waitFor(async () => (await jobOf(TAG_JOB)).counts.done >= 300, 'the first pages');
  await stack.killWorker();
  await stack.clock.advance(121);
  await stack.waitFor(async () => (await jobOf(TAG_JOB)).counts.done >= 900, 'some more pages', 120_000);
  const before = await jobOf(TAG_JOB);
  expect(before.state).toBe('running');
  await stack.kill();
  await stack.restart();
  // Whoever carried it died with its message; the sweeper finds it.
  await stack.clock.advance(121);
  owner = await signIn(stack.origin, 'demo-owner');
  const job = await ended(TAG_JOB, 'the batch');
  expect(job).toMatchObject({
    state: 'done',
    counts: { total: CUSTOMERS, done: CUSTOMERS, changed: CUSTOMERS, kept: 0, failed: 0 },
    canUndo: true,
  });
  const tagged = await everybody();
  expect(tagged).toHaveLength(CUSTOMERS);
  expect(tagged.filter(({ tags }) => tags.join() === '高意向')).toHaveLength(CUSTOMERS);
  const catalogue = await owner.get('/catalogue', CatalogueView);
  expect(catalogue.groups.flatMap(({ tags }) => tags)).toContain('高意向');

  await owner.call('POST', `/jobs/${TAG_JOB}/undo`, { id: UNDO_JOB });
  await stack.waitFor(async () => (await jobOf(UNDO_JOB)).counts.done >= 300, 'the first pages back');
  await stack.killWorker();
  await stack.clock.advance(121);
  const undone = await ended(UNDO_JOB, 'the undo');
  expect(undone.counts).toMatchObject({ done: CUSTOMERS, changed: CUSTOMERS, kept: 0 });
  const restored = await everybody();
  expect(restored.filter(({ tags }) => tags.join() === '老房')).toHaveLength(CUSTOMERS / 2);
  expect(restored.filter(({ tags }) => tags.length === 0)).toHaveLength(CUSTOMERS / 2);
}, 480_000);

test('K1: an export of everybody opens again, with nothing in it that a program would run', async () => {
  const columns = ['name', 'account', 'tags', 'firstSeen'];
  await owner.call('POST', '/jobs', {
    id: EXPORT_JOB,
    task: { kind: 'export', columns },
    target: { filter: { accountIds: [tenant.accountIds.douyin] } },
  });
  const job = await ended(EXPORT_JOB, 'the export');
  expect(job).toMatchObject({ state: 'done', counts: { kept: CUSTOMERS } });
  const { url } = z.object({ url: z.string() }).parse((await owner.call('POST', `/jobs/${EXPORT_JOB}/download`)).body);
  const rows = readSpreadsheet(new Uint8Array(await (await fetch(new URL(url, stack.origin))).arrayBuffer()));
  expect(rows).toHaveLength(CUSTOMERS + 1);
  expect(rows[0]).toEqual(['客户', '托管账号', '标签', '首次出现']);
  expect(rows.map(([name]) => name)).toContain('\'=HYPERLINK("http://evil.example")');

  // Another member is not given the file, and nobody of another tenant hears of the job.
  const operator = await signIn(stack.origin, 'demo-operator');
  expect((await operator.call('POST', `/jobs/${EXPORT_JOB}/download`)).status).toBe(404);
});

test('I4: a follow-up reminds its member once, at its time in the tenant’s zone', async () => {
  const [first] = (await owner.get('/customers?limit=1', page(CustomerRow))).items;
  const path = `/conversations/${first?.conversationId ?? ''}/follow-ups`;
  const dueMs = (await stack.clock.now()) + 3_600_000;
  const body = { id: 'follow-up-1', text: '约周六量房', due: wallClock('Asia/Shanghai', dueMs) };
  expect((await owner.call('POST', path, body)).status).toBe(201);
  expect((await owner.get('/follow-ups', page(FollowUpView))).items.map(({ text }) => text)).toEqual(['约周六量房']);
  const reminders = async () =>
    (await owner.get('/notices', page(NoticeView))).items.filter(({ kind }) => kind === 'follow-up.due');
  expect(await reminders()).toEqual([]);
  await stack.clock.advance(3_600);
  await stack.waitAsTimePasses(async () => (await reminders()).length > 0, 'the reminder');
  await stack.clock.advance(120);
  await stack.waitForIdle(60_000);
  expect(await reminders()).toHaveLength(1);
  const operator = await signIn(stack.origin, 'demo-operator');
  const theirs = (await operator.get('/notices', page(NoticeView))).items;
  expect(theirs.filter(({ kind }) => kind === 'follow-up.due')).toEqual([]);
});
