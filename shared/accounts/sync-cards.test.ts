import { expect, test } from 'vitest';
import { createAccess } from './access.ts';
import { accountOf, authorizationOf, createAccountsWorld, NOW_MS } from './harness.ts';
import type { Account } from './model.ts';
import { authorizationRow } from './refresh.ts';
import { syncCards } from './sync-cards.ts';

/** M3: platform materials are synced onto their account, and how that went is kept for everybody to see. */

const KEY = { tenantId: 't1', accountId: 'xhs_one' };

async function setUp(change: Partial<Account> = {}) {
  const deps = createAccountsWorld();
  const enterprise = accountOf({ id: 'xhs_one', platform: 'xiaohongshu', platformId: 'user-1', kind: 'enterprise' });
  const audit = { tenantId: 't1', auditId: 'a', atMs: NOW_MS, actorId: 'm1', action: 'x', subjectId: 'x' };
  await deps.accounts.save({ ...enterprise, ...change }, audit);
  const before = { ...KEY, platform: 'xiaohongshu' as const, generation: 0, version: 0 };
  await deps.authorizations.save(
    await authorizationRow(deps, before, authorizationOf({ accountPlatformId: 'user-1' })),
  );
  return {
    deps,
    account: async () => (await deps.accounts.load('t1', 'xhs_one')) ?? accountOf({ id: 'none' }),
    sync: () => syncCards({ ...deps, access: createAccess(deps) }, { ...KEY, memberId: 'm1' }),
    outcome: () => deps.cardSyncs.load('t1', 'xhs_one'),
  };
}

test('M3: cards are replaced by what the platform holds; their covers stay off the account, which every message reads', async () => {
  const { deps, account, sync } = await setUp({ cards: [{ id: 'old', card: 'note', title: '旧' }] });
  deps.world.cards = async () => [
    { id: 'n1', card: 'note', title: '案例', coverUrl: 'https://sns-img.example/n1.jpg' },
    { id: 'c1', card: 'name-card', title: '设计师', holds: 'wecom' },
  ];
  await sync();
  expect((await account()).cards).toEqual([
    { id: 'n1', card: 'note', title: '案例' },
    { id: 'c1', card: 'name-card', title: '设计师', holds: 'wecom' },
  ]);
  const { version } = await account();
  await sync();
  expect((await account()).version).toBe(version);
  expect(deps.table.all().find((row) => row.sk === 'c#xhs_one')).toEqual({
    pk: 't#t1#accounts',
    sk: 'c#xhs_one',
    __edb_e__: 'cardSync',
    __edb_v__: '1',
    tenantId: 't1',
    accountId: 'xhs_one',
    syncedAtMs: NOW_MS,
    covers: { n1: 'https://sns-img.example/n1.jpg' },
  });
  expect((await deps.cardSyncs.list('t1')).map(({ accountId }) => accountId)).toEqual(['xhs_one']);
  expect(await deps.cardSyncs.list('t2')).toEqual([]);
});

test('SEC28: an address that is no picture over TLS is not kept', async () => {
  const { deps, sync, outcome } = await setUp();
  deps.world.cards = async () =>
    [
      'javascript:alert(1)',
      'http://plain.example/a.jpg',
      'data:image/svg+xml,<svg/>',
      `https://x.example/${'a'.repeat(500)}`,
    ].map((coverUrl, at) => ({ id: `n${at}`, card: 'note', title: '案例', coverUrl }));
  await sync();
  expect((await outcome())?.covers).toEqual({});
});

test('M3: a platform that does not answer leaves cards, covers and the time of the last list; the failure is told', async () => {
  const { deps, account, sync, outcome } = await setUp();
  deps.world.cards = async () => [
    { id: 'n1', card: 'note', title: '案例', coverUrl: 'https://sns-img.example/n1.jpg' },
  ];
  await sync();
  deps.world.nowMs += 60_000;
  deps.world.cards = () => Promise.reject(new Error('reset'));
  await expect(sync()).rejects.toMatchObject({ status: 503, code: 'platform.unavailable' });
  expect((await account()).cards).toHaveLength(1);
  expect(await outcome()).toEqual({
    ...KEY,
    syncedAtMs: NOW_MS,
    covers: { n1: 'https://sns-img.example/n1.jpg' },
    failure: { atMs: NOW_MS + 60_000, code: 'platform.unavailable' },
  });
  deps.world.cards = async () => [];
  await sync();
  expect(await outcome()).toEqual({ ...KEY, syncedAtMs: NOW_MS + 60_000, covers: {} });
});

test('A5: without authorisation nobody is asked, and the list says so', async () => {
  const { sync, outcome } = await setUp({ authorized: false });
  await expect(sync()).rejects.toMatchObject({ status: 409, code: 'account.needs-authorization' });
  expect(await outcome()).toMatchObject({ failure: { code: 'account.needs-authorization' }, covers: {} });
});

test('M3: what the platform holds beyond what is kept is said, and no longer once it fits', async () => {
  const { deps, account, sync, outcome } = await setUp();
  const held = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ id: `n${at}`, card: 'note' as const, title: `案例 ${at}` }));
  deps.world.cards = async () => held(201);
  await sync();
  expect((await account()).cards).toHaveLength(200);
  expect(await outcome()).toMatchObject({ cut: true });
  deps.world.cards = async () => held(200);
  await sync();
  expect((await outcome())?.cut).toBeUndefined();
  // The platform has more pages than are read.
  deps.world.allCards = false;
  await sync();
  expect(await outcome()).toMatchObject({ cut: true });
});
