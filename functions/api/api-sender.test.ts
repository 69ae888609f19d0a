import { expect, test } from 'vitest';
import { account, createWorld } from '../../shared/conversations/harness.ts';
import { planMessage } from '../../shared/conversations/plan-message.ts';
import { senderOf } from '../../shared/conversations/sender-of.ts';
import { parseMessage } from '../../shared/conversations/store-message-codec.ts';
import { furnished } from './furnished.ts';
import { CONVERSATION_ID } from './requests.ts';

/** An application's messages (X2, W10): told apart from people's, and let out by the same gate. */

const PATH = `/conversations/${CONVERSATION_ID}/messages`;
const planned = (api: Awaited<ReturnType<typeof furnished>>, messageId: string) =>
  api.table
    .all()
    .flatMap((row) => parseMessage(row) ?? [])
    .find((message) => message.messageId === messageId);

test('W10: the sender follows from who asks', async () => {
  const api = await furnished();
  const ask = (messageId: string) =>
    api.ask({
      method: 'POST',
      path: PATH,
      as: 't1-operator',
      body: { messageId, body: { type: 'text', text: '您好' } },
    });
  expect((await ask('person-message-1')).status).toBe(202);
  api.applications.add('t1-operator');
  const answer = await ask('application-message-1');
  expect(answer).toMatchObject({ status: 202, body: { item: { sender: 'api' } } });
  expect(planned(api, 'person-message-1')).toMatchObject({ sender: 'operator', senderId: 't1-operator' });
  expect(planned(api, 'application-message-1')).toMatchObject({
    sender: 'api',
    senderId: 't1-operator',
    trace: { rule: 'W2', verdict: { kind: 'allowed' } },
  });
});

test('W10, W8: an application’s message passes the very gate: refused, held and sent as a person’s would be', async () => {
  const world = createWorld(account('douyin'));
  const application = senderOf({ kind: 'application', memberId: 'app-1' });
  const body = { type: 'text', text: '您好' } as const;
  const plan = (messageId: string, hold: boolean) =>
    planMessage(world.deps, { ...world.key, messageId, body, ...application, hold });
  await world.apply(world.event('entered'));
  world.nowMs += 60_000;
  await expect(plan('application-0001', false)).rejects.toMatchObject({
    code: 'window.closed',
    details: { rule: 'W3' },
  });
  await plan('application-0001', true);
  await world.drain();
  expect(world.messages()[0]).toMatchObject({ sender: 'api', state: 'held', failure: { code: 'window.closed' } });
  await world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
  await world.drain();
  expect(world.sent.map(({ occasion, requestId }) => [requestId, occasion])).toEqual([['application-0001', 'reply']]);
  expect(world.messages()[0]).toMatchObject({ state: 'sent', trace: { rule: 'W2' } });
  // Nobody is made the answering colleague by a machine (I5).
  expect(world.head().assigneeId).toBeUndefined();
});
