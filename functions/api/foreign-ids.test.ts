import { expect, test } from 'vitest';
import { accountOf, NOW_MS } from '../../shared/accounts/harness.ts';
import { type Route, routes } from '../../shared/contracts/routes.ts';
import { quietHead } from '../../shared/conversations/harness-head.ts';
import { NO_FACTS } from '../../shared/conversations/rules-facts.ts';
import { headRow } from '../../shared/conversations/store-head-row.ts';
import { customerRow } from '../../shared/customers/store-customer-codec.ts';
import { furnished } from './furnished.ts';
import { AGENT, CONVERSATION_ID, FOLDER_ID, MATERIAL_ID, NOBODY_PLANTED, pathOf } from './requests.ts';

/**
 * SEC8: what belongs to another tenant and is named elsewhere than in the path, in a query or a body: it is as if it did not
 * exist, at objects of one's own. The matrix asks with paths (matrix.test.ts).
 */

const OWN = 'own-conversation-1';
const UPLOAD_ID = 'upload-of-t1';

async function withOwnThings() {
  const world = await furnished();
  const audit = { tenantId: 't2', auditId: 'o', atMs: NOW_MS, actorId: 'system', action: 'x', subjectId: 'dy_two' };
  const own = accountOf({
    tenantId: 't2',
    id: 'dy_two',
    platformId: 'open-id-of-theirs',
    name: '云舍',
    kind: 'enterprise',
  });
  await world.accounts.save(own, audit);
  const of = { tenantId: 't2', conversationId: OWN, accountId: 'dy_two', platform: 'douyin' as const };
  const person = { customerPlatformId: 'customer-of-theirs', mutualFollow: false, tags: [] };
  const head = quietHead({
    ...of,
    ...person,
    customerName: '他们的客户',
    createdAtMs: NOW_MS,
    facts: { ...NO_FACTS, lastCustomerMessageAtMs: NOW_MS - 1_000 },
  });
  const customer = { ...of, ...person, name: '他们的客户', firstSeenAtMs: NOW_MS, remark: '' };
  await world.table.putAll([headRow(head), customerRow(customer)].map((row) => ({ row })));
  await world.objects.put(`uploads/t1/${UPLOAD_ID}`, 'image/png', Buffer.from('89504e470d0a1a0a', 'hex'));
  return world;
}
type World = Awaited<ReturnType<typeof withOwnThings>>;

const rowsOf = ({ table }: World, tenantId: string) =>
  table.all().filter(({ pk }) => pk === `t#${tenantId}` || pk.startsWith(`t#${tenantId}#`));
/** Words that only the first tenant's data holds. */
const FOREIGN = ['小美', '90平', '13857130426', '138****0426', '青木', '您好，青木', 'open-id-1'];

const material = { name: '组合', scope: 'shared', platforms: ['douyin'], folderId: null };
const rules = (over: object) => ({
  tenant: { mode: 'round-robin', memberIds: [], onlineOnly: false },
  accounts: {},
  ...over,
});

test.each<[string, string, string, object, string]>([
  [
    'a folder',
    'POST',
    '/materials',
    { ...material, folderId: FOLDER_ID, content: { kind: 'text', text: '您' } },
    'folder.unknown',
  ],
  [
    'a part',
    'POST',
    '/materials',
    { ...material, content: { kind: 'combined', parts: [MATERIAL_ID] } },
    'parts.unknown',
  ],
  [
    'an upload',
    'POST',
    '/materials',
    { ...material, content: { kind: 'upload', uploadId: UPLOAD_ID } },
    'upload.unknown',
  ],
  [
    'a material',
    'POST',
    `/conversations/${OWN}/materials`,
    { materialId: MATERIAL_ID, messageId: 'theirs-0001' },
    'material.unknown',
  ],
  [
    'a card',
    'POST',
    `/conversations/${OWN}/messages`,
    { messageId: 'theirs-0002', body: { type: 'card', card: 'phone-collect-card', cardId: 'c1' } },
    'card.unknown',
  ],
  [
    'an image',
    'POST',
    `/conversations/${OWN}/messages`,
    { messageId: 'theirs-0003', body: { type: 'image', uploadId: UPLOAD_ID } },
    'upload.unknown',
  ],
  [
    'who is reminded',
    'POST',
    `/conversations/${OWN}/follow-ups`,
    { id: 'f-theirs', text: '回电', memberId: 't1-operator' },
    'follow-up.member-unknown',
  ],
  ['an assignee', 'POST', `/conversations/${OWN}/assign`, { memberId: 't1-operator' }, 'member.cannot-answer'],
  ['an agent', 'PATCH', '/accounts/dy_two', { agentId: 'g1' }, 'account.agent-unknown'],
  ['an owner', 'PATCH', '/accounts/dy_two', { ownerId: 't1-operator' }, 'account.member-unknown'],
  ['an operator', 'PATCH', '/accounts/dy_two', { operatorIds: ['t1-operator'] }, 'account.member-unknown'],
  [
    'an agent’s material',
    'POST',
    '/agents',
    { ...AGENT, materials: [{ kind: 'material', id: MATERIAL_ID, when: '' }] },
    'agent.material-unknown',
  ],
  [
    'an agent’s card',
    'POST',
    '/agents',
    { ...AGENT, materials: [{ kind: 'card', id: 'c1', accountId: 'dy_one', when: '' }] },
    'agent.material-unknown',
  ],
])('SEC8: %s of another tenant is as if it did not exist', async (_what, method, path, body, code) => {
  const world = await withOwnThings();
  const before = [rowsOf(world, 't1'), rowsOf(world, 't2')];
  const answer = await world.ask({ method, path, as: 't2-owner', body });
  expect([answer.status >= 400 && answer.status < 500, answer.body.error?.code]).toEqual([true, code]);
  expect([rowsOf(world, 't1'), rowsOf(world, 't2')]).toEqual(before);
});

/** Names that are kept as they were told and reach nobody: what is done by them later asks for the tenant's own. */
test.each<[string, string, string, object]>([
  [
    'a mentioned colleague',
    'POST',
    `/conversations/${OWN}/notes`,
    { noteId: 'note-0000000009', text: '看', mentions: ['t1-operator'] },
  ],
  [
    'who takes part',
    'PUT',
    '/assignment-rules',
    rules({ tenant: { mode: 'round-robin', memberIds: ['t1-operator'], onlineOnly: false } }),
  ],
  [
    'an account’s rule',
    'PUT',
    '/assignment-rules',
    rules({ accounts: { dy_one: { mode: 'by-load', memberIds: [], onlineOnly: false } } }),
  ],
  ['an account to authorise', 'POST', '/accounts/authorizations', { platform: 'douyin', accountId: 'dy_one' }],
])('SEC8: %s of another tenant is told to nobody and changes nothing of theirs', async (_what, method, path, body) => {
  const world = await withOwnThings();
  const before = rowsOf(world, 't1');
  const answer = await world.ask({ method, path, as: 't2-owner', body });
  for (const word of FOREIGN) expect(JSON.stringify(answer.body)).not.toContain(word);
  expect(answer.status).toBeLessThan(500);
  expect(rowsOf(world, 't1')).toEqual(before);
});

/** Fields of queries that hold an id, with the first tenant's. */
const IDS: Readonly<Record<string, string>> = {
  accountId: 'dy_one',
  accountIds: 'dy_one',
  folderId: FOLDER_ID,
  actorId: 't1-owner',
  memberId: 't1-operator',
  subjectId: 'dy_one',
  assigneeId: 't1-operator',
  conversationId: CONVERSATION_ID,
};
const fieldsOf = ({ query }: Route): readonly string[] =>
  query && 'shape' in query ? Object.keys(query.shape as object).filter((field) => field in IDS) : [];
const asked = Object.entries<Route>(routes).flatMap(([name, route]) =>
  fieldsOf(route).map((field) => [name, field, route] as const),
);

test('SEC8: every id that a query may hold is asked with', () => {
  const named = Object.entries<Route>(routes).flatMap(([name, { query }]) =>
    query && 'shape' in query
      ? Object.keys(query.shape as object).flatMap((field) =>
          /Ids?$/.test(field) && !(field in IDS) ? [`${name}.${field}`] : [],
        )
      : [],
  );
  expect(named).toEqual([]);
  expect(asked.length).toBeGreaterThan(7);
});

test.each(asked)('SEC8: %s by the %s of another tenant shows nothing of theirs', async (_name, field, route) => {
  const world = await withOwnThings();
  const path = pathOf(route).replace(NOBODY_PLANTED, 'own');
  const answer = await world.ask({ path, as: 't2-owner', query: { [field]: String(IDS[field]) } });
  const text = JSON.stringify(answer.body);
  for (const word of FOREIGN) expect(text).not.toContain(word);
  expect(answer.status).toBeLessThan(500);
});

test('SEC8: a job over conversations of another tenant changes none of them', async () => {
  const world = await withOwnThings();
  const before = rowsOf(world, 't1');
  const id = '01HZZZZZZZZZZZZZZZZZZZZZZ9';
  const body = { id, task: { kind: 'tag', add: ['他们'], remove: [] }, target: { conversationIds: [CONVERSATION_ID] } };
  await world.ask({ method: 'POST', path: '/jobs', as: 't2-owner', body });
  expect(rowsOf(world, 't1')).toEqual(before);
});
