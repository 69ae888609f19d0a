import { expect, test } from 'vitest';
import * as z from 'zod';
import { NOW_MS } from '../../shared/accounts/harness.ts';
import { furnished } from './furnished.ts';
import { CONVERSATION_ID } from './requests.ts';

const Kinds = z.object({ items: z.array(z.object({ kind: z.string() })) });
const Names = z.object({ items: z.array(z.object({ name: z.string() })) });

const HERE = `/conversations/${CONVERSATION_ID}`;

test('I5: work is given to people who can do it, written down, and told in the thread', async () => {
  const { ask, audits } = await furnished();
  const give = (memberId: string) =>
    ask({ method: 'POST', path: `${HERE}/assign`, as: 't1-supervisor', body: { memberId } });
  expect((await give('t1-finance')).body.error).toMatchObject({ code: 'member.cannot-answer', field: 'body.memberId' });
  expect((await give('t2-operator')).body.error?.code).toBe('member.cannot-answer');
  expect((await give('t1-operator')).body).toMatchObject({ assigneeId: 't1-operator' });
  const entries = await audits.latest('t1', NOW_MS, 50);
  expect(entries.find(({ action }) => action === 'conversation.assigned')).toMatchObject({
    actorId: 't1-supervisor',
    subjectId: CONVERSATION_ID,
  });
  const { body } = await ask({ path: `${HERE}/items`, as: 't1-operator' });
  expect(body.items).toContainEqual(
    expect.objectContaining({ kind: 'activity', activity: { what: 'assigned', memberId: 't1-operator' } }),
  );
});

test('I1: lists combine, and what is closed is out of the way', async () => {
  const { ask } = await furnished();
  const count = async (query: Record<string, string>) => {
    const { body } = await ask({ path: '/conversations', as: 't1-operator', query });
    return Array.isArray(body.items) ? body.items.length : -1;
  };
  expect(await count({ filter: 'unread,waiting' })).toBe(1);
  expect(await count({ assignee: 'me' })).toBe(0);
  await ask({ method: 'POST', path: `${HERE}/assign`, as: 't1-operator', body: { memberId: 't1-operator' } });
  expect(await count({ assignee: 'me' })).toBe(1);
  expect(await count({ assignee: 'nobody' })).toBe(0);
  await ask({ method: 'POST', path: `${HERE}/close`, as: 't1-operator' });
  expect(await count({})).toBe(0);
  expect(await count({ status: 'closed' })).toBe(1);
  const { body } = await ask({ path: '/conversations/counts', as: 't1-operator' });
  expect(body.mine).toEqual({ ids: [], more: false });
});

test('I2: a note calls for a colleague, and only that colleague is told', async () => {
  const { ask } = await furnished();
  const note = {
    noteId: 'note-0000000001',
    text: '@主管 她在比价',
    mentions: ['t1-supervisor', 't2-owner', 't1-operator'],
  };
  const write = () => ask({ method: 'POST', path: `${HERE}/notes`, as: 't1-operator', body: note });
  expect((await write()).status).toBe(201);
  await write();
  const told = async (as: string) => {
    const { body } = await ask({ path: '/notices', as });
    return Kinds.parse(body).items.filter(({ kind }) => kind === 'note.mentioned').length;
  };
  expect(await told('t1-supervisor')).toBe(1);
  expect(await told('t1-operator')).toBe(0);
  expect(await told('t1-owner')).toBe(0);
});

test('I7: one’s own macro is nobody else’s', async () => {
  const { ask } = await furnished();
  const body = { id: 'mine-1', name: '我的', steps: { text: '您好' }, personal: true };
  await ask({ method: 'PUT', path: '/macros', as: 't1-operator', body });
  const names = async (as: string) => {
    const answer = await ask({ path: '/macros', as });
    return Names.parse(answer.body).items.map(({ name }) => name);
  };
  expect(await names('t1-operator')).toContain('我的');
  expect(await names('t1-owner')).not.toContain('我的');
  const run = { method: 'POST', path: `${HERE}/macros/mine-1`, as: 't1-owner', body: { messageId: 'macro-message-9' } };
  expect((await ask(run)).status).toBe(404);
  const steal = await ask({ method: 'PUT', path: '/macros', as: 't1-owner', body: { ...body, personal: false } });
  expect([steal.status, steal.body.error?.code]).toEqual([403, 'macro.not-yours']);
});

test('I7: a macro that does nothing, or contradicts itself, is refused where it is wrong', async () => {
  const { ask } = await furnished();
  const save = async (steps: object) => {
    const answer = await ask({
      method: 'PUT',
      path: '/macros',
      as: 't1-operator',
      body: { id: 'm9', name: '空', steps },
    });
    return [answer.status, answer.body.error?.code, answer.body.error?.field];
  };
  expect(await save({})).toEqual([400, 'macro.empty', 'steps']);
  expect(await save({ close: true, snoozeMinutes: 60 })).toEqual([400, 'macro.snooze-and-close', 'steps']);
  expect(await save({ text: '您好', sendTo: 'all' })).toEqual([400, 'input.unknown-field', 'steps.sendTo']);
});

test('I7: a message for later shows its time; one that nothing proves is refused with the last that is', async () => {
  const { ask } = await furnished();
  const later = (messageId: string, sendAtMs: number) =>
    ask({
      method: 'POST',
      path: `${HERE}/messages`,
      as: 't1-operator',
      body: { messageId, body: { type: 'text', text: '下午好' }, sendAtMs },
    });
  const planned = await later('later-message-1', NOW_MS + 3_600_000);
  expect(planned.body.item).toMatchObject({ state: 'held', scheduledForMs: NOW_MS + 3_600_000 });
  const refused = await later('later-message-2', NOW_MS + 48 * 3_600_000);
  expect(refused.status).toBe(409);
  expect(refused.body.error).toMatchObject({ code: 'window.closed', field: 'body.sendAtMs' });
  expect(refused.body.error?.nextChanceMs).toBeGreaterThan(NOW_MS + 23 * 3_600_000);
});

test('I5: only who manages accounts changes how work is given out', async () => {
  const { ask } = await furnished();
  const body = { tenant: { mode: 'by-load', memberIds: [], onlineOnly: true, maxEach: 20 }, accounts: {} };
  expect((await ask({ method: 'PUT', path: '/assignment-rules', as: 't1-operator', body })).status).toBe(403);
  expect((await ask({ method: 'PUT', path: '/assignment-rules', as: 't1-supervisor', body })).body).toEqual(body);
  expect((await ask({ path: '/assignment-rules', as: 't1-operator' })).body).toEqual(body);
  const wrong = { ...body, tenant: { ...body.tenant, maxEach: 0 } };
  const answer = await ask({ method: 'PUT', path: '/assignment-rules', as: 't1-owner', body: wrong });
  expect([answer.status, answer.body.error?.field]).toEqual([400, 'tenant.maxEach']);
});
