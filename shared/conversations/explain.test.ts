import { expect, test } from 'vitest';
import { agentConversations } from './agent-conversations.ts';
import { explainMessage } from './explain.ts';
import { pumpConversation } from './gate.ts';
import { account, createWorld, START_MS, WITH_AGENT } from './harness.ts';
import { cancelMessage } from './held.ts';
import { takeOver } from './operate.ts';
import { packFor } from './packs.ts';
import { planMessage } from './plan-message.ts';
import { reevaluate } from './rules-trace.ts';

const TEXTS = ['欢迎', '想装什么户型？', '留个电话吧'];

test('Z1: every decision kept with a message is judged again to the same verdict', async () => {
  for (const platform of ['douyin', 'xiaohongshu'] as const) {
    const world = createWorld(account(platform, { welcome: TEXTS, highWeight: true }));
    await world.apply(world.event('entered'));
    await world.drain();
    const body = { type: 'text', text: '您好' } as const;
    const plan = (messageId: string) =>
      planMessage(world.deps, { ...world.key, messageId, body, sender: 'operator', senderId: 'u1', hold: true });
    world.nowMs += 31_000;
    await plan('operator-0001');
    await world.drain();
    world.nowMs += 1_000;
    await world.apply(world.event('message', { body }));
    await world.drain();
    await plan('operator-0002');
    await world.drain();
    const messages = world.messages();
    expect(messages.length).toBeGreaterThanOrEqual(4);
    for (const { messageId, atMs } of messages) {
      const { again, trace } = await explainMessage(world.deps, { ...world.key, messageId, placeMs: atMs });
      expect(again).toEqual({ verdict: trace.verdict, equal: true, intact: true, pack: 'same' });
    }
  }
});

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

type World = ReturnType<typeof createWorld>;
const TEXT = { type: 'text', text: '您好' } as const;
const plan = (world: World, changes: Partial<Parameters<typeof planMessage>[1]> = {}) =>
  planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body: TEXT,
    sender: 'operator',
    senderId: 'u1',
    hold: true,
    ...changes,
  });
const answerOf = (world: World) => ({
  ...world.key,
  accountId: 'dy_account1',
  burstKey: world.head().burstKey ?? '',
  epoch: world.head().epoch,
  agentId: 'g1',
  bodies: [TEXT],
  tags: [],
});
const speak = (world: World) => world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));

/** How a message ends without the windows saying so, and what its trace tells of it. */
const ENDS: readonly (readonly [string, string, unknown, (world: World) => Promise<void>])[] = [
  [
    'G8 takeover.fenced',
    'cancelled',
    { epoch: 1 },
    async (world) => {
      await speak(world);
      await agentConversations(world.deps).plan(answerOf(world));
      await takeOver(world.deps, world.key);
    },
  ],
  [
    'G9 burst.superseded',
    'cancelled',
    { burstKey: expect.stringMatching(/./) as unknown },
    async (world) => {
      await speak(world);
      await agentConversations(world.deps).plan(answerOf(world));
      world.nowMs += 1_000;
      await speak(world);
    },
  ],
  [
    'W8 deadline.passed',
    'expired',
    undefined,
    async (world) => {
      await speak(world);
      await plan(world);
      world.nowMs += 24 * 3_600_000;
    },
  ],
  [
    'A4 account.unhosted',
    'cancelled',
    { account: 'gone' },
    async (world) => {
      await speak(world);
      await plan(world);
      world.account = undefined;
    },
  ],
  [
    'A5 account.needs-authorization',
    'held',
    { account: 'needs-authorization' },
    async (world) => {
      // It was held for its window before.
      await world.apply(world.event('entered'));
      world.nowMs += 60_000;
      await plan(world);
      await world.drain();
      world.account = account('douyin', { status: 'needs-authorization' });
      await pumpConversation(world.deps, world.key);
    },
  ],
  [
    'I7 schedule.later',
    'held',
    undefined,
    async (world) => {
      await speak(world);
      await plan(world, { sendAtMs: world.nowMs + 3_600_000 });
    },
  ],
  [
    'W8 order.behind-held',
    'held',
    { obstacle: 'order.behind-held' },
    async (world) => {
      await world.apply(world.event('entered'));
      world.nowMs += 60_000;
      await plan(world, { messageId: 'operator-0000' });
      await world.drain();
      world.answers.push({ kind: 'failed', class: 'account', code: '28001018' });
      await speak(world);
      await plan(world);
    },
  ],
  [
    'W8 message.cancelled',
    'cancelled',
    { obstacle: 'message.cancelled' },
    async (world) => {
      await speak(world);
      await plan(world);
      await cancelMessage(world.deps, { ...world.key, messageId: 'operator-0001' });
    },
  ],
];

test.each(ENDS)(
  'Z1: %s is kept with rule and facts, and judged again to the same',
  async (reason, state, gate, act) => {
    const world = createWorld(account('douyin', WITH_AGENT));
    await act(world);
    await world.drain();
    const ended = world.messages().find((one) => reason.endsWith(` ${one.failure?.code}`));
    expect(ended?.state).toBe(state);
    const { trace, basis, again } = await explainMessage(world.deps, {
      ...world.key,
      messageId: ended?.messageId ?? '',
    });
    expect(`${trace.rule} ${trace.verdict.kind === 'refused' && trace.verdict.code}`).toBe(reason);
    expect(basis.gate).toEqual(gate);
    expect(again).toMatchObject({ verdict: trace.verdict, equal: true, intact: true, pack: 'same' });
  },
);

test('Z1: where something else decided, what the windows said then is told beside it', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('entered'));
  world.nowMs += 60_000;
  await plan(world);
  await cancelMessage(world.deps, { ...world.key, messageId: 'operator-0001' });
  const { again } = await explainMessage(world.deps, { ...world.key, messageId: 'operator-0001' });
  expect(again).toMatchObject({
    verdict: { code: 'message.cancelled' },
    windows: { kind: 'refused', rule: 'W3', code: 'window.closed' },
  });
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
