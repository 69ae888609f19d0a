import { describe, expect, test } from 'vitest';
import { NOW_MS } from '../../shared/accounts/harness.ts';
import { type Route, routes } from '../../shared/contracts/routes.ts';
import { conversationIdOf } from '../../shared/conversations/conversation-id.ts';
import { createJob } from '../../shared/jobs/store-jobs.ts';
import { furnished } from './furnished.ts';
import { ROLES } from './harness.ts';
import { bodyOf, CONVERSATION_ID, NOBODY_PLANTED, pathOf } from './requests.ts';
import { objectsIn, withField } from './sample.ts';

/**
 * SEC8, SEC9: routes × objects × who asks, generated from the contracts: a route that is declared tomorrow is asked here
 * by itself. Bodies are the least that the contract accepts; objects are one of each kind in the first tenant.
 */

const guarded = Object.entries<Route>(routes).filter(([, route]) => route.permission !== 'public');

/** Words that only the first tenant's data holds. */
const FOREIGN = ['小美', '90平', '13857130426', '138****0426', '青木', 'open-id-1', 't1-'];

/** Rows of a tenant, to see that nothing of it changed. */
type World = Awaited<ReturnType<typeof furnished>>;
const rowsOf = ({ table }: World, tenantId: string) =>
  table.all().filter(({ pk }) => pk === `t#${tenantId}` || pk.startsWith(`t#${tenantId}#`));

async function askAs(world: World, name: string, route: Route, as: string | undefined, body = bodyOf(name, route)) {
  return world.ask({ method: route.method, path: pathOf(route), as, body });
}

test('SEC8: whatever a path may name was planted in the first tenant, so no route is asked about nothing', () => {
  expect(guarded.filter(([, route]) => pathOf(route).includes(NOBODY_PLANTED)).map(([name]) => name)).toEqual([]);
});

describe('SEC8: who is nobody', () => {
  test.each(guarded)('%s without a token', async (name, route) => {
    const world = await furnished();
    const before = world.table.all();
    const answer = await askAs(world, name, route, undefined);
    expect(answer.status).toBe(401);
    expect(world.table.all()).toEqual(before);
  });
});

describe('SEC9: who lacks the permission', () => {
  const pairs = guarded.flatMap(([name, route]) => ROLES.map((role) => [name, role, route] as const));
  test.each(pairs)('%s as %s', async (name, role, route) => {
    const world = await furnished();
    const before = world.table.all();
    const answer = await askAs(world, name, route, `t1-${role}`);
    const { body: me } = await world.ask({ path: '/me', as: `t1-${role}` });
    const may = route.permission === 'signed-in' || String(me.permissions).split(',').includes(route.permission);
    expect(answer.body.error?.code === 'permission.missing').toBe(!may);
    if (may) return;
    expect(answer.status).toBe(403);
    expect(world.table.all()).toEqual(before);
    for (const word of FOREIGN.slice(0, -1)) expect(JSON.stringify(answer.body)).not.toContain(word);
  });
});

describe('SEC8: who is of another tenant', () => {
  test.each(guarded)('%s', async (name, route) => {
    const world = await furnished();
    const before = rowsOf(world, 't1');
    const answer = await askAs(world, name, route, 't2-owner');
    const text = JSON.stringify(answer.body);
    for (const word of FOREIGN) expect(text).not.toContain(word);
    expect(rowsOf(world, 't1')).toEqual(before);
    // 409: what the body named was judged first, and is not of their company either.
    if (route.path.includes('{')) expect([403, 404, 409]).toContain(answer.status);
    expect(answer.status).not.toBe(500);
  });
});

describe('SEC9: mass assignment', () => {
  const withBody = guarded.filter(([, route]) => route.body !== undefined);
  const smuggled = { tenantId: 't2', role: 'owner', balance: 1_000_000, memberId: 't1-owner', __proto__x: {} };
  test.each(withBody)('%s refuses every field that nobody declared, wherever it stands', async (name, route) => {
    const world = await furnished();
    const before = world.table.all();
    const body = bodyOf(name, route);
    for (const path of objectsIn(body)) {
      for (const [field, value] of Object.entries(smuggled)) {
        const extended = withField(body, path, field, value);
        if (isDeclared(route, path, field, body, extended)) continue;
        const answer = await askAs(world, name, route, 't1-owner', extended);
        expect(answer.status, `${path.join('.')}.${field}`).toBe(400);
        expect(['input.unknown-field', 'input.invalid']).toContain(answer.body.error?.code);
      }
    }
    expect(world.table.all()).toEqual(before);
  });
});

/** Whether the contract itself knows the field there: by name, as the role of an invitation, or as free-form settings. */
function isDeclared(
  route: Route,
  path: readonly (string | number)[],
  field: string,
  body: unknown,
  extended: unknown,
): boolean {
  const at = (value: unknown) =>
    path.reduce<unknown>((here, part) => (here as Record<string | number, unknown>)[part], value);
  if (Object.hasOwn(at(body) as object, field)) return true;
  const parsed = route.body?.safeParse(extended);
  return parsed?.success === true && Object.hasOwn(at(parsed.data) as object, field);
}

describe('X1: an operator who sees own conversations only', () => {
  const reading = guarded.filter(([, route]) => route.method === 'GET');

  async function limited() {
    const world = await furnished();
    const member = await world.members.load('t1', 't1-operator');
    if (!member) throw new Error('the operator is gone');
    await world.members.put({ ...member, ownOnly: true });
    return world;
  }

  test.each(guarded)('%s shows and changes nothing of a conversation that is not theirs', async (name, route) => {
    const world = await limited();
    const before = world.table.all().filter(({ pk }) => pk === `t#t1#c#${CONVERSATION_ID}`);
    const answer = await askAs(world, name, route, 't1-operator');
    for (const word of ['小美', '90平', '13857130426', '138****0426']) {
      expect(JSON.stringify(answer.body)).not.toContain(word);
    }
    if (route.path.includes('{conversationId}')) expect([403, 404]).toContain(answer.status);
    expect(world.table.all().filter(({ pk }) => pk === `t#t1#c#${CONVERSATION_ID}`)).toEqual(before);
  });

  test.each(reading)('%s shows the same as to everybody once they work for the account', async (name, route) => {
    const world = await limited();
    const account = await world.accounts.load('t1', 'dy_one');
    if (!account) throw new Error('the account is gone');
    const audit = { tenantId: 't1', auditId: 'b', atMs: NOW_MS, actorId: 'system', action: 'x', subjectId: 'dy_one' };
    await world.accounts.save({ ...account, operatorIds: ['t1-operator'] }, audit);
    const [theirs, all] = [await askAs(world, name, route, 't1-operator'), await askAs(world, name, route, 't1-owner')];
    if (theirs.status === 403) return;
    expect(JSON.stringify(theirs.body).includes('小美')).toBe(JSON.stringify(all.body).includes('小美'));
  });

  test('a body that names a conversation of others is refused', async () => {
    const world = await limited();
    const other = conversationIdOf('dy_one', 'customer-1');
    expect(other).toBe(CONVERSATION_ID);
    const answer = await world.ask({
      method: 'POST',
      path: '/live-tickets',
      as: 't1-operator',
      body: { conversationIds: [CONVERSATION_ID] },
    });
    expect(answer.status).toBe(404);
  });

  test('a job over everybody who matches a filter is theirs to order; it reaches what its maker sees', async () => {
    const world = await limited();
    const id = '01HZZZZZZZZZZZZZZZZZZZZZZ7';
    const body = { id, task: { kind: 'tag', add: ['老房'] }, target: { filter: {} } };
    const answer = await world.ask({ method: 'POST', path: '/jobs', as: 't1-operator', body });
    expect([answer.status, answer.body.memberId]).toEqual([202, 't1-operator']);
  });

  test('how many a filter holds is counted of their own', async () => {
    const world = await limited();
    const count = async (as: string) => (await world.ask({ path: '/customers/count', as })).body.count;
    expect([await count('t1-operator'), await count('t1-owner')]).toEqual([0, 1]);
    const member = await world.ask({
      method: 'POST',
      path: `/conversations/${CONVERSATION_ID}/assign`,
      as: 't1-owner',
      body: { memberId: 't1-operator' },
    });
    expect(member.status).toBe(200);
    expect(await count('t1-operator')).toBe(1);
  });
});

test('X1: who may not order a sync of cards may not stop one either; who may, may', async () => {
  const world = await furnished();
  const jobId = '01HZZZZZZZZZZZZZZZZZZZZZZ8';
  await createJob(world.table, {
    tenantId: 't1',
    jobId,
    task: { kind: 'sync-cards' },
    target: { kind: 'selection', count: 2 },
    state: 'running',
    memberId: 't1-supervisor',
    createdAtMs: NOW_MS,
    updatedAtMs: NOW_MS,
    counts: { total: 2, done: 0, changed: 0, kept: 0, failed: 0 },
    pages: 1,
    nextPage: 0,
    turn: 0,
    version: 1,
  });
  const cancel = (as: string) => world.ask({ method: 'POST', path: `/jobs/${jobId}/cancel`, as });
  expect(await cancel('t1-operator')).toMatchObject({ status: 403, body: { error: { code: 'permission.missing' } } });
  expect(await cancel('t1-supervisor')).toMatchObject({ status: 202, body: { stopping: true } });
});
