import { expect, test } from 'vitest';
import { startOverFilter, startOverSelection } from '../jobs/start-job.ts';
import type { Member } from '../tenants/model.ts';
import { customersIn, finishJob, idOf, START_MS, TENANT, tableWith } from './harness.ts';
import { createMakers } from './job-maker.ts';

const clock = { now: () => START_MS };
const tag = { kind: 'tag' as const, add: ['急'], remove: [] };
const anna: Member = {
  tenantId: TENANT,
  memberId: 'anna',
  name: '安娜',
  email: 'a@b.c',
  role: 'operator',
  createdAtMs: 1,
};

/** Ten customers: even ones are anna's, the third lies at an account she works for. */
const ten = () =>
  tableWith(10, (at) => ({
    head: { accountId: at === 3 ? 'dy_hers' : 'dy_one', ...(at % 2 === 0 ? { assigneeId: 'anna' } : {}) },
  }));
const makersWith = (member: Member | undefined) =>
  createMakers({
    members: { load: async () => member },
    accounts: { list: async () => [{ id: 'dy_one' }, { id: 'dy_hers', operatorIds: ['anna'] }] },
  });
const taggedIn = (table: Awaited<ReturnType<typeof ten>>) =>
  customersIn(table.all())
    .filter(({ tags }) => tags.includes('急'))
    .map(({ conversationId }) => conversationId)
    .sort();
const HERS = [idOf(0), idOf(2), idOf(3, 'dy_hers'), idOf(4), idOf(6), idOf(8)].sort();
const job = { tenantId: TENANT, jobId: 'job-1', memberId: 'anna', task: tag };
const everywhere = { kind: 'filter' as const, filter: {}, accountIds: ['dy_one', 'dy_hers'] };

test('X1: a job over a filter touches only what a limited member may see', async () => {
  const table = await ten();
  await startOverFilter({ table, clock }, job, everywhere);
  const done = await finishJob(table, 'job-1', clock, 100, makersWith({ ...anna, ownOnly: true }));
  expect(taggedIn(table)).toEqual(HERS);
  expect(done).toMatchObject({ state: 'done', counts: { total: 6, changed: 6, failed: 0 } });
});

test('X1: so does one over named conversations that were given away before it came to them', async () => {
  const table = await ten();
  const named = Array.from({ length: 10 }, (_, at) => idOf(at, at === 3 ? 'dy_hers' : 'dy_one'));
  await startOverSelection({ table, clock }, job, named);
  const done = await finishJob(table, 'job-1', clock, 100, makersWith({ ...anna, ownOnly: true }));
  expect(taggedIn(table)).toEqual(HERS);
  expect(done).toMatchObject({ state: 'done', counts: { total: 10, changed: 6, failed: 4 } });
});

test('X1: whoever sees everybody reaches everybody; whom nobody knows reaches nobody', async () => {
  for (const [member, count] of [
    [anna, 10],
    [undefined, 0],
  ] as const) {
    const table = await ten();
    await startOverFilter({ table, clock }, job, everywhere);
    await finishJob(table, 'job-1', clock, 100, makersWith(member));
    expect(taggedIn(table)).toHaveLength(count);
  }
});

test('X5: contacts stand in clear for those who may read them now', async () => {
  const mayReveal = async (member: Member | undefined) => (await makersWith(member)(job)).mayReveal;
  expect(await mayReveal(anna)).toBe(true);
  expect(await mayReveal({ ...anna, role: 'finance' })).toBe(false);
  expect(await mayReveal({ ...anna, state: 'deactivated' })).toBe(false);
  expect(await mayReveal(undefined)).toBe(false);
});
