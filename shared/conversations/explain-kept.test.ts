import { expect, test } from 'vitest';
import { agentConversations } from './agent-conversations.ts';
import { explainMessage } from './explain.ts';
import { pumpConversation } from './gate.ts';
import { account, createWorld, START_MS, WITH_AGENT } from './harness.ts';
import { answerOf, plan, speak } from './harness-explain.ts';
import { packFor } from './packs.ts';
import { planMessage } from './plan-message.ts';
import { reevaluate } from './rules-trace.ts';

/** What is known of decisions whose row or sender is gone, and of packs that changed (Z1, W9, W12). */

const TEXTS = ['欢迎', '想装什么户型？', '留个电话吧'];

test('Z1: facts altered afterwards do not pass for those that decided', async () => {
  const world = createWorld(account('douyin', { welcome: TEXTS }));
  await world.apply(world.event('entered'));
  await world.drain();
  const [message] = world.messages();
  const trace = message?.trace;
  if (!message || !trace?.basis) throw new Error('no trace');
  const { basis } = trace;
  const [entry] = basis.facts.entries;
  if (!entry) throw new Error('no entry');
  const facts = { ...basis.facts, entries: [{ ...entry, spent: 3 }] };
  const forged = { ...trace, basis: { ...basis, facts } };
  const again = reevaluate(packFor('douyin', trace.decidedAtMs), message, forged);
  expect(again).toMatchObject({ equal: false, intact: false, verdict: { code: 'window.quota-used' } });
});

test('Z1: a message nobody judged, and one that is not there, have no trace', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
  const name = { ...world.key, messageId: 'operator-0001' };
  await expect(explainMessage(world.deps, name)).rejects.toMatchObject({ code: 'message.unknown', status: 404 });
  const body = { type: 'text', text: '您好' } as const;
  await agentConversations(world.deps).plan(answerOf(world));
  const { messageId = '' } = world.messages()[0] ?? {};
  const unseen = explainMessage(world.deps, { ...world.key, messageId });
  await expect(unseen).rejects.toMatchObject({ code: 'trace.unknown', status: 404 });
  await planMessage(world.deps, { ...name, body, sender: 'operator', senderId: 'u1' });
  expect((await explainMessage(world.deps, name)).again).toMatchObject({ equal: true, verdict: { rule: 'W2' } });
});

test('Z1, W9: what a dead sender had claimed keeps the decision that let it go', async () => {
  const world = createWorld(account('douyin'));
  await speak(world);
  await plan(world);
  world.answers.push(async () => {
    throw new Error('the sender died');
  });
  await expect(world.drain()).rejects.toThrow('the sender died');
  world.nowMs += 31_000;
  await pumpConversation(world.deps, world.key);
  expect(world.messages()[0]).toMatchObject({ state: 'unknown', failure: { code: 'send.interrupted' } });
  const { trace, again } = await explainMessage(world.deps, { ...world.key, messageId: 'operator-0001' });
  expect(trace).toMatchObject({ rule: 'W2', verdict: { kind: 'allowed' }, decidedAtMs: START_MS });
  expect(again).toMatchObject({ equal: true, intact: true });
});

test('Z1: what is refused before it is planned is logged with rule, pack and hash of its facts, and leaves no row', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('entered'));
  world.nowMs += 60_000;
  await expect(plan(world, { hold: false })).rejects.toMatchObject({
    code: 'window.closed',
    details: { rule: 'W3' },
  });
  expect(world.messages()).toEqual([]);
  const [line] = world.logged.filter(({ event }) => event === 'message.not-planned');
  expect(line?.fields).toEqual({
    tenantId: 't1',
    accountId: 'dy_account1',
    conversationId: world.key.conversationId,
    messageId: 'operator-0001',
    code: 'window.closed',
    rule: 'W3',
    pack: 'douyin-2026-03-01',
    factsHash: expect.stringMatching(/^[0-9a-z]{8}$/) as unknown,
    packHash: expect.stringMatching(/^[0-9a-z]{8}$/) as unknown,
  });
});

test('W12: a pack that was changed in place does not pass for the one that decided', async () => {
  const world = createWorld(account('douyin'));
  await speak(world);
  await plan(world);
  const [message] = world.messages();
  if (!message?.trace) throw new Error('no trace');
  const changed = { ...packFor('douyin', world.nowMs), marginMs: 2_000 };
  expect(reevaluate(changed, message, message.trace)).toMatchObject({ equal: false, intact: true, pack: 'changed' });
  const { packHash: _, ...old } = message.trace;
  expect(reevaluate(packFor('douyin', world.nowMs), message, old)).toMatchObject({ equal: true, pack: 'unknown' });
});
