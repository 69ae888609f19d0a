import { expect, test } from 'vitest';
import { pumpConversation } from './gate.ts';
import { account, createWorld, START_MS } from './harness.ts';
import { planText, text } from './harness-words.ts';
import { planMessage } from './plan-message.ts';
import { sweep } from './sweep.ts';
import { wakeHeld } from './wake-held.ts';

/** What the gate holds, puts off or fails: over-use, bars, throttles, dead tokens (W3a, W8, A4, A5). */

test('W3a: the platform’s over-use answer holds a person’s message until the customer acts', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.answers.push({ kind: 'failed', class: 'window', code: '28003070' });
  await planText(world);
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
  await planText(world);
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
  await planText(world);
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
  await planText(world);
  await world.drain();
  expect(world.refreshes).toBe(1);
  expect(world.messages()[0]).toMatchObject({ state: 'sent', platformMessageId: 'p2' });
});

test('A5: a revoked right holds the message, gives the right back and marks the account; it leaves once that is back', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.answers.push({ kind: 'failed', class: 'revoked', code: '28001012' });
  await planText(world);
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
  await planText(world);
  world.account = account('douyin', { status: 'unhosted' });
  await world.drain();
  expect(world.sent).toHaveLength(0);
  expect(world.messages()[0]).toMatchObject({ state: 'cancelled', failure: { code: 'account.unhosted' } });
});
