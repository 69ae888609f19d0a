import { createGlance } from '../../shared/accounts/facts.ts';
import { createListedAccounts } from '../../shared/accounts/listed.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { listInbox } from '../../shared/conversations/inbox.ts';
import { openThread } from '../../shared/conversations/open-thread.ts';
import { markRead } from '../../shared/conversations/operate.ts';
import { loadHead, loadRecord } from '../../shared/conversations/store-conversations.ts';
import { listFollowUps } from '../../shared/customers/store-follow-ups.ts';
import { createWatcherStore } from '../../shared/live/store-watchers.ts';
import type { RowTable } from '../../shared/runtime/row-table.ts';
import { indexStep } from '../../shared/search/index-tenant.ts';
import { search } from '../../shared/search/search.ts';
import { type Cost, type MeteredTable, startMeteredTable } from '../harness/metered-table.ts';
import {
  accountIdAt,
  conversationIdAt,
  LARGE,
  NOW_MS,
  RARE,
  UNREAD_EACH,
  WORD,
  writeLargeTenant,
} from './console-tenant.ts';
import { type Figure, type Measure, percentile } from './report.ts';

const REPEATS = 15;
/** What an operator's click may cost. Advisory in time, binding in units. */
const GATES = {
  thread: 3,
  watch: 1,
  accounts: 1,
  list: 300,
  filter: 600,
  oneAccount: 40,
  search: 120,
  p95Ms: 600,
} as const;

/**
 * COST8, and what the console's calls cost in a tenant with 500 accounts, 10,000 conversations and 200,000 messages: the
 * functions behind the routes, over the real client and the emulator, one at a time.
 */
export async function measureConsoleCalls(): Promise<Measure[]> {
  const metered = await startMeteredTable();
  try {
    const { table } = metered;
    await writeLargeTenant(metered);
    const indexed = await metered.measure(() => indexAll(table));
    const accounts = (await createAccountStore(table).list(LARGE.tenantId)).map(({ id }) => id);
    const calls = callsOf(table, accounts, await secondPageOf(table, accounts));
    const costs = new Map<string, readonly Cost[]>();
    for (const [name, call] of Object.entries(calls)) costs.set(name, await repeated(metered, call));
    const units = (name: string) => Math.max(...(costs.get(name) ?? []).map(({ readUnits }) => readUnits));
    const p95 = (name: string) =>
      percentile(
        (costs.get(name) ?? []).map(({ ms }) => ms),
        95,
      );
    const also: Figure[] = [
      ['thread', 'its thread alone', GATES.thread],
      ['watch', 'that it is looked at, said once a minute', GATES.watch],
      ['accounts', 'the 500 accounts that each of these names', GATES.accounts],
      ['list', '50 conversations of 500 accounts', GATES.list],
      ['second', 'the next 50', GATES.list],
      ['filter', 'unread of 500 accounts', GATES.filter],
      ['oneAccount', '50 conversations of one account', GATES.oneAccount],
      ['search', 'a two-character word among 200,000 messages', GATES.search],
      ['rare', 'a rare word among 200,000 messages', GATES.search],
    ].map(([name, what, atMost]) => ({
      what: `read units: ${what}`,
      value: units(String(name)),
      unit: 'RRU',
      gate: { atMost: Number(atMost) },
      basis: 'count',
    }));
    const slowest: Figure = {
      what: 'p95 of the slowest of these calls',
      value: Math.max(...[...costs.keys()].map(p95)),
      unit: 'ms',
      gate: { atMost: GATES.p95Ms },
      basis: 'wall',
    };
    return [
      {
        id: 'COST8',
        what: 'conversation opened in the console: all that its click asks',
        value: units('click'),
        unit: 'RRU',
        gate: { atMost: 3 },
        moonshot: { atMost: 1.5 },
        basis: 'count',
        also: [...also, slowest],
        details: {
          calls: Object.fromEntries([...costs].map(([name, list]) => [name, { ...list.at(-1), p95Ms: p95(name) }])),
          index: { ...indexed.cost, perMessage: indexed.cost.writeUnits / (LARGE.conversations * LARGE.messagesEach) },
        },
      },
    ];
  } finally {
    await metered.close();
  }
}

async function repeated(metered: MeteredTable, call: () => Promise<unknown>): Promise<readonly Cost[]> {
  const costs: Cost[] = [];
  await call();
  for (let round = 0; round < REPEATS; round++) costs.push((await metered.measure(call)).cost);
  return costs;
}

const opened = (index: number) => ({ tenantId: LARGE.tenantId, conversationId: conversationIdAt(index) });

function callsOf(table: RowTable, accountIds: readonly string[], secondPage: string) {
  const of = { tenantId: LARGE.tenantId, accountIds };
  const listed = createListedAccounts(createAccountStore(table));
  const list = (more: Partial<Parameters<typeof listInbox>[1]> = {}) =>
    listInbox({ table }, { ...plainList(accountIds), ...more });
  let clicked = 0;
  const find = (q: string) => search(table, { ...of, q, limit: 20, maySee: () => true });
  return {
    list: () => list(),
    second: () => list({ cursor: secondPage }),
    filter: () => list({ filters: ['unread'] }),
    oneAccount: () => list({ accountIds: [accountIdAt(7)] }),
    accounts: () => listed.list(LARGE.tenantId),
    thread: () => loadRecord(table, opened(42), { rows: 30 }),
    // All that a click makes the console ask: the thread with account and follow-ups, and then that it was read.
    click: async () => {
      const key = opened(clicked++ * UNREAD_EACH);
      const glance = createGlance(createAccountStore(table), { now: () => NOW_MS });
      const [thread] = await Promise.all([openThread(table, key), listFollowUps(table, key, { limit: 100 })]);
      const accountId = thread?.record.conversation.accountId ?? '';
      await glance.load(of.tenantId, accountId);
      if ((await markRead({ table }, key)).version !== 2) throw new Error('it was read before');
      await glance.load(of.tenantId, accountId);
    },
    watch: async () => {
      await loadHead(table, opened(42));
      await createWatcherStore(table).list(opened(42), NOW_MS);
    },
    search: async () => {
      const found = await find(WORD);
      if (found.messages.length < 20) throw new Error('the word was not found as often as it was written');
      return found;
    },
    rare: async () => {
      const found = await find(RARE);
      if (found.messages.length < 15) throw new Error('the rare word was not found');
      return found;
    },
  };
}

const plainList = (accountIds: readonly string[]): Parameters<typeof listInbox>[1] => ({
  tenantId: LARGE.tenantId,
  accountIds,
  filters: [],
  status: 'open',
  order: 'activity',
  limit: 50,
  nowMs: NOW_MS,
  standingOf: () => undefined,
});

async function secondPageOf(table: RowTable, accountIds: readonly string[]): Promise<string> {
  const { nextCursor } = await listInbox({ table }, plainList(accountIds));
  if (nextCursor === undefined) throw new Error('the list has one page alone');
  return nextCursor;
}

async function indexAll(table: RowTable): Promise<void> {
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const accountIds = async () => (await createAccountStore(table).list(LARGE.tenantId)).map(({ id }) => id);
  const deps = { table, clock: { now: () => NOW_MS + 3_600_000 }, log, accountIds };
  for (;;) {
    const outcome = await indexStep(deps, LARGE.tenantId);
    if (outcome === 'done' || outcome === 'idle') return;
  }
}
