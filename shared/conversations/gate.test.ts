import { expect, test } from 'vitest';
import { agentConversations } from './agent-conversations.ts';
import { applyEvents } from './apply-events.ts';
import { pumpConversation } from './gate.ts';
import { account, createWorld, START_MS, WITH_AGENT } from './harness.ts';
import type { MessageBody } from './model.ts';
import { takeOver } from './operate.ts';
import { planMessage } from './plan-message.ts';
import { sweep } from './sweep.ts';
import { wakeHeld } from './wake-held.ts';

const text = (value: string): MessageBody => ({ type: 'text', text: value });
const DOUYIN = account('douyin', { welcome: ['欢迎', '想装什么户型？', '留个电话吧'] });

const reply = (world: ReturnType<typeof createWorld>, bodies: MessageBody[]) => ({
  ...world.key,
  accountId: 'dy_account1',
  burstKey: world.head().burstKey ?? '',
  epoch: world.head().epoch,
  agentId: 'g1',
  bodies,
  tags: [],
});

test('T1, W1: an entry is welcomed with three messages, each claimed before it is sent', async () => {
  const world = createWorld(DOUYIN);
  await world.apply(world.event('entered'));
  await world.drain();
  expect(world.texts()).toEqual(['欢迎', '想装什么户型？', '留个电话吧']);
  expect(world.sent.map(({ occasion }) => occasion)).toEqual(['entry', 'entry', 'entry']);
  expect(world.messages().map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
  expect(world.messages().map(({ trace }) => trace?.rule)).toEqual(['W1', 'W1', 'W1']);
  expect(world.head().facts.entries.map(({ spent }) => spent)).toEqual([3]);
  expect(world.head().inFlight).toBeUndefined();
  expect(world.head().workAtMs).toBeUndefined();
});

test('W1: a second entry within the hour is not welcomed', async () => {
  const world = createWorld(DOUYIN);
  await world.apply(world.event('entered'));
  await world.drain();
  world.nowMs += 59 * 60_000;
  await world.apply(world.event('entered'));
  await world.drain();
  expect(world.sent).toHaveLength(3);
});

test('W1, W13: a welcome that comes too late expires and is never sent', async () => {
  const world = createWorld(DOUYIN);
  await world.apply(world.event('entered'));
  world.nowMs += 29_000;
  await world.drain();
  expect(world.sent).toHaveLength(0);
  expect(world.messages().map(({ state }) => state)).toEqual(['expired', 'expired', 'expired']);
  expect(world.head().outbound).toBeUndefined();
});

test('SEC4: an entry that reached us ten minutes late is recorded and welcomes nobody', async () => {
  const world = createWorld(DOUYIN);
  await world.apply(world.event('entered', { occurredAtMs: START_MS - 601_000 }));
  await world.drain();
  expect(world.sent).toHaveLength(0);
  expect(world.head().facts.firstEnteredAtMs).toBe(START_MS - 601_000);
});

test('W2: an operator’s message is planned once per id, sent as a reply to the newest message', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(
    world.event('message', { body: text('在吗'), replyRef: { messageRef: 'm-1', conversationRef: 'c-1' } }),
  );
  const command = {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  } as const;
  await planMessage(world.deps, command);
  await planMessage(world.deps, command);
  await world.drain();
  expect(world.texts()).toEqual(['您好']);
  expect(world.sent[0]).toMatchObject({ occasion: 'reply', replyRef: { messageRef: 'm-1', conversationRef: 'c-1' } });
  expect(world.head()).toMatchObject({ unread: 0, lastMessage: { preview: '您好', from: 'us' } });
  expect(world.head().waitingSinceMs).toBeUndefined();
});

test('W3: outside any window an operator is refused with the rule, and nothing is planned', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.nowMs += 24 * 3_600_000;
  const command = {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  } as const;
  await expect(planMessage(world.deps, command)).rejects.toMatchObject({
    code: 'window.closed',
    details: { rule: 'W3' },
  });
  expect(world.messages()).toEqual([]);
});

test('W9: an unknown outcome is never sent again, and an echo settles it', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.answers.push({ kind: 'unknown', code: 'http.timeout' });
  await planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  });
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
  await planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  });
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
  await planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  });
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
  const planned = reply(world, [text('您好'), text('看户型')]);
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
  const planned = reply(world, [text('您好')]);
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
  expect(await agents.plan(reply(world, [text('一'), text('二')]))).toBe('planned');
  expect(await agents.plan(reply(world, [text('三')]))).toBe('answered');
  await world.drain();
  expect(world.texts()).toEqual(['一', '二']);
  expect(world.head().agentDue).toBeUndefined();
});

test('G8, INV7: a takeover waits until the automated send in flight has landed', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: text('多少钱') }));
  await agentConversations(world.deps).plan(reply(world, [text('一'), text('二')]));
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
  await planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  });
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

test('W3a: the platform’s over-use answer holds a person’s message until the customer acts', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.answers.push({ kind: 'failed', class: 'window', code: '28003070' });
  await planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  });
  await world.drain();
  expect(world.messages()[0]).toMatchObject({ state: 'held', failure: { code: 'window.closed-by-platform' } });
  expect(world.head().outbound?.heldUntilMs).toBe(START_MS + 24 * 3_600_000);
  world.nowMs += 60_000;
  await world.apply(world.event('message', { body: text('你好') }));
  await world.drain();
  expect(world.messages()[0]).toMatchObject({ state: 'sent' });
  expect(world.texts()).toEqual(['您好', '您好']);
});

test('W8: a held message expires at its deadline, found by the sweeper', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.answers.push({ kind: 'failed', class: 'window', code: '28003070' });
  await planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  });
  await world.drain();
  world.nowMs += 24 * 3_600_000 + 21_000;
  const jobs: unknown[] = [];
  const outbound = async (found: readonly { tenantId: string; conversationId: string }[]) => {
    jobs.push(...found);
    for (const job of found) await pumpConversation(world.deps, job);
  };
  await sweep({ ...world.deps, outbound, agent: async () => undefined });
  expect(jobs).toEqual([world.key]);
  expect(world.messages()[0]).toMatchObject({ state: 'expired', failure: { code: 'deadline.passed' } });
  expect(await sweep({ ...world.deps, outbound, agent: async () => undefined })).toEqual({ outbound: 0, agent: 0 });
});

test('throttled sends come back after a while and leave once', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.answers.push({ kind: 'failed', class: 'throttled', code: '28003018' });
  await planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  });
  await world.drain();
  expect(world.sent).toHaveLength(2);
  expect(world.messages()[0]).toMatchObject({ state: 'sent' });
  expect(world.nowMs).toBe(START_MS + 1_000);
  expect(world.head().facts.sentSinceCustomerMessage).toBe(1);
});

test('a dead token is renewed once and the call repeated', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.answers.push({ kind: 'failed', class: 'authorization', code: '28001008' });
  await planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  });
  await world.drain();
  expect(world.refreshes).toBe(1);
  expect(world.messages()[0]).toMatchObject({ state: 'sent', platformMessageId: 'p2' });
});

test('A5: a revoked right holds the message, gives the right back and marks the account; it leaves once that is back', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.answers.push({ kind: 'failed', class: 'revoked', code: '28001012' });
  await planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  });
  await world.drain();
  expect(world.messages()[0]).toMatchObject({ state: 'held', failure: { code: 'account.needs-authorization' } });
  expect(world.messages()[0]?.settledAtMs).toBeUndefined();
  expect(world.revoked).toEqual(['28001012']);
  expect(world.head().facts.sentSinceCustomerMessage).toBe(0);
  // Nobody tells: the sweeper looks after five minutes.
  expect(world.head().outbound?.heldUntilMs).toBe(world.nowMs + 300_000);
  world.account = account('douyin');
  expect(await wakeHeld(world.deps, { tenantId: 't1', accountId: 'dy_account1' })).toBe(1);
  await world.drain();
  expect(world.messages()[0]).toMatchObject({ state: 'sent' });
  expect(world.texts()).toEqual(['您好', '您好']);
});

test('W8, A5: what the platform refuses because it barred the account is held, asked for ever more seldom, and leaves after', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  const say = (messageId: string) =>
    planMessage(world.deps, { ...world.key, messageId, body: text(messageId), sender: 'operator', senderId: 'u1' });
  const barred = { kind: 'failed', class: 'account', code: '28029004', detail: 'barred' } as const;
  world.answers.push(barred, barred);
  await say('operator-0001');
  await say('operator-0002');
  await world.drain();
  expect(world.messages().map(({ state, failure }) => [state, failure])).toEqual([
    ['held', { code: 'account.barred', detail: 'barred' }],
    ['held', { code: 'order.behind-held' }],
  ]);
  expect(world.texts()).toEqual(['operator-0001']);
  expect(world.head().facts.sentSinceCustomerMessage).toBe(0);
  const [plannedAtMs = 0] = world.messages().map(({ atMs }) => atMs);
  expect(world.head().outbound?.heldUntilMs).toBe(world.nowMs + 300_000);
  world.nowMs = plannedAtMs + 1_200_000;
  await pumpConversation(world.deps, world.key);
  expect(world.head().outbound?.heldUntilMs).toBe(world.nowMs + 1_200_000);
  world.nowMs += 1_200_000;
  await pumpConversation(world.deps, world.key);
  expect(world.messages().map(({ state }) => state)).toEqual(['sent', 'sent']);
  expect(world.texts()).toEqual(['operator-0001', 'operator-0001', 'operator-0001', 'operator-0002']);
});

test('W8: a welcome that meets a barred account fails: it was for its entry alone', async () => {
  const world = createWorld(account('douyin', { welcome: ['您好', '在的'] }));
  world.answers.push({ kind: 'failed', class: 'account', code: '28029004' });
  await world.apply(world.event('entered'));
  await world.drain();
  expect(world.messages().map(({ state, failure }) => [state, failure?.code])).toEqual([
    ['failed', '28029004'],
    ['refused', 'account.barred'],
  ]);
});

test('A4: nothing leaves an account that is no longer hosted', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  await planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  });
  world.account = account('douyin', { status: 'unhosted' });
  await world.drain();
  expect(world.sent).toHaveLength(0);
  expect(world.messages()[0]).toMatchObject({ state: 'cancelled', failure: { code: 'account.unhosted' } });
});

test('a repeated stream record changes nothing', async () => {
  const world = createWorld(DOUYIN);
  const logged = await world.stored(world.event('message', { body: text('在吗') }), world.nowMs);
  await applyEvents(world.deps, world.key, [logged]);
  const before = world.head();
  await applyEvents(world.deps, world.key, [logged]);
  expect(world.head()).toEqual(before);
  expect(before.unread).toBe(1);
});

test('G2, W11: a reply from the phone app shows, takes over and pauses the agent', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: text('多少钱') }));
  world.nowMs += 500;
  await world.apply(world.event('echo', { sentByUs: false, body: text('我来回复您') }));
  expect(world.head()).toMatchObject({
    epoch: 1,
    unread: 0,
    agentPausedUntilMs: START_MS + 500 + 30 * 60_000,
    lastMessage: { preview: '我来回复您', from: 'us' },
  });
  expect(world.head().agentDue).toBeUndefined();
  expect(world.head().facts.sentSinceCustomerMessage).toBe(1);
});

test('W11: the echo of our own send writes nothing', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  await planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  });
  await world.drain();
  const { version } = world.head();
  await world.apply(world.event('echo', { eventId: 'p1', sentByUs: true, body: text('您好') }));
  expect(world.head().version).toBe(version);
});

test('the sweeper finds an answer that the agent queue forgot', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: text('多少钱') }));
  world.nowMs += 62_001;
  const agent: unknown[] = [];
  const found = await sweep({
    ...world.deps,
    outbound: async () => undefined,
    agent: async (jobs) => void agent.push(...jobs),
  });
  expect(found).toEqual({ outbound: 1, agent: 1 });
  expect(agent).toEqual([{ ...world.key, burstKey: world.head().burstKey }]);
});
