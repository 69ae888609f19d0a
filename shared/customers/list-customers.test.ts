import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RowTable } from '../runtime/row-table.ts';
import { customerOf, headOf, idOf, TENANT, tableWith } from './harness.ts';
import { countCustomers, listCustomers } from './list-customers.ts';
import { type CustomerFilter, matchesCustomer, matchesHead } from './rules-filter.ts';

const TAGS = ['老房', '急', '别墅'];
const ACCOUNTS = ['dy_one', 'xhs_two'];
const made = (at: number) => ({
  head: {
    accountId: ACCOUNTS[at % 2] ?? '',
    tags: TAGS.filter((_, index) => (at >> index) % 2 === 1),
    hasContact: at % 5 === 0,
    ...(at % 6 === 0 ? { assigneeId: 'm1' } : {}),
  },
  customer: {
    remark: at % 7 === 0 ? '预算高' : '',
    firstSeenAtMs: at * 1_000,
    ...(at % 3 === 0 ? { stage: 'trust' as const } : {}),
    ...(at % 4 === 0 ? { source: { channel: 'search-ad' as const } } : {}),
  },
});

/** Counts what the page says a list costs: half a unit a row read by its key, one a query of keys. */
function metered(table: RowTable) {
  const cost = { rows: 0, queries: 0 };
  const counted: RowTable = {
    ...table,
    query: (query) => {
      cost.queries += 1;
      return table.query(query);
    },
    getMany: (keys) => {
      cost.rows += keys.length;
      return table.getMany(keys);
    },
  };
  return { counted, cost };
}

const filters: fc.Arbitrary<CustomerFilter> = fc.record(
  {
    tags: fc.uniqueArray(fc.constantFrom(...TAGS), { minLength: 1 }),
    tagMode: fc.constantFrom('any' as const, 'all' as const, 'none' as const),
    contact: fc.constantFrom('yes' as const, 'no' as const),
    stages: fc.uniqueArray(fc.constantFrom('trust' as const, 'none' as const), { minLength: 1 }),
    channels: fc.constant(['search-ad' as const]),
    firstSeenFromMs: fc.integer({ min: 0, max: 90_000 }),
    firstSeenToMs: fc.integer({ min: 0, max: 90_000 }),
    assignee: fc.constantFrom('m1', 'm2', 'nobody'),
    q: fc.constantFrom('预算', '客户1', 'x'),
  },
  { requiredKeys: [] },
);

test('K1: whatever the filter and the page, every customer it holds is shown once, newest activity first', async () => {
  const table = await tableWith(90, made);
  await fc.assert(
    fc.asyncProperty(filters, fc.integer({ min: 1, max: 40 }), async (filter, limit) => {
      const shown: string[] = [];
      let cursor: string | undefined;
      do {
        const place = cursor === undefined ? {} : { cursor };
        const page = await listCustomers(table, { tenantId: TENANT, accountIds: ACCOUNTS, filter, limit, ...place });
        expect(page.customers.length).toBeLessThanOrEqual(limit);
        shown.push(...page.customers.map(({ head }) => head.conversationId));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      const meant = Array.from({ length: 90 }, (_, at) => 89 - at).filter((at) => {
        const head = headOf(at, made(at).head);
        return matchesHead(head, filter) && matchesCustomer(customerOf(head, made(at).customer), filter);
      });
      expect(shown).toEqual(meant.map((at) => idOf(at, ACCOUNTS[at % 2])));
      const counted = await countCustomers(table, { tenantId: TENANT, accountIds: ACCOUNTS, filter });
      expect(counted.count).toBe(meant.length);
    }),
    { numRuns: 150 },
  );
});

test('K1: a page costs what it shows; a filter that the head answers costs no customer it refuses', async () => {
  const table = await tableWith(300, made);
  const plain = metered(table);
  await listCustomers(plain.counted, { tenantId: TENANT, accountIds: ACCOUNTS, filter: {}, limit: 50 });
  expect(plain.cost).toEqual({ rows: 100, queries: 2 });
  const narrow = metered(table);
  const filter = { tags: TAGS, tagMode: 'all' as const };
  const { customers } = await listCustomers(narrow.counted, {
    tenantId: TENANT,
    accountIds: ACCOUNTS,
    filter,
    limit: 50,
  });
  expect([customers.length, narrow.cost]).toEqual([37, { rows: 337, queries: 8 }]);
});

test('K1: a filter that hardly ever holds uses up its reads and says where it stopped', async () => {
  const table = await tableWith(700, made);
  const { counted, cost } = metered(table);
  const query = { tenantId: TENANT, accountIds: ACCOUNTS, filter: { q: 'nobody' } };
  const page = await listCustomers(counted, { ...query, limit: 50 });
  expect(page).toMatchObject({ customers: [], nextCursor: expect.stringMatching(/^\d{8}#/) as string });
  expect(cost.rows).toBe(1_000);
  expect(await countCustomers(table, { ...query, filter: {} })).toEqual({ count: 700, examined: 700 });
});

test('SEC8: customers of another tenant are not there', async () => {
  const table = await tableWith(5, made);
  const page = await listCustomers(table, { tenantId: 't2', accountIds: ACCOUNTS, filter: {}, limit: 50 });
  expect(page).toEqual({ customers: [] });
});
