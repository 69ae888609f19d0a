import { expect, test } from 'vitest';
import { runJob } from '../jobs/run-job.ts';
import { loadJob } from '../jobs/store-jobs.ts';
import { createAccess } from './access.ts';
import { accountOf, authorizationOf, createAccountsWorld, NOW_MS } from './harness.ts';
import { authorizationRow } from './refresh.ts';
import { createSyncWorker, syncAllCards } from './sync-all.ts';

/** M3: all accounts are synced in the background, whoever closes the page meanwhile. */

const JOB = { tenantId: 't1', jobId: 'job-1', memberId: 'm1' };

async function setUp(count: number) {
  const world = createAccountsWorld();
  const deps = { ...world, access: createAccess(world) };
  for (let at = 0; at < count; at++) {
    const account = accountOf({ id: `dy_${at}`, platformId: `p${at}`, unhosted: at === 1 });
    const audit = {
      tenantId: 't1',
      auditId: `a${at}`,
      atMs: NOW_MS,
      actorId: 'm1',
      action: 'x',
      subjectId: account.id,
    };
    await deps.accounts.save(account, audit);
    const before = { tenantId: 't1', accountId: account.id, platform: 'douyin' as const, generation: 0, version: 0 };
    const tokens = authorizationOf({ accountPlatformId: account.platformId });
    await deps.authorizations.save(await authorizationRow(deps, before, tokens));
  }
  const run = async () => {
    const worker = createSyncWorker(deps);
    await runJob({ ...deps, collect: async () => ({ ids: [] }), workerOf: () => worker }, JOB);
    return loadJob(deps.table, 't1', 'job-1');
  };
  return { deps, run };
}

test('M3: every hosted account is synced once, with progress; ordering it again starts nothing more', async () => {
  const { deps, run } = await setUp(25);
  deps.world.cards = async () => [{ id: 'c1', card: 'phone-collect-card', title: '留下电话' }];
  const job = await syncAllCards(deps, JOB);
  expect(job).toMatchObject({ state: 'running', counts: { total: 24, done: 0 }, pages: 3 });
  expect(await syncAllCards(deps, JOB)).toEqual(job);
  expect(await run()).toMatchObject({ state: 'done', counts: { total: 24, done: 24, changed: 24, failed: 0 } });
  expect(await deps.cardSyncs.list('t1')).toHaveLength(24);
  expect(await deps.cards.load('t1', 'dy_0')).toMatchObject({ cards: [{ title: '留下电话' }], version: 1 });
  expect(await deps.cards.load('t1', 'dy_1')).toBeUndefined();
});

test('M3: a platform that does not answer fails its account and no other; one that holds the same leaves it as it is', async () => {
  const { deps, run } = await setUp(4);
  let asked = 0;
  deps.world.cards = async () => {
    asked += 1;
    if (asked === 2) throw new Error('reset');
    return [];
  };
  await syncAllCards(deps, JOB);
  expect(await run()).toMatchObject({ state: 'done', counts: { total: 3, done: 3, changed: 0, kept: 2, failed: 1 } });
  const failures = (await deps.cardSyncs.list('t1')).filter(({ failure }) => failure);
  expect(failures.map(({ failure }) => failure?.code)).toEqual(['platform.unavailable']);
});
