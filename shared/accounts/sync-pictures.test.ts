import { expect, test } from 'vitest';
import { createAccess } from './access.ts';
import { NOW_MS } from './harness.ts';
import { KEY, setUp } from './harness-cards.ts';
import { syncCards } from './sync-cards.ts';

/** Pictures of cards, and platforms that do not answer a sync (M3, SEC28, A5). */

test('M3: other pictures of the same cards are a change that consoles are told of, written with it', async () => {
  const { deps, account, covers, sync } = await setUp();
  const showing = (coverUrl: string) => async () => [{ id: 'n1', card: 'note' as const, title: '案例', coverUrl }];
  deps.world.cards = showing('https://sns-img.example/a.jpg');
  await sync();
  deps.world.cards = showing('https://sns-img.example/b.jpg');
  expect(await sync()).toMatchObject({ isChanged: true, cards: { version: 2 } });
  expect((await account()).cardsVersion).toBe(2);
  expect(await covers()).toEqual({ n1: 'https://sns-img.example/b.jpg' });
  // All or nothing: a sync that broke off is found again by the next.
  deps.world.cards = showing('https://sns-img.example/c.jpg');
  const broken = { ...deps, accounts: { ...deps.accounts, save: () => Promise.reject(new Error('table down')) } };
  const attempt = syncCards({ ...broken, access: createAccess(deps) }, { ...KEY, memberId: 'm1' });
  await expect(attempt).rejects.toThrow('table down');
  expect(await covers()).toEqual({ n1: 'https://sns-img.example/b.jpg' });
  expect(await sync()).toMatchObject({ isChanged: true, cards: { version: 3 } });
  expect(await sync()).toMatchObject({ isChanged: false });
});

test('M3: the same pictures under addresses signed anew are no change: no audit row, nothing told, the new ones kept', async () => {
  const { deps, account, covers, sync } = await setUp();
  const signed = (signature: string) => async () => [
    { id: 'n1', card: 'note' as const, title: '案例', coverUrl: `https://p3.byteimg.com/a.jpg?x-expires=${signature}` },
  ];
  deps.world.cards = signed('1');
  await sync();
  const before = await account();
  const audits = deps.table.all().filter((row) => row.action === 'account.cards-synced').length;
  deps.world.cards = signed('2');
  expect(await sync()).toMatchObject({ isChanged: false, cards: { version: 1 } });
  expect(await account()).toEqual(before);
  expect(deps.table.all().filter((row) => row.action === 'account.cards-synced')).toHaveLength(audits);
  expect(await covers()).toEqual({ n1: 'https://p3.byteimg.com/a.jpg?x-expires=2' });
  // Other cards came while it asked: they brought their own addresses.
  const stale = await deps.cards.load('t1', 'xhs_one');
  if (!stale) throw new Error('no cards');
  deps.world.cards = async () => [{ id: 'n2', card: 'note', title: '新' }];
  await sync();
  await deps.cards.renewCovers(stale, { n1: 'https://p3.byteimg.com/a.jpg?x-expires=3' });
  expect(await covers()).toEqual({});
  expect((await deps.cards.load('t1', 'xhs_one'))?.cards.map(({ id }) => id)).toEqual(['n2']);
});

test('SEC28: what cannot be a picture’s address is not kept; which addresses are fetched is said where they are', async () => {
  const { deps, sync, covers } = await setUp();
  deps.world.cards = async () =>
    [
      'javascript:alert(1)',
      'http://127.0.0.1:8081/cover/1.png',
      'no address',
      'data:image/svg+xml,<svg/>',
      `https://x.example/${'a'.repeat(500)}`,
    ].map((coverUrl, at) => ({ id: `n${at}`, card: 'note', title: '案例', coverUrl }));
  await sync();
  expect(await covers()).toEqual({ n1: 'http://127.0.0.1:8081/cover/1.png' });
});

test('M3: a platform that does not answer leaves cards, covers and the time of the last list; the failure is told', async () => {
  const { deps, held, covers, sync, outcome } = await setUp();
  deps.world.cards = async () => [
    { id: 'n1', card: 'note', title: '案例', coverUrl: 'https://sns-img.example/n1.jpg' },
  ];
  await sync();
  deps.world.nowMs += 60_000;
  deps.world.cards = () => Promise.reject(new Error('reset'));
  await expect(sync()).rejects.toMatchObject({ status: 503, code: 'platform.unavailable' });
  expect(await held()).toHaveLength(1);
  expect(await covers()).toEqual({ n1: 'https://sns-img.example/n1.jpg' });
  expect(await outcome()).toEqual({
    ...KEY,
    syncedAtMs: NOW_MS,
    count: 1,
    failure: { atMs: NOW_MS + 60_000, code: 'platform.unavailable' },
  });
  deps.world.cards = async () => [];
  await sync();
  expect(await outcome()).toEqual({ ...KEY, syncedAtMs: NOW_MS + 60_000, count: 0 });
  expect([await held(), await covers()]).toEqual([[], {}]);
});

test('A5: without authorisation nobody is asked, and the list says so', async () => {
  const { sync, outcome } = await setUp({ authorized: false });
  await expect(sync()).rejects.toMatchObject({ status: 409, code: 'account.needs-authorization' });
  expect(await outcome()).toEqual({ ...KEY, failure: { atMs: NOW_MS, code: 'account.needs-authorization' } });
});
