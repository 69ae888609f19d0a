import { expect, test } from 'vitest';
import { furnished } from './furnished.ts';
import { createApi } from './harness.ts';
import { CONVERSATION_ID } from './requests.ts';

const INVITATION = { email: 'Ning@example.com', name: '阿宁', role: 'operator' };
const SUB = 'sub-1-ning';
const DAY_MS = 86_400_000;

test('X1: everybody who works with conversations sees names and roles, and no addresses', async () => {
  const { ask } = await createApi();
  const { status, body } = await ask({ path: '/members', as: 't1-operator' });
  expect(status).toBe(200);
  expect(body.items).toContainEqual({
    id: 't1-owner',
    name: 'owner 的名字',
    role: 'owner',
    state: 'active',
    ownOnly: false,
  });
  expect(JSON.stringify(body)).not.toContain('@example.com');
  expect(JSON.stringify(body)).not.toContain('t2-');
  expect((await ask({ path: '/members', as: 't1-finance' })).status).toBe(403);
});

test('X1: an invited person belongs here from their first request on, and the audit log says so', async () => {
  const { ask, table, signIn } = await createApi();
  const invited = await ask({ method: 'POST', path: '/members/invitations', as: 't1-owner', body: INVITATION });
  expect(invited).toMatchObject({
    status: 201,
    body: { id: SUB, email: 'ning@example.com', state: 'invited', role: 'operator', ownOnly: false },
  });
  expect(signIn.asked).toEqual(['invite ning@example.com']);
  const me = await ask({ path: '/me', as: SUB });
  expect(me).toMatchObject({ status: 200, body: { name: '阿宁', role: 'operator', tenant: { id: 't1' } } });
  const { body } = await ask({ path: '/members', as: 't1-owner' });
  expect(body.items).toContainEqual(expect.objectContaining({ id: SUB, state: 'active' }));
  const actions = table.all().flatMap((row) => (row.__edb_e__ === 'audit' ? [[row.action, row.actorId]] : []));
  expect(actions).toEqual([
    ['member.invited', 't1-owner'],
    ['member.joined', SUB],
  ]);
});

test('X1: an invitation ends after a week; sent again it counts again; taken back it never does', async () => {
  const { ask, clock, signIn } = await createApi();
  await ask({ method: 'POST', path: '/members/invitations', as: 't1-owner', body: INVITATION });
  const now = clock.now();
  clock.now = () => now + 7 * DAY_MS;
  expect(await ask({ path: '/me', as: SUB })).toMatchObject({
    status: 403,
    body: { error: { code: 'member.unknown' } },
  });
  const resent = await ask({ method: 'POST', path: `/members/${SUB}/invitation/resend`, as: 't1-owner' });
  expect(resent).toMatchObject({ status: 200, body: { invitedUntilMs: now + 14 * DAY_MS } });
  const revoked = await ask({ method: 'POST', path: `/members/${SUB}/invitation/revoke`, as: 't1-owner' });
  expect(revoked).toMatchObject({ status: 200, body: { id: SUB } });
  expect((await ask({ path: '/me', as: SUB })).status).toBe(403);
  expect(signIn.asked).toEqual(['invite ning@example.com', 'resend ning@example.com', 'remove ning@example.com']);
  const again = await ask({ method: 'POST', path: `/members/${SUB}/invitation/resend`, as: 't1-owner' });
  expect(again).toMatchObject({ status: 404, body: { error: { code: 'member.unknown-here' } } });
});

test('X1: an address is invited once, and nobody is invited out of another company', async () => {
  const { ask } = await createApi();
  const invite = (as: string) => ask({ method: 'POST', path: '/members/invitations', as, body: INVITATION });
  expect((await invite('t1-owner')).status).toBe(201);
  expect(await invite('t1-owner')).toMatchObject({ status: 409, body: { error: { code: 'member.known' } } });
  expect(await invite('t2-owner')).toMatchObject({ status: 409, body: { error: { code: 'member.elsewhere' } } });
});

test.each([
  [{ ...INVITATION, email: 'ning' }, 'email'],
  [{ ...INVITATION, name: ' ' }, 'name'],
  [{ ...INVITATION, role: 'root' }, 'role'],
  [{ ...INVITATION, tenantId: 't2' }, 'tenantId'],
])('SEC9: a wrong invitation is refused by field: %j', async (body, field) => {
  const { ask } = await createApi();
  const answer = await ask({ method: 'POST', path: '/members/invitations', as: 't1-owner', body });
  expect(answer).toMatchObject({ status: 400, body: { error: { field } } });
});

test('SEC9: a supervisor manages operators and nobody else', async () => {
  const { ask } = await createApi();
  const as = 't1-supervisor';
  const invite = (role: string) =>
    ask({ method: 'POST', path: '/members/invitations', as, body: { ...INVITATION, role } });
  expect(await invite('owner')).toMatchObject({ status: 403, body: { error: { code: 'member.role-not-yours' } } });
  expect((await invite('operator')).status).toBe(201);
  const change = (id: string, body: object) => ask({ method: 'PATCH', path: `/members/${id}`, as, body });
  expect(await change('t1-operator', { ownOnly: true })).toMatchObject({ status: 200, body: { ownOnly: true } });
  expect(await change('t1-operator', { role: 'supervisor' })).toMatchObject({ status: 403 });
  expect(await change('t1-supervisor', { role: 'operator' })).toMatchObject({ status: 403 });
  expect(await change('t1-owner', { name: '别人' })).toMatchObject({ status: 403 });
});

test('X1: the last owner neither leaves nor steps down', async () => {
  const { ask } = await createApi();
  const change = (id: string, role: string) =>
    ask({ method: 'PATCH', path: `/members/${id}`, as: 't1-owner', body: { role } });
  const last = { status: 409, body: { error: { code: 'member.last-owner', rule: 'X1' } } };
  expect(await change('t1-owner', 'operator')).toMatchObject(last);
  const leave = { method: 'POST', path: '/members/t1-owner/deactivate', as: 't1-owner' };
  expect(await ask(leave)).toMatchObject(last);
  expect((await change('t1-supervisor', 'owner')).status).toBe(200);
  expect(await ask(leave)).toMatchObject({ status: 200, body: { state: 'deactivated' } });
});

test('X1: two owners who remove each other at once do not both succeed', async () => {
  const { ask, members } = await createApi();
  await ask({ method: 'PATCH', path: '/members/t1-supervisor', as: 't1-owner', body: { role: 'owner' } });
  const leave = (id: string, as: string) => ask({ method: 'POST', path: `/members/${id}/deactivate`, as });
  await Promise.all([leave('t1-owner', 't1-owner'), leave('t1-supervisor', 't1-owner')]);
  const owners = (await members.list('t1')).filter((one) => one.role === 'owner' && one.state === undefined);
  expect(owners).toHaveLength(1);
});

test('SEC30: who left is nobody within a minute, keeps their name, and may come back', async () => {
  const { ask, clock, signIn } = await createApi();
  expect((await ask({ path: '/me', as: 't1-operator' })).status).toBe(200);
  await ask({ method: 'POST', path: '/members/t1-operator/deactivate', as: 't1-owner' });
  const now = clock.now();
  clock.now = () => now + 60_000;
  expect((await ask({ path: '/me', as: 't1-operator' })).status).toBe(403);
  const { body } = await ask({ path: '/members', as: 't1-owner' });
  expect(body.items).toContainEqual(expect.objectContaining({ id: 't1-operator', state: 'deactivated' }));
  await ask({ method: 'POST', path: '/members/t1-operator/reactivate', as: 't1-owner' });
  expect((await ask({ path: '/me', as: 't1-operator' })).status).toBe(200);
  expect(signIn.asked).toEqual(['disable x@example.com', 'enable x@example.com']);
});

test('SEC30: a console that asks who one is learns at once that it shows less, or nobody', async () => {
  const { ask } = await createApi();
  const me = () => ask({ path: '/me', as: 't1-operator' });
  expect((await me()).body.ownOnly).toBe(false);
  await ask({ method: 'PATCH', path: '/members/t1-operator', as: 't1-owner', body: { ownOnly: true } });
  expect((await me()).body.ownOnly).toBe(true);
  await ask({ method: 'POST', path: '/members/t1-operator/deactivate', as: 't1-owner' });
  expect(await me()).toMatchObject({ status: 403, body: { error: { code: 'member.unknown' } } });
});

test('SEC8: nobody changes a member of another company', async () => {
  const { ask, table } = await createApi();
  const before = table.all();
  for (const path of ['deactivate', 'reactivate', 'invitation/resend', 'invitation/revoke']) {
    const answer = await ask({ method: 'POST', path: `/members/t2-operator/${path}`, as: 't1-owner' });
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'member.unknown-here' } } });
  }
  expect(table.all()).toEqual(before);
});

test('I5: the work of who leaves, or goes to finance, goes back', async () => {
  for (const step of [
    { method: 'POST', path: '/members/t1-operator/deactivate' },
    { method: 'PATCH', path: '/members/t1-operator', body: { role: 'finance' } },
  ]) {
    const { ask } = await furnished();
    const path = `/conversations/${CONVERSATION_ID}`;
    const assigned = await ask({
      method: 'POST',
      path: `${path}/assign`,
      as: 't1-owner',
      body: { memberId: 't1-operator' },
    });
    expect(assigned).toMatchObject({ status: 200, body: { assigneeId: 't1-operator' } });
    expect((await ask({ ...step, as: 't1-owner' })).status).toBe(200);
    const { body } = await ask({ path, as: 't1-owner' });
    expect(body.conversation).not.toHaveProperty('assigneeId');
  }
});
