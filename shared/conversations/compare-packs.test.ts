import { expect, test } from 'vitest';
import { comparePacks } from './compare-packs.ts';
import { account, createWorld, TENANT } from './harness.ts';
import { text } from './harness-words.ts';
import { douyinPack } from './pack-douyin.ts';
import { RulePack } from './pack-schema.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import { planMessage } from './plan-message.ts';

/** Integrators report a cap of six messages a reply window; here it is two, so that a short past shows it. */
const capped = RulePack.parse({
  ...douyinPack,
  id: 'douyin-capped',
  windows: douyinPack.windows.map((window) => (window.grant === 'reply' ? { ...window, max: 2 } : window)),
});
const standing = { kind: 'enterprise', highWeight: false, adSpend30dYuan: 0 } as const;

async function past() {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  for (const at of [1, 2, 3]) {
    world.nowMs += 1_000;
    const message = {
      messageId: `operator-000${at}`,
      body: text(`第${at}条`),
      sender: 'operator',
      senderId: 'u1',
    } as const;
    await planMessage(world.deps, { ...world.key, ...message });
    await world.drain();
  }
  const compare = (candidate: RulePack, accountId = 'dy_account1', tenantId = TENANT) =>
    comparePacks(world.deps, {
      tenantId,
      platform: 'douyin',
      accounts: [{ accountId, standing }],
      candidate,
      nowMs: world.nowMs,
    });
  return { world, compare };
}

test('W12: another pack is run on what happened, and says what it would have changed', async () => {
  const { world, compare } = await past();
  const before = JSON.stringify(world.table.all());
  const comparison = await compare(capped);
  expect(comparison).toMatchObject({
    before: 'douyin-2026-03-01',
    bounds: { conversationsPerAccount: 50, conversations: 300, rowsPerConversation: 150 },
    conversations: 1,
    asked: 3,
    nowAllowed: 0,
    nowRefused: 1,
    limits: 2,
  });
  // What changes an answer stands first.
  expect(comparison.examples.map(({ change }) => change)).toEqual(['now-refused', 'limits', 'limits']);
  expect(comparison.examples[0]).toMatchObject({
    conversationId: world.key.conversationId,
    accountId: 'dy_account1',
    customerName: '小苗',
    contentType: 'text',
    before: { kind: 'allowed', rule: 'W2' },
    after: { kind: 'refused', rule: 'W2', code: 'window.quota-used' },
  });
  expect(JSON.stringify(world.table.all())).toBe(before);
});

test('W12: the pack in force against itself differs nowhere', async () => {
  const { compare } = await past();
  expect(await compare(douyinPack)).toMatchObject({ asked: 3, nowAllowed: 0, nowRefused: 0, limits: 0, examples: [] });
});

test('INV10: the past of another tenant or account is not in it', async () => {
  const { compare } = await past();
  expect(await compare(capped, 'dy_account2')).toMatchObject({ conversations: 0, asked: 0, examples: [] });
  expect(await compare(capped, 'dy_account1', 't2')).toMatchObject({ conversations: 0, asked: 0, examples: [] });
});

test('W12: each message is judged by the standing of its time, not by today’s', async () => {
  const world = createWorld(account('xiaohongshu', { kind: 'staff', adSpend30dYuan: 1_000 }));
  await world.apply(world.event('message', { body: text('在吗') }));
  const message = { messageId: 'operator-0001', body: text('您好'), sender: 'operator', senderId: 'u1' } as const;
  await planMessage(world.deps, { ...world.key, ...message });
  await world.drain();
  const dearer = RulePack.parse({
    ...xiaohongshuPack,
    id: 'xiaohongshu-dearer',
    minAdSpend30dYuan: { enterprise: 0, staff: 2_000 },
  });
  const compare = (adSpend30dYuan: number) =>
    comparePacks(world.deps, {
      tenantId: TENANT,
      platform: 'xiaohongshu',
      // It spends more, or less, by now.
      accounts: [{ accountId: 'xhs_account1', standing: { kind: 'staff', highWeight: false, adSpend30dYuan } }],
      candidate: dearer,
      nowMs: world.nowMs,
    });
  for (const todayYuan of [0, 5_000]) {
    const { asked, nowRefused, examples } = await compare(todayYuan);
    expect({ asked, nowRefused }).toEqual({ asked: 1, nowRefused: 1 });
    expect(examples[0]).toMatchObject({
      before: { kind: 'allowed', rule: 'W6' },
      after: { code: 'account.spend-gate' },
    });
  }
});

test('W12: what no pack had a say in was not asked of any: a takeover, a lost authorisation, a time to come', async () => {
  const { world, compare } = await past();
  await planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-later',
    body: text('明早见'),
    sender: 'operator',
    senderId: 'u1',
    sendAtMs: world.nowMs + 3_600_000,
  });
  expect(await compare(capped)).toMatchObject({ asked: 3 });
});
