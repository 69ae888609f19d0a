import { expect, test } from 'vitest';
import { account, createWorld } from './harness.ts';
import type { Standing } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { RulePack } from './pack-schema.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import { newestPack, packById, packFor } from './packs.ts';
import { planMessage } from './plan-message.ts';
import { type Happening, historyOf, replayPack } from './rules-replay.ts';
import { loadRecord } from './store-conversations.ts';

const HOUR_MS = 3_600_000;
const START_MS = 1_780_000_000_000;
const ENTERPRISE: Standing = { kind: 'enterprise', highWeight: false, adSpend30dYuan: 0, mutualFollow: false };

/** Looser than any pack in force. */
const loose = RulePack.parse({
  ...douyinPack,
  id: 'loose-2026-06-01',
  platform: 'another',
  effectiveFrom: '2026-06-01',
  dayUtcOffsetMinutes: 0,
  windows: [{ grant: 'reply', rule: 'TT1', kinds: ['enterprise'], lengthMs: 48 * HOUR_MS, max: 10 }],
  closedRule: 'TT0',
});

const capped = RulePack.parse({
  ...douyinPack,
  id: 'douyin-2026-09-01',
  effectiveFrom: '2026-09-01',
  windows: douyinPack.windows.map((window) => (window.grant === 'reply' ? { ...window, max: 2 } : window)),
});

test('W12: the pack in force is the newest that has begun, in the pack’s own days, in whatever order they are kept', () => {
  const midnightInShanghaiMs = Date.UTC(2026, 7, 31, 16);
  const packs = [capped, douyinPack] as const;
  expect(newestPack(packs, midnightInShanghaiMs - 1).id).toBe('douyin-2026-03-01');
  expect(newestPack(packs, midnightInShanghaiMs).id).toBe('douyin-2026-09-01');
  expect(newestPack(packs, 0).id).toBe('douyin-2026-03-01');
});

test('W12: of three packs, in any order, the newest that has begun is in force; before all of them the earliest', () => {
  const of = (id: string, effectiveFrom: string): RulePack => RulePack.parse({ ...douyinPack, id, effectiveFrom });
  const [march, june, september] = [of('m', '2026-03-01'), of('j', '2026-06-01'), of('s', '2026-09-01')];
  const july = Date.UTC(2026, 6, 1);
  const orders: [RulePack, ...RulePack[]][] = [
    [march, june, september],
    [september, june, march],
    [june, september, march],
    [march, september, june],
  ];
  expect(orders.map((packs) => newestPack(packs, july).id)).toEqual(['j', 'j', 'j', 'j']);
  expect(orders.map((packs) => newestPack(packs, 0).id)).toEqual(['m', 'm', 'm', 'm']);
  expect(orders.map((packs) => newestPack(packs, Date.UTC(2027, 0, 1)).id)).toEqual(['s', 's', 's', 's']);
  expect(newestPack([june, of('j2', '2026-06-01')], july).id).toBe('j2');
  expect(newestPack([june, of('j2', '2026-06-01')], 0).id).toBe('j');
});

test('W12: the packs in force, by time and by the name a trace keeps', () => {
  expect(packFor('douyin', START_MS)).toBe(douyinPack);
  expect(packById('xiaohongshu', 'xiaohongshu-2026-03-01')).toBe(xiaohongshuPack);
  expect(packById('douyin', 'douyin-1999-01-01')).toBeUndefined();
});

const asked = (afterMs: number, left = true): Happening => ({
  kind: 'asked',
  atMs: START_MS + afterMs,
  contentType: 'text',
  sender: 'operator',
  left,
});

test('W12: a replay shows what a new pack would have refused, and that nothing else changes', () => {
  const history: Happening[] = [
    { kind: 'entered', atMs: START_MS },
    asked(1_000),
    { kind: 'spoke', atMs: START_MS + 10_000 },
    asked(11_000),
    asked(12_000),
    asked(13_000),
    { kind: 'spoke', atMs: START_MS + 20_000 },
    asked(21_000),
  ];
  const replay = replayPack(history, ENTERPRISE, douyinPack, capped);
  expect(replay.asked).toBe(5);
  expect(replay.differences.map(({ atMs, change }) => [atMs - START_MS, change])).toEqual([
    [11_000, 'limits'],
    [12_000, 'limits'],
    // Within the entry's thirty seconds its grant steps in where the reply window's cap is used up.
    [13_000, 'limits'],
    [21_000, 'limits'],
  ]);
  const later = replayPack(
    history.filter(({ kind }) => kind !== 'entered'),
    ENTERPRISE,
    douyinPack,
    capped,
  );
  expect(later.differences.find(({ atMs }) => atMs === START_MS + 13_000)).toMatchObject({
    change: 'now-refused',
    after: { code: 'window.quota-used' },
  });
});

test('W12: the same pack against itself differs nowhere; looser rules show as newly allowed', () => {
  const history: Happening[] = [{ kind: 'spoke', atMs: START_MS }, asked(30 * HOUR_MS, false)];
  expect(replayPack(history, ENTERPRISE, douyinPack, douyinPack).differences).toEqual([]);
  expect(replayPack(history, ENTERPRISE, douyinPack, loose).differences).toMatchObject([{ change: 'now-allowed' }]);
});

test('W12: a stored conversation is replayed from its rows', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
  for (const at of [1, 2, 3]) {
    world.nowMs += 1_000;
    const body = { type: 'text', text: `第${at}条` } as const;
    await planMessage(world.deps, {
      ...world.key,
      messageId: `operator-000${at}`,
      body,
      sender: 'operator',
      senderId: 'u1',
    });
    await world.drain();
  }
  const record = await loadRecord(world.deps.table, world.key, { rows: 50 });
  const replay = replayPack(historyOf(record?.rows ?? []), ENTERPRISE, douyinPack, capped);
  expect(replay.asked).toBe(3);
  expect(replay.differences.map(({ change }) => change)).toEqual(['limits', 'limits', 'now-refused']);
});
