import { expect, test } from 'vitest';
import { agentConversations } from './agent-conversations.ts';
import { pumpConversation } from './gate.ts';
import { account, createWorld, START_MS, WITH_AGENT } from './harness.ts';
import { answerWith, planText, text } from './harness-words.ts';
import { takeOver } from './operate.ts';
import { planMessage } from './plan-message.ts';

/** Sends of unknown outcome, takeovers and races at the gate (W9, G8, INV6). */

test('W9: an unknown outcome is never sent again, and an echo settles it', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.answers.push({ kind: 'unknown', code: 'http.timeout' });
  await planText(world);
  await world.drain();
  await pumpConversation(world.deps, world.key);
  expect(world.sent).toHaveLength(1);
  expect(world.messages()[0]).toMatchObject({ state: 'unknown', failure: { code: 'http.timeout' } });
  world.nowMs += 3_000;
  await world.apply(world.event('echo', { eventId: 'p-echo', sentByUs: true, body: text('您好') }));
  expect(world.messages()[0]).toMatchObject({ state: 'sent', platformMessageId: 'p-echo' });
  expect(world.head().epoch).toBe(1);
});

test('W9: a sender that died after the claim leaves an unknown outcome, not a second send', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  await planText(world);
  world.answers.push(() => Promise.reject(new Error('killed')));
  await expect(pumpConversation(world.deps, world.key)).rejects.toThrow('killed');
  expect(await pumpConversation(world.deps, world.key)).toBe('busy');
  world.nowMs += 30_000;
  expect(await pumpConversation(world.deps, world.key)).toBe('done');
  expect(world.sent).toHaveLength(1);
  expect(world.messages()[0]).toMatchObject({ state: 'unknown', failure: { code: 'send.interrupted' } });
});

test('W9: after such a death an echo that came meanwhile proves the send', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  await planText(world);
  world.answers.push(() => Promise.reject(new Error('killed')));
  await expect(pumpConversation(world.deps, world.key)).rejects.toThrow('killed');
  world.nowMs += 1_000;
  await world.apply(world.event('echo', { eventId: 'p-echo', sentByUs: true, body: text('您好') }));
  world.nowMs += 30_000;
  await pumpConversation(world.deps, world.key);
  expect(world.messages()[0]).toMatchObject({ state: 'sent', platformMessageId: 'p-echo' });
});

test('G8: an agent’s answer planned before a takeover never leaves', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: text('多少钱') }));
  await world.drain();
  expect(world.agentJobs).toEqual([{ ...world.key, burstKey: world.head().burstKey }]);
  const planned = answerWith(world, [text('您好'), text('看户型')]);
  await takeOver(world.deps, world.key);
  expect(await agentConversations(world.deps).plan(planned)).toBe('planned');
  await world.drain();
  expect(world.sent).toHaveLength(0);
  expect(world.messages().map(({ state, failure }) => [state, failure?.code])).toEqual([
    ['cancelled', 'takeover.fenced'],
    ['cancelled', 'takeover.fenced'],
  ]);
});

test('INV6: an answer to a burst that the customer continued never leaves', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: text('多少钱') }));
  const planned = answerWith(world, [text('您好')]);
  world.nowMs += 1_000;
  await world.apply(world.event('message', { body: text('90平的') }));
  await agentConversations(world.deps).plan(planned);
  await world.drain();
  expect(world.sent).toHaveLength(0);
  expect(world.messages()[0]).toMatchObject({ state: 'cancelled', failure: { code: 'burst.superseded' } });
  expect(world.head().agentDue?.burstKey).toBe(world.head().burstKey);
});

test('G9: one burst has one answer, however often it is planned', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: text('多少钱') }));
  const agents = agentConversations(world.deps);
  expect(await agents.plan(answerWith(world, [text('一'), text('二')]))).toBe('planned');
  expect(await agents.plan(answerWith(world, [text('三')]))).toBe('answered');
  await world.drain();
  expect(world.texts()).toEqual(['一', '二']);
  expect(world.head().agentDue).toBeUndefined();
});

test('G8, INV7: a takeover waits until the automated send in flight has landed', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: text('多少钱') }));
  await agentConversations(world.deps).plan(answerWith(world, [text('一'), text('二')]));
  let land: (value: { kind: 'sent'; platformMessageId: string }) => void = () => undefined;
  world.answers.push(
    () =>
      new Promise((resolve) => {
        land = resolve;
      }),
  );
  const pump = pumpConversation(world.deps, world.key);
  await expect.poll(() => world.sent.length).toBe(1);
  world.onSleep = async () => {
    world.onSleep = async () => undefined;
    world.answers.push({ kind: 'failed', class: 'throttled', code: 'slow' });
    land({ kind: 'sent', platformMessageId: 'p1' });
    await pump;
  };
  const head = await takeOver(world.deps, world.key);
  expect(head.epoch).toBe(1);
  expect(world.slept).toBe(150);
  expect(world.texts()).toEqual(['一', '二']);
  world.nowMs += 60_000;
  await pumpConversation(world.deps, world.key);
  expect(world.texts()).toEqual(['一', '二']);
  expect(world.messages()[1]).toMatchObject({ state: 'cancelled', failure: { code: 'takeover.fenced' } });
});

test('two senders visit at once: each message leaves once', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  for (const name of ['one', 'two', 'three']) {
    await planMessage(world.deps, {
      ...world.key,
      messageId: `operator-${name}`,
      body: text(name),
      sender: 'operator',
      senderId: 'u1',
    });
  }
  await Promise.all([pumpConversation(world.deps, world.key), pumpConversation(world.deps, world.key)]);
  await world.drain();
  expect(world.texts()).toEqual(['one', 'two', 'three']);
});

test('a customer who speaks while a message is leaving loses no race for long', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  await planText(world);
  world.answers.push(async () => {
    world.nowMs += 100;
    await world.apply(world.event('message', { body: text('还在吗') }));
    return { kind: 'sent', platformMessageId: 'p1' };
  });
  await world.drain();
  expect(world.messages()[0]).toMatchObject({ state: 'sent' });
  expect(world.head()).toMatchObject({ unread: 1, waitingSinceMs: START_MS + 100 });
  expect(world.head().inFlight).toBeUndefined();
});
