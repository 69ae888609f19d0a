import { expect, test, vi } from 'vitest';
import { agentConversations } from './agent-conversations.ts';
import { pumpConversation } from './gate.ts';
import { account, createWorld, WITH_AGENT } from './harness.ts';
import { text } from './harness-words.ts';
import { cancelMessage, editMessage, releaseMessage } from './held.ts';
import { douyinPack } from './pack-douyin.ts';
import { RulePack } from './pack-schema.ts';
import { planMessage } from './plan-message.ts';

/** What happens at once to one conversation (issue "the gate", concurrency): conditional writes decide, losers look again. */

/** From 1 September on a reply window carries one message. */
const capped = RulePack.parse({
  ...douyinPack,
  id: 'douyin-2026-09-01',
  effectiveFrom: '2026-09-01',
  windows: douyinPack.windows.map((window) => (window.grant === 'reply' ? { ...window, max: 1 } : window)),
});
const SEPTEMBER_MS = Date.UTC(2026, 7, 31, 16);

vi.mock(import('./packs.ts'), async (original) => {
  const packs = await original();
  return { ...packs, packFor: (_platform, atMs) => packs.newestPack([douyinPack, capped], atMs) };
});

type World = ReturnType<typeof createWorld>;
const plan = (world: World, messageId: string, value: string, hold = false) =>
  planMessage(world.deps, { ...world.key, messageId, body: text(value), sender: 'operator', senderId: 'u1', hold });
const states = (world: World) => world.messages().map(({ state }) => state);
const both = (world: World) =>
  Promise.allSettled([pumpConversation(world.deps, world.key), pumpConversation(world.deps, world.key)]);

async function asked(world: World, value = '在吗'): Promise<World> {
  await world.apply(world.event('message', { body: text(value) }));
  return world;
}

test('W9: two senders spend one grant: three of five leave, each once, and the grant is spent three times', async () => {
  const world = createWorld(account('douyin'));
  await asked(world);
  world.nowMs += 25 * 3_600_000;
  for (const at of [1, 2, 3, 4, 5]) await plan(world, `operator-000${at}`, `第${at}条`, true);
  await world.apply(world.event('entered'));
  await both(world);
  await both(world);
  expect(world.texts()).toEqual(['第1条', '第2条', '第3条']);
  expect(states(world)).toEqual(['sent', 'sent', 'sent', 'held', 'held']);
  expect(world.head().facts.entries.map(({ spent }) => spent)).toEqual([3]);
});

test('W1, W2: the customer speaks while an entry’s grant is being spent: what follows leaves as a reply', async () => {
  const world = createWorld(account('douyin', { welcome: ['欢迎', '想装什么户型？'] }));
  world.answers.push(async () => {
    world.nowMs += 500;
    await asked(world, '报价');
    return { kind: 'sent', platformMessageId: 'p1' };
  });
  await world.apply(world.event('entered'));
  await world.drain();
  expect(world.sent.map(({ occasion }) => occasion)).toEqual(['entry', 'reply']);
  expect(world.head().facts.entries.map(({ spent }) => spent)).toEqual([1]);
  expect(world.head().facts.sentSinceCustomerMessage).toBe(1);
  // The first left before the customer spoke: who spoke meanwhile is answered by what came after.
  expect(world.messages().map(({ trace }) => trace?.rule)).toEqual(['W1', 'W2']);
});

test('G8, INV7: an operator types while the agent’s answer is in flight: it lands first, nothing automated after', async () => {
  const world = await asked(createWorld(account('douyin', WITH_AGENT)));
  const { burstKey = '', epoch } = world.head();
  const bodies = [text('AI 一'), text('AI 二')];
  const answer = { ...world.key, accountId: 'dy_account1', burstKey, epoch, agentId: 'g1', bodies, tags: [] };
  await agentConversations(world.deps).plan(answer);
  let land: () => void = () => undefined;
  const landed = new Promise<void>((resolve) => {
    land = resolve;
  });
  let operator: Promise<unknown> = Promise.resolve();
  world.answers.push(async () => {
    operator = plan(world, 'operator-0001', '人工');
    await landed;
    return { kind: 'sent', platformMessageId: 'p1' };
  });
  world.onSleep = async () => land();
  await pumpConversation(world.deps, world.key);
  await operator;
  await world.drain();
  // What the person found leaving landed; the answer that was planned under the old epoch afterwards never leaves.
  await agentConversations(world.deps).plan({ ...answer, bodies: [text('AI 三')] });
  await pumpConversation(world.deps, world.key);
  expect(world.texts()).toEqual(['AI 一', 'AI 二', '人工']);
  expect(states(world)).toEqual(['sent', 'sent', 'sent']);
});

test('W12: the pack changes while a message is in flight: the next is judged by the new one, and each trace names its own', async () => {
  const world = createWorld(account('douyin'));
  world.nowMs = SEPTEMBER_MS - 1_000;
  await asked(world);
  world.answers.push(async () => {
    world.nowMs = SEPTEMBER_MS;
    return { kind: 'sent', platformMessageId: 'p1' };
  });
  await plan(world, 'operator-0001', '一');
  await plan(world, 'operator-0002', '二');
  await world.drain();
  expect(world.texts()).toEqual(['一']);
  expect(world.messages().map(({ state, trace }) => [state, trace?.pack])).toEqual([
    ['sent', 'douyin-2026-03-01'],
    ['held', 'douyin-2026-09-01'],
  ]);
  expect(world.messages()[1]?.failure).toEqual({ code: 'window.quota-used' });
});

test('W8: a message is cancelled while it is planned; one that a sender has claimed is leaving', async () => {
  const world = await asked(createWorld(account('douyin')));
  await plan(world, 'operator-0001', '一');
  await cancelMessage(world.deps, { ...world.key, messageId: 'operator-0001' });
  await world.drain();
  expect(world.sent).toEqual([]);
  expect(world.messages()).toMatchObject([{ state: 'cancelled', failure: { code: 'message.cancelled' } }]);
  expect(world.head().outbound).toBeUndefined();

  let refusal: unknown;
  world.answers.push(async () => {
    refusal = await cancelMessage(world.deps, { ...world.key, messageId: 'operator-0002' }).catch(
      (error: unknown) => error,
    );
    return { kind: 'sent', platformMessageId: 'p2' };
  });
  await plan(world, 'operator-0002', '二');
  await world.drain();
  expect(refusal).toMatchObject({ code: 'message.leaving' });
  expect(states(world)).toEqual(['cancelled', 'sent']);
});

test('W8: a sender that read the message before its cancellation loses its claim', async () => {
  const world = await asked(createWorld(account('douyin')));
  await plan(world, 'operator-0001', '一');
  // Between its reading and its claim the sender asks for a token: somebody cancels meanwhile.
  const { deps } = world;
  const access: typeof deps.access = {
    ...deps.access,
    access: async (...of) => {
      await cancelMessage(deps, { ...world.key, messageId: 'operator-0001' });
      return deps.access.access(...of);
    },
  };
  await pumpConversation({ ...deps, access }, world.key);
  expect(world.sent).toEqual([]);
  expect(states(world)).toEqual(['cancelled']);
});

test.each([
  ['edit and cancel', (world: World) => [edit(world), cancel(world)]],
  ['cancel and edit', (world: World) => [cancel(world), edit(world)]],
  ['release and cancel', (world: World) => [release(world), cancel(world)]],
  ['edit, release and cancel', (world: World) => [edit(world), release(world), cancel(world)]],
  ['two edits', (world: World) => [edit(world, '甲'), edit(world, '乙')]],
] as const)(
  'W8: %s of one held message at once, with a sender at it: one order of them, and at most one send',
  async (_what, acts) => {
    const world = await asked(createWorld(account('douyin')));
    world.nowMs += 25 * 3_600_000;
    await plan(world, 'operator-0001', '原', true);
    await world.drain();
    await asked(world, '还在吗');
    const done = await Promise.allSettled([...acts(world), pumpConversation(world.deps, world.key)]);
    await world.drain();
    await pumpConversation(world.deps, world.key);
    const [message] = world.messages();
    const sent = world.texts();
    expect(sent.length).toBeLessThanOrEqual(1);
    expect(['sent', 'cancelled']).toContain(message?.state);
    // What left is what the row says, and nothing left that was cancelled.
    expect(sent).toEqual(message?.state === 'sent' && message.body?.type === 'text' ? [message.body.text] : []);
    for (const one of done)
      if (one.status === 'rejected')
        expect(['message.leaving', 'message.not-waiting']).toContain((one.reason as { code: string }).code);
  },
);

const name = (world: World) => ({ ...world.key, messageId: 'operator-0001' });
const edit = (world: World, value = '改') => editMessage(world.deps, name(world), value);
const cancel = (world: World) => cancelMessage(world.deps, name(world));
const release = (world: World) => releaseMessage(world.deps, name(world));
