import { expect, test } from 'vitest';
import { pumpConversation } from './gate.ts';
import { account, createWorld, START_MS, WITH_AGENT } from './harness.ts';
import { answer, holding, interceptable, plan, states } from './harness-held.ts';
import { text } from './harness-words.ts';
import { cancelMessage, editMessage, releaseMessage } from './held.ts';
import { handBack, takeOver } from './operate.ts';

/** What people do with what is held: cancel, change, release, take over (W8, G8). */

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
