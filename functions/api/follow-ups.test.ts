import { expect, test } from 'vitest';
import { furnished } from './furnished.ts';
import { ACCOUNT_ID, CONVERSATION_ID } from './requests.ts';

/** Whose follow-ups are: who writes them, a colleague, and who looks after the work of those who left (I4). */

const PATH = `/conversations/${CONVERSATION_ID}/follow-ups`;
const DUE = '2027-01-01T10:00';

async function world() {
  const api = await furnished();
  const textsOf = async (as: string, memberId?: string) => {
    const query = memberId === undefined ? {} : { memberId };
    const { status, body } = await api.ask({ path: '/follow-ups', as, query });
    return status === 200 ? (body.items as { text: string }[]).map(({ text }) => text) : status;
  };
  const write = (as: string, body: object) => api.ask({ method: 'POST', path: PATH, as, body });
  return { api, textsOf, write };
}

test('I4: a follow-up is a colleague’s to come back to, who is there; its author keeps none of it', async () => {
  const { textsOf, write } = await world();
  const body = { id: 'follow-up-9', text: '周三回电', due: DUE };
  const given = await write('t1-owner', { ...body, memberId: 't1-operator' });
  expect(given).toMatchObject({ status: 201, body: { memberId: 't1-operator' } });
  expect(await textsOf('t1-operator')).toEqual(['周三回电']);
  expect(await textsOf('t1-owner')).toEqual([]);
  for (const memberId of ['t2-operator', 't1-invited', 'nobody']) {
    const refused = await write('t1-owner', { ...body, id: 'follow-up-10', memberId });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { code: 'follow-up.member-unknown', field: 'memberId' } },
    });
  }
});

test('I4: who manages members sees what a colleague who left promised, and gives it to another', async () => {
  const { api, textsOf, write } = await world();
  await write('t1-operator', { id: 'follow-up-9', text: '周三回电', due: DUE });
  const left = await api.ask({ method: 'POST', path: '/members/t1-operator/deactivate', as: 't1-owner' });
  expect(left.status).toBe(200);
  expect(await textsOf('t1-supervisor', 't1-operator')).toEqual(['周三回电']);
  expect(await textsOf('t1-supervisor', 't2-operator')).toEqual([]);
  const change = { method: 'PATCH', path: `${PATH}/follow-up-9`, as: 't1-supervisor' };
  expect(await api.ask({ ...change, body: { memberId: 't1-supervisor' } })).toMatchObject({
    status: 200,
    body: { memberId: 't1-supervisor', dueAtMs: Date.parse(`${DUE}:00+08:00`) },
  });
  expect(await textsOf('t1-supervisor')).toEqual(['周三回电']);
  expect(await api.ask({ ...change, body: { memberId: 't1-operator' } })).toMatchObject({ status: 400 });
});

test('SEC9: a colleague’s follow-ups are shown to nobody else', async () => {
  const { textsOf, write } = await world();
  await write('t1-owner', { id: 'follow-up-9', text: '周三回电', due: DUE });
  expect(await textsOf('t1-operator', 't1-owner')).toBe(403);
  expect(await textsOf('t1-owner', 't1-owner')).toEqual(['周三回电']);
});

test('X1: nobody is given what they may not see: a limited colleague neither finds nor is reminded of it', async () => {
  const { api, textsOf, write } = await world();
  const member = await api.members.load('t1', 't1-operator');
  const account = await api.accounts.load('t1', ACCOUNT_ID);
  if (!member || !account) throw new Error('the operator or the account is gone');
  await api.members.put({ ...member, ownOnly: true });
  const cannotSee = {
    status: 400,
    body: { error: { code: 'follow-up.member-cannot-see', field: 'memberId', rule: 'X1' } },
  };
  const body = { id: 'follow-up-9', text: '周三回电', due: DUE };
  expect(await write('t1-owner', { ...body, memberId: 't1-operator' })).toMatchObject(cannotSee);
  await write('t1-owner', body);
  const change = { method: 'PATCH', path: `${PATH}/follow-up-9`, as: 't1-owner', body: { memberId: 't1-operator' } };
  expect(await api.ask(change)).toMatchObject(cannotSee);
  const audit = { tenantId: 't1', auditId: 'a2', atMs: 1, actorId: 'system', action: 'x', subjectId: ACCOUNT_ID };
  await api.accounts.save({ ...account, operatorIds: ['t1-operator'] }, audit);
  expect(await api.ask(change)).toMatchObject({ status: 200, body: { memberId: 't1-operator' } });
  expect(await textsOf('t1-operator')).toEqual(['周三回电']);
});

test('K1, I4: the timeline says who handed a follow-up to whom; another time alone is no such news', async () => {
  const { api, write } = await world();
  await write('t1-owner', { id: 'follow-up-9', text: '周三回电', due: DUE });
  const change = { method: 'PATCH', path: `${PATH}/follow-up-9`, as: 't1-supervisor' };
  for (const body of [{ due: '2027-01-02T10:00' }, { memberId: 't1-operator' }, { memberId: 't1-operator' }]) {
    expect(await api.ask({ ...change, body })).toMatchObject({ status: 200 });
  }
  const { body } = await api.ask({ path: `/conversations/${CONVERSATION_ID}/timeline`, as: 't1-owner' });
  const told = (body.items as { kind: string; change?: { followUp?: object } }[]).filter((one) => one.change?.followUp);
  expect(told).toMatchObject([
    {
      kind: 'changed',
      actorName: 'supervisor 的名字',
      change: { followUp: { before: 'owner 的名字', after: 'operator 的名字' } },
    },
  ]);
});
