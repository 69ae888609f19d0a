import { expect, test } from 'vitest';
import { agentConversations } from './agent-conversations.ts';
import { pumpConversation } from './gate.ts';
import { account, createWorld, START_MS, WITH_AGENT } from './harness.ts';
import { text } from './harness-words.ts';
import { cancelMessage, editMessage, releaseMessage } from './held.ts';
import type { MessageBody } from './model.ts';
import { handBack, takeOver } from './operate.ts';
import { planMessage } from './plan-message.ts';
import { sweep } from './sweep.ts';

const HOUR_MS = 3_600_000;
type World = ReturnType<typeof createWorld>;

const plan = (world: World, messageId: string, body: MessageBody, hold = true) =>
  planMessage(world.deps, { ...world.key, messageId, body, sender: 'operator', senderId: 'u1', hold });

/** A Douyin conversation whose reply window closed an hour ago, with these texts held. */
async function holding(...texts: string[]): Promise<World> {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.nowMs += 25 * HOUR_MS;
  for (const [at, value] of texts.entries()) await plan(world, `operator-000${at + 1}`, text(value));
  await world.drain();
  return world;
}

const states = (world: World) => world.messages().map(({ state }) => state);

test('W8: a message that only the window refuses is held on request, with reason and deadline', async () => {
  const world = await holding('您好');
  expect(world.messages()[0]).toMatchObject({
    state: 'held',
    failure: { code: 'window.closed' },
    deadlineMs: START_MS + 49 * HOUR_MS,
    trace: { rule: 'W3', pack: 'douyin-2026-03-01' },
  });
  expect(world.head().outbound?.heldUntilMs).toBe(START_MS + 49 * HOUR_MS);
  expect(world.sent).toHaveLength(0);
});

test('W8: a customer whose answer is held still waits', async () => {
  const world = await holding('您好');
  expect(world.head().waitingSinceMs).toBe(START_MS);
});

test('W8, C1: what no window can open is refused, held or not', async () => {
  const world = await holding();
  await expect(plan(world, 'operator-0009', { type: 'video', url: 'https://v' })).rejects.toMatchObject({
    code: 'capability.not-sendable',
  });
  await expect(plan(world, 'operator-0009', text('您好'), false)).rejects.toMatchObject({ code: 'window.closed' });
  expect(world.messages()).toEqual([]);
});

test('W8, W1: a grant of three meets five held messages: the first three go, in order, two stay', async () => {
  const world = await holding('一', '二', '三', '四', '五');
  await world.apply(world.event('entered'));
  await world.drain();
  expect(world.texts()).toEqual(['一', '二', '三']);
  expect(states(world)).toEqual(['sent', 'sent', 'sent', 'held', 'held']);
  expect(world.messages()[3]?.failure).toEqual({ code: 'window.quota-used' });
  world.nowMs += 2 * HOUR_MS;
  await world.apply(world.event('entered'));
  await world.drain();
  expect(world.texts()).toEqual(['一', '二', '三', '四', '五']);
  expect(world.head().outbound).toBeUndefined();
});

test('W8, W2: when the customer speaks everything held leaves in order', async () => {
  const world = await holding('一', '二', '三', '四', '五');
  await world.apply(world.event('message', { body: text('还在吗') }));
  await world.drain();
  expect(world.texts()).toEqual(['一', '二', '三', '四', '五']);
});

test('W8: what is not sent by its deadline expires, visibly, one by one', async () => {
  const world = await holding('一');
  world.nowMs += HOUR_MS;
  await plan(world, 'operator-0002', text('二'));
  await world.drain();
  const outbound = async (jobs: readonly { tenantId: string; conversationId: string }[]) => {
    for (const job of jobs) await pumpConversation(world.deps, job);
  };
  world.nowMs = START_MS + 49 * HOUR_MS + 20_001;
  await sweep({ ...world.deps, outbound, agent: async () => undefined });
  expect(states(world)).toEqual(['expired', 'held']);
  expect(world.messages()[0]?.failure).toEqual({ code: 'deadline.passed' });
  world.nowMs += HOUR_MS;
  await sweep({ ...world.deps, outbound, agent: async () => undefined });
  expect(states(world)).toEqual(['expired', 'expired']);
  expect(world.sent).toHaveLength(0);
});

test('W8, W4: a window that time alone opens is tried without anybody acting', async () => {
  const world = createWorld(account('xiaohongshu'));
  await world.apply(world.event('entered'));
  await plan(world, 'operator-0001', text('第一条'));
  await world.drain();
  await plan(world, 'operator-0002', text('第二条'));
  await world.drain();
  expect(states(world)).toEqual(['sent', 'held']);
  expect(world.head().outbound?.heldUntilMs).toBe(START_MS + 24 * HOUR_MS);
  world.nowMs = START_MS + 24 * HOUR_MS - 1;
  const jobs: unknown[] = [];
  const outbound = async (found: readonly { tenantId: string; conversationId: string }[]) => {
    jobs.push(...found);
    for (const job of found) await pumpConversation(world.deps, job);
  };
  await sweep({ ...world.deps, outbound, agent: async () => undefined });
  expect(jobs).toEqual([]);
  world.nowMs += 20_002;
  // Its deadline is 24 h after it was planned, the very instant the window opens: the chance is lost honestly.
  await sweep({ ...world.deps, outbound, agent: async () => undefined });
  expect(states(world)).toEqual(['sent', 'expired']);
});

test('W8: cancelling ends a held message, lets the next one through and is idempotent', async () => {
  const world = createWorld(account('xiaohongshu'));
  await world.apply(world.event('entered'));
  await plan(world, 'operator-0001', { type: 'image', url: 'https://i' });
  await plan(world, 'operator-0002', text('您好'));
  await world.drain();
  expect(world.messages().map(({ failure }) => failure?.code)).toEqual(['window.text-first', 'order.behind-held']);
  const name = { ...world.key, messageId: 'operator-0001' };
  const { message } = await cancelMessage(world.deps, name);
  expect(message).toMatchObject({ state: 'cancelled', failure: { code: 'message.cancelled' }, settledAtMs: START_MS });
  await world.drain();
  expect(states(world)).toEqual(['cancelled', 'sent']);
  const version = world.head().version;
  await cancelMessage(world.deps, name);
  expect(world.head().version).toBe(version);
});

test('W8: a message that was sent is not cancelled, changed or released', async () => {
  const world = await holding('您好');
  await world.apply(world.event('message', { body: text('你好') }));
  await world.drain();
  const name = { ...world.key, messageId: 'operator-0001' };
  const refusal = { code: 'message.not-waiting', status: 409 };
  await expect(cancelMessage(world.deps, name)).rejects.toMatchObject(refusal);
  await expect(editMessage(world.deps, name, '早')).rejects.toMatchObject(refusal);
  await expect(releaseMessage(world.deps, name)).rejects.toMatchObject(refusal);
  await expect(cancelMessage(world.deps, { ...name, messageId: 'nobody-0001' })).rejects.toMatchObject({ status: 404 });
});

test('W8: a changed text is what leaves, also when a sender read the old one before', async () => {
  const world = await holding('旧');
  const name = { ...world.key, messageId: 'operator-0001' };
  const { commitHeadOnce, put } = interceptable(world);
  await world.apply(world.event('message', { body: text('在吗') }));
  // Between a sender's reading and its claim the operator changes the text.
  commitHeadOnce(async () => {
    await editMessage(world.deps, name, '新');
  });
  await pumpConversation({ ...world.deps, table: { ...world.deps.table, putAll: put } }, world.key);
  expect(world.texts()).toEqual(['新']);
  expect(world.messages()[0]).toMatchObject({ state: 'sent', body: { text: '新' }, edits: 1 });
});

test('W8: a cancellation between a sender’s reading and its claim wins, and the row never says otherwise', async () => {
  const world = await holding('旧');
  const { commitHeadOnce, put } = interceptable(world);
  await world.apply(world.event('message', { body: text('在吗') }));
  commitHeadOnce(async () => {
    await cancelMessage(world.deps, { ...world.key, messageId: 'operator-0001' });
  });
  await pumpConversation({ ...world.deps, table: { ...world.deps.table, putAll: put } }, world.key);
  expect(world.sent).toHaveLength(0);
  expect(states(world)).toEqual(['cancelled']);
});

test('W8, W7: a comment’s reply whose words are changed while it waits still quotes the comment', async () => {
  const world = createWorld(account('xiaohongshu', { adSpend30dYuan: 5_000 }));
  await world.apply(world.event('comment', { eventId: 'comment-1', body: text('多少钱一平') }));
  const quote = { commentId: 'comment-1', noteId: 'note-1' };
  await plan(world, 'operator-0001', { type: 'text', text: '旧', quote });
  world.account = account('xiaohongshu', { adSpend30dYuan: 5_000, status: 'needs-authorization' });
  await world.drain();
  expect(states(world)).toEqual(['held']);
  await editMessage(world.deps, { ...world.key, messageId: 'operator-0001' }, '新');
  world.account = account('xiaohongshu', { adSpend30dYuan: 5_000 });
  await world.drain();
  expect(world.sent.map(({ body, occasion }) => ({ body, occasion }))).toEqual([
    { body: { type: 'text', text: '新', quote: { commentId: 'comment-1', noteId: 'note-1' } }, occasion: 'comment' },
  ]);
});

/** Lets something happen right before the next transaction of a sender. */
function interceptable(world: World) {
  let before: (() => Promise<void>) | undefined;
  return {
    commitHeadOnce: (act: () => Promise<void>) => {
      before = act;
    },
    put: async (writes: Parameters<World['table']['putAll']>[0]) => {
      const act = before;
      before = undefined;
      await act?.();
      return world.table.putAll(writes);
    },
  };
}

test('W8: release answers with the gate’s reason while it may not go', async () => {
  const world = await holding('您好');
  await expect(releaseMessage(world.deps, { ...world.key, messageId: 'operator-0001' })).rejects.toMatchObject({
    code: 'window.closed',
    details: { rule: 'W3' },
  });
  expect(states(world)).toEqual(['held']);
});

test('W8: release lets a message overtake what is held before it', async () => {
  const world = createWorld(account('xiaohongshu'));
  await world.apply(world.event('entered'));
  await plan(world, 'operator-0001', { type: 'image', url: 'https://i' });
  await plan(world, 'operator-0002', text('您好'));
  await world.drain();
  const { message } = await releaseMessage(world.deps, { ...world.key, messageId: 'operator-0002' });
  expect(message).toMatchObject({ state: 'planned', releasedAtMs: START_MS });
  await world.drain();
  expect(states(world)).toEqual(['held', 'sent']);
});

test('W8: an agent’s answer is held when the platform says the window is used up; its next chance sends it', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.answers.push({ kind: 'failed', class: 'window', code: '28003070' });
  await answer(world, '您好');
  expect(states(world)).toEqual(['held']);
  expect(world.messages()[0]?.deadlineMs).toBe(START_MS + 24 * HOUR_MS);
  world.nowMs += 60_000;
  await world.apply(world.event('entered'));
  await world.drain();
  expect(states(world)).toEqual(['sent']);
  expect(world.sent.map(({ occasion }) => occasion)).toEqual(['reply', 'reply']);
});

test('G8, W8: a takeover ends what the agent had held at once', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.answers.push({ kind: 'failed', class: 'window', code: '28003070' });
  await answer(world, '您好');
  await takeOver(world.deps, world.key);
  await handBack(world.deps, world.key);
  await world.drain();
  expect(world.messages()[0]).toMatchObject({ state: 'cancelled', failure: { code: 'takeover.fenced' } });
});

test('W8: an agent’s words are cancelled by people, not rewritten', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.answers.push({ kind: 'failed', class: 'window', code: '28003070' });
  await answer(world, '您好');
  const name = { ...world.key, messageId: world.messages()[0]?.messageId ?? '' };
  await expect(editMessage(world.deps, name, '别的')).rejects.toMatchObject({ code: 'message.not-editable' });
  expect((await cancelMessage(world.deps, name)).message.state).toBe('cancelled');
});

async function answer(world: World, value: string): Promise<void> {
  await agentConversations(world.deps).plan({
    ...world.key,
    accountId: 'dy_account1',
    burstKey: world.head().burstKey ?? '',
    epoch: world.head().epoch,
    agentId: 'g1',
    bodies: [text(value)],
    tags: [],
  });
  await world.drain();
}
