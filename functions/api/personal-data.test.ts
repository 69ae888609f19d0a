import { describe, expect, test } from 'vitest';
import { accountOf, NOW_MS } from '../../shared/accounts/harness.ts';
import { type Route, routes } from '../../shared/contracts/routes.ts';
import { eventItem } from '../../shared/conversations/store-event-rows.ts';
import { sealContact } from '../../shared/customers/capture-contact.ts';
import { leadRecordRow, parseCustomer, parseLead } from '../../shared/customers/store-customer-codec.ts';
import { commitJob, loadJob } from '../../shared/jobs/store-jobs.ts';
import { updatesOf } from '../../shared/live/updates.ts';
import { furnished } from './furnished.ts';
import { ROLES } from './harness.ts';
import { ACCOUNT_ID, bodyOf, CONVERSATION_ID, DONE_JOB_ID, pathOf, QUERIES } from './requests.ts';

/**
 * X5: every route × every role, with the right to read contacts and without: a phone number or a WeChat id stands in an
 * answer only where the permission table allows it, and only after the audit log says who read it.
 */

const PHONE = '13857130426';
const WECHAT = 'qingmu_xiaomei';
/** The routes that show a contact in clear, and what each leaves in the audit log. */
const READINGS: Readonly<Record<string, string>> = {
  revealContact: 'contact.revealed',
  revealLeadRecord: 'contact.record-revealed',
};
const guarded = Object.entries<Route>(routes).filter(([, route]) => route.permission !== 'public');

const SAID = {
  platform: 'douyin',
  accountPlatformId: 'open-id-1',
  customerPlatformId: 'customer-1',
  occurredAtMs: NOW_MS - 1,
} as const;

/** A contact with number and WeChat id: at the customer, at the lead, and in a lead record that waits (K6). */
async function planted() {
  const world = await furnished();
  const contactOf = async (recordId: string) => {
    const at = { tenantId: 't1', conversationId: recordId };
    const told = { phone: PHONE, wechat: WECHAT, name: '小美', city: '杭州', masked: false };
    return (await sealContact(world, at, told, NOW_MS)).contact;
  };
  const contact = await contactOf(CONVERSATION_ID);
  const rows = world.table.all().filter(({ pk, sk }) => pk === `t#t1#c#${CONVERSATION_ID}` && sk.startsWith('p#'));
  await world.table.putAll(rows.map((row) => ({ row: { ...row, contact } })));
  // Only Xiaohongshu's records come without a conversation.
  const account = { ...accountOf(), id: 'xhs_one', platform: 'xiaohongshu' as const, version: 0 };
  const audit = { tenantId: 't1', auditId: 'c', atMs: NOW_MS, actorId: 'system', action: 'x', subjectId: account.id };
  await world.accounts.save(account, audit);
  const record = {
    tenantId: 't1',
    recordId: 'record-1',
    nickName: '小美',
    submittedAtMs: NOW_MS,
  };
  for (const accountId of ['xhs_one', ACCOUNT_ID]) {
    const waiting = { ...record, accountId, contact: await contactOf(`${accountId}#record-1`), candidates: [] };
    await world.table.put({ row: leadRecordRow(waiting) });
  }
  // Said without a label: no webhook could know what it is.
  const at = { tenantId: 't1', conversationId: CONVERSATION_ID, accountId: ACCOUNT_ID };
  for (const kind of ['message', 'comment'] as const) {
    const body = { type: 'text' as const, text: `就搜${WECHAT}` };
    const said = { ...SAID, kind, eventId: `bare-${kind}`, body };
    await world.table.put({ row: eventItem(at, { event: said, receivedAtMs: NOW_MS, keyMs: NOW_MS - 1 }) });
  }
  return world;
}
type World = Awaited<ReturnType<typeof planted>>;

const isClear = (value: unknown): boolean => [PHONE, WECHAT].some((secret) => JSON.stringify(value).includes(secret));
const readingsOf = async (world: World, action: string) =>
  (await world.audits.latest('t1', NOW_MS, 100)).filter((entry) => entry.action === action);

/** Which readings the audit log tells of. */
const toldOf = async (world: World) =>
  (await world.audits.latest('t1', NOW_MS, 100))
    .map(({ action }) => action)
    .filter((action) => Object.values(READINGS).includes(action))
    .sort();

const askAs = (world: World, name: string, route: Route, as: string) =>
  world.ask({
    method: route.method,
    path: pathOf(route),
    as,
    ...(QUERIES[name] ? { query: QUERIES[name] } : {}),
    body: bodyOf(name, route),
  });

describe.each([true, false])('X5: masked by role; the right to read contacts exists: %s', (exists) => {
  test.each(guarded)('%s, whoever asks', async (name, route) => {
    const world = await planted();
    if (!exists) world.withheld.add('contacts.reveal');
    for (const role of ROLES) {
      const { body: me } = await world.ask({ path: '/me', as: `t1-${role}` });
      const before = await toldOf(world);
      const answer = await askAs(world, name, route, `t1-${role}`);
      const isHeld = String(me.permissions).split(',').includes('contacts.reveal');
      const action = isHeld ? READINGS[name] : undefined;
      expect(isClear(answer.body), role).toBe(action !== undefined);
      expect(await toldOf(world), role).toEqual(action === undefined ? before : [...before, action].sort());
    }
  });
});

test('X5: the planted contact is what lists, threads, lead records and searches would show', async () => {
  const world = await planted();
  const shown = ['getConversation', 'listCustomers', 'listLeads', 'listLeadRecords'] as const;
  for (const name of shown) {
    const answer = await askAs(world, name, routes[name], 't1-operator');
    expect(JSON.stringify(answer.body), name).toContain('138****0426');
    expect(JSON.stringify(answer.body), name).toContain('q************i');
  }
  const found = await world.ask({ path: '/search', as: 't1-operator', query: { q: PHONE } });
  // What was asked for comes back as asked; who left it is shown masked.
  expect(isClear(found.body.people)).toBe(false);
  const { body } = await world.ask({ path: '/search', as: 't1-operator', query: { q: '就搜' } });
  expect(JSON.stringify(body.messages)).toContain('就搜q************i');
});

test('X5: consoles are pushed masked contacts', async () => {
  const world = await planted();
  const after = world.table.all().filter(({ pk }) => pk === `t#t1#c#${CONVERSATION_ID}`);
  const customer = after.flatMap((row) => (row.sk === 'p#customer' ? (parseCustomer(row) ?? []) : []))[0];
  const lead = after.flatMap((row) => (row.sk === 'p#lead' ? (parseLead(row) ?? []) : []))[0];
  if (!customer || !lead) throw new Error('nobody was planted');
  const deps = {
    accounts: { load: async () => undefined },
    newestRows: async () => [],
    rowsWithoutTime: async () => [],
    customerOf: async () => undefined,
    nameItems: async () => [],
  };
  const pushed = await updatesOf(deps, [
    { entity: 'customer', before: undefined, after: customer },
    { entity: 'lead', before: undefined, after: lead },
  ]);
  expect(pushed.map(({ type }) => type)).toEqual(['customer', 'lead']);
  expect(JSON.stringify(pushed)).toContain('138****0426');
  expect(isClear(pushed)).toBe(false);
});

test('X1: a record that waits is shown to a limited member who works for its account, and to no other', async () => {
  const world = await planted();
  const member = await world.members.load('t1', 't1-operator');
  if (!member) throw new Error('the operator is gone');
  await world.members.put({ ...member, ownOnly: true });
  const records = async () => (await askAs(world, 'listLeadRecords', routes.listLeadRecords, 't1-operator')).body.items;
  const reject = {
    method: 'POST',
    path: '/accounts/xhs_one/lead-records/record-1/reject',
    as: 't1-operator',
    body: {},
  };
  const reveal = { ...reject, path: '/accounts/xhs_one/lead-records/record-1/reveal', body: undefined };
  expect(await records()).toEqual([]);
  expect((await world.ask(reject)).status).toBe(404);
  expect((await world.ask(reveal)).status).toBe(404);
  const account = await world.accounts.load('t1', 'xhs_one');
  if (!account) throw new Error('the account is gone');
  const audit = { tenantId: 't1', auditId: 'd', atMs: NOW_MS, actorId: 'system', action: 'x', subjectId: 'xhs_one' };
  await world.accounts.save({ ...account, operatorIds: ['t1-operator'] }, audit);
  expect(await records()).toMatchObject([{ recordId: 'record-1' }]);
  expect(await world.ask(reveal)).toMatchObject({ status: 200, body: { phone: PHONE, wechat: WECHAT } });
  expect((await world.ask(reject)).status).toBe(200);
});

describe('X5: every reading is written down first', () => {
  const reveal = (world: World, as: string) => askAs(world, 'revealContact', routes.revealContact, as);

  test('who, whose, which fields; a second reading is a second entry', async () => {
    const world = await planted();
    await reveal(world, 't1-operator');
    await reveal(world, 't1-supervisor');
    const entries = await readingsOf(world, 'contact.revealed');
    expect(entries.map(({ actorId }) => actorId).sort()).toEqual(['t1-operator', 't1-supervisor']);
    for (const entry of entries) {
      expect(entry).toMatchObject({ subjectId: CONVERSATION_ID, fields: ['phone', 'wechat'] });
      expect(isClear(entry)).toBe(false);
    }
  });

  test('where it cannot be written nothing is shown', async () => {
    const world = await planted();
    world.table.put = () => Promise.reject(new Error('the table is away'));
    const answer = await reveal(world, 't1-operator');
    expect(answer.status).toBe(500);
    expect(isClear(answer.body)).toBe(false);
  });
});

describe('X5: an export with contacts in clear', () => {
  async function exported() {
    const world = await planted();
    const done = await loadJob(world.table, 't1', DONE_JOB_ID);
    if (!done) throw new Error('no job was planted');
    const task = { kind: 'export' as const, columns: ['phone' as const], reveal: true };
    await commitJob(world.table, done, { ...done, task, version: done.version + 1 });
    return world;
  }
  const download = (world: World) => askAs(world, 'downloadJob', routes.downloadJob, 't1-owner');

  test('is ordered by nobody who lacks the right', async () => {
    const world = await planted();
    world.withheld.add('contacts.reveal');
    const task = { kind: 'export', columns: ['phone'], reveal: true };
    const body = { id: '01HZZZZZZZZZZZZZZZZZZZZZZ9', task, target: { conversationIds: [CONVERSATION_ID] } };
    const answer = await world.ask({ method: 'POST', path: '/jobs', as: 't1-owner', body });
    expect([answer.status, answer.body.error?.code]).toEqual([403, 'permission.missing']);
  });

  test('is downloaded with an entry that says so', async () => {
    const world = await exported();
    expect((await download(world)).body.url).toBeDefined();
    expect(await readingsOf(world, 'export.downloaded')).toMatchObject([{ actorId: 't1-owner', fields: ['contacts'] }]);
  });

  test('is not handed to its maker once the right is gone', async () => {
    const world = await exported();
    world.withheld.add('contacts.reveal');
    const answer = await download(world);
    expect([answer.status, answer.body.url]).toEqual([403, undefined]);
    expect(await readingsOf(world, 'export.downloaded')).toEqual([]);
  });
});
