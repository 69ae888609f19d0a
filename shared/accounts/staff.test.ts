import { expect, test } from 'vitest';
import { quietHead } from '../conversations/harness-head.ts';
import type { Conversation } from '../conversations/model-head.ts';
import { commitHead, loadHead } from '../conversations/store-conversations.ts';
import { createAccess } from './access.ts';
import { accountIdOf } from './account-id.ts';
import { accountOf, authorizationOf, createAccountsWorld, NOW_MS } from './harness.ts';
import { lookAfterAccount, lookAfterDue, takeUpAccount } from './look-after.ts';
import type { Account } from './model.ts';
import { authorizationRow } from './refresh.ts';
import { statusOf } from './rules-status.ts';
import { syncDueAtMs } from './rules-sync.ts';
import { hostStaff, hostStaffAgain, reconcileStaff } from './staff.ts';
import { markAuthorized, markUnbound, unhostAccount } from './standing.ts';
import { accountView } from './view.ts';

/** A1, A4: staff accounts come with their enterprise, stop and are hosted again, and follow the platform's own list. */

const KEY = { tenantId: 't1', accountId: 'xhs_one' };
const AUDIT = { tenantId: 't1', auditId: 'a', atMs: NOW_MS, actorId: 'm1', action: 'x', subjectId: 'x' };
const ENTERPRISE = accountOf({ id: 'xhs_one', platform: 'xiaohongshu', platformId: 'user-1', kind: 'enterprise' });
const STAFF = accountOf({
  id: accountIdOf('xiaohongshu', 'staff-1'),
  platform: 'xiaohongshu',
  platformId: 'staff-1',
  kind: 'staff',
  tokenAccountId: 'xhs_one',
  createdAtMs: NOW_MS - 86_400_000,
});
const STAFF_KEY = { tenantId: 't1', accountId: STAFF.id };

const headOf = (changes: Partial<Conversation>): Conversation =>
  quietHead({
    conversationId: 'c1',
    accountId: STAFF.id,
    platform: 'xiaohongshu',
    customerPlatformId: 'customer-1',
    createdAtMs: NOW_MS,
    ...changes,
  });

async function setUp(enterprise: Partial<Account> = {}) {
  const world = createAccountsWorld();
  const deps = { ...world, access: createAccess(world) };
  await deps.accounts.save({ ...ENTERPRISE, ...enterprise }, { ...AUDIT, auditId: 'one' });
  await deps.accounts.save(STAFF, { ...AUDIT, auditId: 'two' });
  const before = { ...KEY, platform: 'xiaohongshu' as const, generation: 0, version: 0 };
  await deps.authorizations.save(
    await authorizationRow(deps, before, authorizationOf({ accountPlatformId: 'user-1' })),
  );
  const statuses = async () =>
    Object.fromEntries((await deps.accounts.list('t1')).map((account) => [account.platformId, statusOf(account)]));
  const staff = async () => deps.accounts.load('t1', STAFF.id);
  return { deps, statuses, staff };
}

test('A4: a staff account that was stopped is hosted again with its enterprise’s tokens', async () => {
  const { deps, statuses, staff } = await setUp();
  await unhostAccount(deps, STAFF_KEY, 'm1');
  // New tokens of the enterprise bring nobody back whom a person stopped, nor take the reason away.
  await markAuthorized(deps, KEY, NOW_MS + 1);
  expect(await staff()).toMatchObject({ unhosted: true, statusReason: 'account.unhosted-by-member' });
  expect(await statuses()).toEqual({ 'user-1': 'hosted', 'staff-1': 'unhosted' });
  const again = await hostStaffAgain(deps, STAFF_KEY, 'm1');
  expect(statusOf(again)).toBe('hosted');
  expect(again.statusReason).toBeUndefined();
  const audit = await deps.audits.latest('t1', NOW_MS, 10);
  expect(audit.find(({ action }) => action === 'account.hosted-again')).toMatchObject({
    actorId: 'm1',
    action: 'account.hosted-again',
    subjectId: STAFF.id,
    fields: ['unhosted', 'statusReason'],
  });
  expect(await deps.access.access('t1', STAFF.id)).toMatchObject({ enterprisePlatformId: 'user-1' });
});

test('A4, A5: what is held for a stopped staff account is looked at once it is hosted again, and not before', async () => {
  const { deps } = await setUp();
  deps.world.staff = async () => ({ staff: [{ platformId: 'staff-1', name: 'x' }], complete: true });
  const key = { tenantId: 't1', conversationId: 'c1' };
  await commitHead(deps.table, undefined, headOf({ outbound: { fromMs: NOW_MS, mark: 1, heldUntilMs: NOW_MS + 9e6 } }));
  const held = async () => (await loadHead(deps.table, key))?.outbound?.heldUntilMs;
  await unhostAccount(deps, STAFF_KEY, 'm1');
  await takeUpAccount(deps, STAFF_KEY);
  expect(await held()).toBe(NOW_MS + 9e6);
  await hostStaffAgain(deps, STAFF_KEY, 'm1');
  // A refusal of the platform is no reason to look: it would be refused again.
  await takeUpAccount(deps, { ...STAFF_KEY, refused: true });
  expect(await held()).toBe(NOW_MS + 9e6);
  await takeUpAccount(deps, STAFF_KEY);
  expect(await held()).toBeUndefined();
});

test('A5: what is held for an account without authorisation is looked at once it is authorised again, and not before', async () => {
  const { deps } = await setUp({ authorized: false });
  const key = { tenantId: 't1', conversationId: 'c1' };
  const outbound = { fromMs: NOW_MS, mark: 1, heldUntilMs: NOW_MS + 9e6 };
  await commitHead(deps.table, undefined, headOf({ accountId: 'xhs_one', outbound }));
  const held = async () => (await loadHead(deps.table, key))?.outbound?.heldUntilMs;
  await takeUpAccount(deps, KEY);
  expect(await held()).toBe(NOW_MS + 9e6);
  await markAuthorized(deps, KEY, NOW_MS + 9e9);
  await takeUpAccount(deps, KEY);
  expect(await held()).toBeUndefined();
});

test('A4: its enterprise comes first, and an account with tokens of its own is authorised instead', async () => {
  const { deps, staff } = await setUp();
  await unhostAccount(deps, STAFF_KEY, 'm1');
  await unhostAccount(deps, KEY, 'm1');
  const attempt = hostStaffAgain(deps, STAFF_KEY, 'm1');
  await expect(attempt).rejects.toMatchObject({ status: 409, code: 'account.enterprise-not-hosted' });
  expect(await staff()).toMatchObject({ unhosted: true });
  await expect(hostStaffAgain(deps, KEY, 'm1')).rejects.toMatchObject({ code: 'account.needs-authorization' });
  const foreign = hostStaffAgain(deps, { ...STAFF_KEY, tenantId: 't2' }, 'm1');
  await expect(foreign).rejects.toMatchObject({ status: 404 });
});

test('A4: what the platform unbound meanwhile stays unbound', async () => {
  const { deps, statuses } = await setUp();
  await unhostAccount(deps, STAFF_KEY, 'm1');
  await markUnbound(deps, STAFF_KEY);
  const again = await hostStaffAgain(deps, STAFF_KEY, 'm1');
  expect(again.statusReason).toBe('account.unbound-on-platform');
  expect(await statuses()).toMatchObject({ 'staff-1': 'awaiting-binding' });
});

test('A1: staff accounts that no webhook told of appear, those the platform lists no more stop', async () => {
  const { deps, statuses } = await setUp();
  deps.world.staff = async () => ({ staff: [{ platformId: 'staff-2', name: '顾问阿宁' }], complete: true });
  await reconcileStaff(deps, KEY);
  await reconcileStaff(deps, KEY);
  expect(await statuses()).toEqual({ 'user-1': 'hosted', 'staff-1': 'awaiting-binding', 'staff-2': 'hosted' });
  deps.world.staff = async () => ({ staff: [{ platformId: 'staff-1', name: 'x' }], complete: false });
  await reconcileStaff(deps, KEY);
  // A list that was cut proves nobody's absence.
  expect(await statuses()).toEqual({ 'user-1': 'hosted', 'staff-1': 'hosted', 'staff-2': 'hosted' });
});

test('A1: who joins while the platform answers, or joined a moment ago, is not taken for gone', async () => {
  const { deps, statuses } = await setUp();
  const joining = { platformId: 'staff-2', name: '顾问阿宁' };
  deps.world.staff = async () => {
    await hostStaff(deps, ENTERPRISE, joining);
    return { staff: [{ platformId: 'staff-1', name: 'x' }], complete: true };
  };
  await reconcileStaff(deps, KEY);
  expect(await statuses()).toEqual({ 'user-1': 'hosted', 'staff-1': 'hosted', 'staff-2': 'hosted' });
  deps.world.staff = async () => ({ staff: [{ platformId: 'staff-1', name: 'x' }], complete: true });
  deps.world.nowMs += 600_000;
  await reconcileStaff(deps, KEY);
  expect(await statuses()).toMatchObject({ 'staff-2': 'hosted' });
  deps.world.nowMs += 1;
  await reconcileStaff(deps, KEY);
  expect(await statuses()).toMatchObject({ 'staff-2': 'awaiting-binding' });
});

test('SEC8, A1: a staff account that another tenant hosts is not taken; one that a person stopped stays stopped', async () => {
  const { deps, statuses } = await setUp();
  const taken = { platform: 'xiaohongshu' as const, platformUserId: 'staff-9', tenantId: 't2', accountId: 'xhs_z' };
  await deps.directory.claim(taken);
  await unhostAccount(deps, STAFF_KEY, 'm1');
  const staff = ['staff-9', 'staff-1'].map((platformId) => ({ platformId, name: '' }));
  deps.world.staff = async () => ({ staff, complete: true });
  await reconcileStaff(deps, KEY);
  expect(await statuses()).toEqual({ 'user-1': 'hosted', 'staff-1': 'unhosted' });
});

test('A1: nothing is asked of an enterprise that is not hosted, nor changed where the platform does not answer', async () => {
  const unbound = await setUp({ bound: false });
  unbound.deps.world.staff = () => Promise.reject(new Error('not asked'));
  await reconcileStaff(unbound.deps, KEY);
  const { deps, statuses } = await setUp();
  deps.world.staff = () => Promise.reject(new Error('reset'));
  deps.world.cards = async () => [{ id: 'n1', card: 'note', title: '案例' }];
  await lookAfterAccount(deps, KEY);
  expect(await statuses()).toEqual({ 'user-1': 'hosted', 'staff-1': 'hosted' });
  expect(deps.world.logged.map(({ event }) => event)).toContain('account.not-told');
  // One part that fails takes nothing from the other.
  expect((await deps.cards.load('t1', 'xhs_one'))?.cards).toHaveLength(1);
});

test('A5: since when the platform does not tell its staff accounts is kept, once, and gone once it tells again', async () => {
  const { deps } = await setUp();
  const enterprise = async () => {
    const account = await deps.accounts.load(KEY.tenantId, KEY.accountId);
    return { sinceMs: account?.staffUntoldSinceMs, version: account?.version };
  };
  deps.world.staff = () => Promise.reject(new Error('reset'));
  await expect(reconcileStaff(deps, KEY)).rejects.toThrow('reset');
  const begun = await enterprise();
  expect(begun.sinceMs).toBe(NOW_MS);
  expect(accountView((await deps.accounts.load(KEY.tenantId, KEY.accountId)) ?? ENTERPRISE, NOW_MS)).toMatchObject({
    status: 'hosted',
    staffUntoldSinceMs: NOW_MS,
  });
  deps.world.nowMs += 24 * 3_600_000;
  await expect(reconcileStaff(deps, KEY)).rejects.toThrow('reset');
  expect(await enterprise()).toEqual(begun);
  deps.world.staff = async () => ({ staff: [{ platformId: 'staff-1', name: 'x' }], complete: true });
  await reconcileStaff(deps, KEY);
  const ended = await enterprise();
  expect(ended.sinceMs).toBeUndefined();
  await reconcileStaff(deps, KEY);
  expect(await enterprise()).toEqual(ended);
  const audit = await deps.audits.latest('t1', deps.world.nowMs, 10);
  expect(audit.filter(({ action }) => action.startsWith('account.staff')).map(({ action }) => action)).toEqual([
    'account.staff-told',
    'account.staff-untold',
  ]);
});

test('A5: what the platform said is told on, also where it cannot be kept since when it is silent', async () => {
  const { deps } = await setUp();
  deps.world.staff = () => Promise.reject(new Error('reset'));
  const save = () => Promise.reject(new TypeError('throttled'));
  const failing = { ...deps, accounts: { ...deps.accounts, save } };
  await expect(reconcileStaff(failing, KEY)).rejects.toThrow('reset');
  expect(deps.world.logged).toEqual([
    { event: 'account.not-told', fields: { ...KEY, code: 'staff-untold.not-kept', errorName: 'TypeError' } },
  ]);
});

test('M3: every hosted account is looked after once a day, an hour after a failure, and at once if it never was', async () => {
  const { deps } = await setUp();
  deps.world.staff = async () => ({ staff: [{ platformId: 'staff-1', name: 'x' }], complete: true });
  expect(await lookAfterDue(deps)).toBe(2);
  expect(await lookAfterDue(deps)).toBe(0);
  deps.world.nowMs += 24 * 3_600_000;
  deps.world.cards = () => Promise.reject(new Error('reset'));
  expect(await lookAfterDue(deps)).toBe(2);
  deps.world.nowMs += 3_599_999;
  expect(await lookAfterDue(deps)).toBe(0);
  deps.world.nowMs += 1;
  expect(await lookAfterDue(deps)).toBe(2);
  expect(syncDueAtMs(undefined)).toBe(0);
});

test('A1: a staff account that the platform refuses is looked up in the list of its enterprise; one that is fine is not', async () => {
  const { deps, statuses } = await setUp();
  deps.world.staff = async () => ({ staff: [], complete: true });
  await lookAfterAccount(deps, STAFF_KEY);
  expect(await statuses()).toMatchObject({ 'staff-1': 'hosted' });
  await lookAfterAccount(deps, { ...STAFF_KEY, refused: true });
  expect(await statuses()).toMatchObject({ 'staff-1': 'awaiting-binding' });
});
