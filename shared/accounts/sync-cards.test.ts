import { expect, test } from 'vitest';
import { NOW_MS } from './harness.ts';
import { KEY, setUp } from './harness-cards.ts';
import { syncDueAtMs } from './rules-sync.ts';
import { cardsView, loadCards } from './shown-cards.ts';

test('M3: cards are replaced by what the platform holds now, in rows of their own; the account tells that they changed', async () => {
  const { deps, account, held, sync, outcome } = await setUp();
  deps.world.cards = async () => [{ id: 'old', card: 'note', title: '旧' }];
  await sync();
  expect((await account()).cardsVersion).toBe(1);
  deps.world.cards = async () => [
    { id: 'n1', card: 'note', title: '案例', coverUrl: 'https://sns-img.example/n1.jpg' },
    { id: 'c1', card: 'name-card', title: '设计师', holds: 'wecom' },
  ];
  expect(await sync()).toMatchObject({ isChanged: true, cards: { version: 2 } });
  expect(await held()).toEqual([
    { id: 'n1', card: 'note', title: '案例' },
    { id: 'c1', card: 'name-card', title: '设计师', holds: 'wecom' },
  ]);
  const { version, cardsVersion } = await account();
  expect(cardsVersion).toBe(2);
  expect(await sync()).toMatchObject({ isChanged: false, cards: { version: 2 } });
  expect((await account()).version).toBe(version);
  expect(await outcome()).toMatchObject({ count: 2 });
  expect((await deps.cardSyncs.list('t1')).map(({ accountId }) => accountId)).toEqual(['xhs_one']);
  expect(await deps.cardSyncs.list('t2')).toEqual([]);
  const audited = deps.table.all().filter((row) => row.action === 'account.cards-synced');
  expect(audited.map(({ fields }) => fields)).toEqual([['cards'], ['cards']]);
});

test('M3: the rows of cards, their covers and how the sync went have a pinned shape; the account carries none of it', async () => {
  const { deps, sync } = await setUp();
  deps.world.cards = async () => [
    { id: 'c1', card: 'name-card', title: '设计师', holds: 'wecom', coverUrl: 'https://sns-img.example/c1.jpg' },
  ];
  await sync();
  const row = (sk: string) => deps.table.all().find((one) => one.sk === sk);
  expect(row('k#cards')).toEqual({
    pk: 't#t1#a#xhs_one',
    sk: 'k#cards',
    __edb_e__: 'accountCards',
    __edb_v__: '1',
    ...KEY,
    platform: 'xiaohongshu',
    cards: [{ id: 'c1', card: 'name-card', title: '设计师', holds: 'wecom' }],
    version: 1,
  });
  expect(row('k#covers')).toEqual({
    pk: 't#t1#a#xhs_one',
    sk: 'k#covers',
    __edb_e__: 'cardCovers',
    __edb_v__: '1',
    ...KEY,
    covers: { c1: 'https://sns-img.example/c1.jpg' },
  });
  expect(row('c#xhs_one')).toEqual({
    pk: 't#t1#accounts',
    sk: 'c#xhs_one',
    __edb_e__: 'cardSync',
    __edb_v__: '1',
    ...KEY,
    syncedAtMs: NOW_MS,
    count: 1,
  });
  expect(JSON.stringify(row('a#xhs_one'))).not.toContain('设计师');
});

test('M3: message cards are kept apart from what can be sent; another one is a change', async () => {
  const { deps, account, sync } = await setUp();
  const kept = async () => (await deps.cards.load('t1', 'xhs_one')) ?? {};
  deps.world.cards = async () => [{ id: 'c1', card: 'lead-card', title: '留资' }];
  deps.world.messageCards = [{ id: 'm1', kind: 'text-link', title: '套餐'.repeat(101) }];
  await sync();
  expect(await kept()).toMatchObject({
    cards: [{ id: 'c1' }],
    messageCards: [{ id: 'm1', kind: 'text-link', title: '套餐'.repeat(100) }],
  });
  expect(await deps.cardSyncs.load('t1', 'xhs_one')).toMatchObject({ count: 2 });
  deps.world.messageCards = [{ id: 'm2', kind: 'phone-call', title: '热线' }];
  expect(await sync()).toMatchObject({ isChanged: true });
  expect(await sync()).toMatchObject({ isChanged: false });
  deps.world.messageCards = [];
  await sync();
  expect(await kept()).not.toHaveProperty('messageCards');
  expect((await account()).cardsVersion).toBe(3);
});

test('M3: message cards count for the most that is kept of an account, and the cut is said', async () => {
  const { deps, sync } = await setUp();
  deps.world.cards = async () =>
    Array.from({ length: 199 }, (_, at) => ({ id: `c${at}`, card: 'note' as const, title: '' }));
  deps.world.messageCards = [1, 2].map((at) => ({ id: `m${at}`, kind: 'image-link' as const, title: '' }));
  await sync();
  expect((await deps.cards.load('t1', 'xhs_one'))?.messageCards?.map(({ id }) => id)).toEqual(['m1']);
  expect(await deps.cardSyncs.load('t1', 'xhs_one')).toMatchObject({ count: 200, cut: true });
});

test('M3: rows of before cards had rows of their own are read, and have their cards fetched at the next look', async () => {
  const { deps, account, sync } = await setUp();
  const old = deps.table.all().find(({ sk }) => sk === 'a#xhs_one');
  if (!old) throw new Error('no account');
  await deps.table.put({ row: { ...old, cards: [{ id: 'n1', card: 'note', title: '案例' }] } });
  await deps.table.put({
    row: { pk: 't#t1#accounts', sk: 'c#xhs_one', ...KEY, syncedAtMs: NOW_MS, covers: { n1: 'https://x.example/a' } },
  });
  expect(await account()).not.toHaveProperty('cards');
  const before = await deps.cardSyncs.load('t1', 'xhs_one');
  expect(before).toEqual({ ...KEY, syncedAtMs: NOW_MS });
  expect(syncDueAtMs(before)).toBe(0);
  await sync();
  expect(syncDueAtMs(await deps.cardSyncs.load('t1', 'xhs_one'))).toBe(NOW_MS + 86_400_000);
});

test('M3: what the platform told of an account that never had cards is an empty list, and no change', async () => {
  const { deps, account, sync } = await setUp();
  const { version } = await account();
  expect(await sync()).toMatchObject({ isChanged: false, cards: { version: 0, cards: [] } });
  expect((await account()).version).toBe(version);
  const all = { accounts: deps.accounts, cards: deps.cards };
  expect(cardsView(await loadCards(all, KEY))).toEqual({
    accountId: 'xhs_one',
    version: 0,
    items: [],
    messageCards: [],
  });
  await expect(loadCards(all, { ...KEY, accountId: 'nobody' })).rejects.toMatchObject({ code: 'account.unknown' });
});

test('M3: a title that is no title is cut, so that what an account holds fits its row', async () => {
  const { deps, sync, held } = await setUp();
  deps.world.cards = async () => [{ id: 'n1', card: 'note', title: '长'.repeat(5000) }];
  await sync();
  expect((await held())?.[0]?.title).toHaveLength(200);
  await sync();
  expect((await deps.cards.load('t1', 'xhs_one'))?.version).toBe(1);
  deps.world.cards = async () => [{ id: 'n1', card: 'note', title: `${'长'.repeat(199)}🏡全屋` }];
  await sync();
  // No character is cut in two.
  expect((await held())?.[0]?.title).toBe(`${'长'.repeat(199)}🏡`);
});

test('M3: what the platform holds beyond what is kept is said, and no longer once it fits', async () => {
  const { deps, held: kept, sync, outcome } = await setUp();
  const held = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ id: `n${at}`, card: 'note' as const, title: `案例 ${at}` }));
  deps.world.cards = async () => held(201);
  await sync();
  expect(await kept()).toHaveLength(200);
  expect(await outcome()).toMatchObject({ cut: true });
  deps.world.cards = async () => held(200);
  await sync();
  expect((await outcome())?.cut).toBeUndefined();
  // The platform has more pages than are read.
  deps.world.allCards = false;
  await sync();
  expect(await outcome()).toMatchObject({ cut: true });
});
