import type { Account } from '../../../shared/accounts/model.ts';
import { authorizationRow } from '../../../shared/accounts/refresh.ts';
import { createAccountStore } from '../../../shared/accounts/store-accounts.ts';
import { createAuthorizationStore } from '../../../shared/accounts/store-authorizations.ts';
import { cardsWrite } from '../../../shared/accounts/store-cards.ts';
import { createAccountDirectory } from '../../../shared/accounts/store-directory.ts';
import { createAgentStore } from '../../../shared/agents/store-agents.ts';
import { dayIn } from '../../../shared/runtime/clock.ts';
import { entityMarks } from '../../../shared/runtime/entity-marks.ts';
import type { FieldCipher } from '../../../shared/runtime/field-cipher.ts';
import type { Objects } from '../../../shared/runtime/objects.ts';
import type { Clock, Ids } from '../../../shared/runtime/ports.ts';
import type { Row, RowTable } from '../../../shared/runtime/row-table.ts';
import { createMemberStore } from '../../../shared/tenants/store-members.ts';
import { createTenantStore } from '../../../shared/tenants/store-tenants.ts';
import { demoTenantId, demoUsers } from '../defaults.ts';
import {
  type AccountName,
  demoAccounts,
  demoAgent,
  demoAuthorizations,
  demoCards,
  demoMessageCards,
  demoTenants,
} from './company.ts';
import { seedCustomers } from './customers.ts';
import { type History, historyOf, tellSimulators } from './history.ts';
import { seedInbox } from './inbox.ts';
import { seedMaterials } from './materials.ts';
import { tell } from './thread-rows.ts';
import { demoThreads } from './threads.ts';

export interface SeedDeps {
  readonly table: RowTable;
  readonly cipher: FieldCipher;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Origin of the simulators, which are told the same past; absent = nobody is told. */
  readonly simulators?: string;
  /** The media bucket; absent = no materials. */
  readonly objects?: Objects;
}

const DAY_MS = 86_400_000;
const ROWS_AT_ONCE = 100;

/**
 * Writes the demo's company with its people, accounts, AI employee and past conversations, once: where its tenant exists,
 * nothing is touched, so that a second start continues where the first stopped. The tenant is written last; a seeding
 * that was killed begins again and writes the same rows.
 *
 * @returns how many conversations were written; 0 = the demo was there already.
 */
export async function seedDemo(deps: SeedDeps): Promise<number> {
  const tenants = createTenantStore(deps.table);
  if (await tenants.load(demoTenantId)) return 0;
  const nowMs = deps.clock.now();
  const accounts = demoAccounts(nowMs);
  await seedPeople(deps, nowMs);
  await seedAccounts(deps, accounts, nowMs);
  await writeRows(deps.table, usageRows(nowMs));
  await seedThreads(deps, accounts, nowMs);
  await seedInbox(
    deps,
    Object.values(accounts).map(({ id }) => id),
  );
  await seedCustomers(
    deps,
    Object.values(accounts).map(({ id }) => id),
  );
  if (deps.objects) await seedMaterials({ ...deps, objects: deps.objects });
  for (const tenant of demoTenants) await tenants.put({ ...tenant, createdAtMs: nowMs - 60 * DAY_MS });
  return demoThreads.length;
}

async function seedPeople({ table }: SeedDeps, nowMs: number): Promise<void> {
  const members = createMemberStore(table);
  for (const { sub: memberId, tenantId, name, email, role, ownOnly } of demoUsers) {
    const member = { memberId, tenantId, name, email, role, createdAtMs: nowMs - 60 * DAY_MS };
    await members.put({ ...member, ...(ownOnly ? { ownOnly } : {}) });
  }
  await createAgentStore(table).create(demoAgent(nowMs));
}

async function seedAccounts(
  deps: SeedDeps,
  accounts: Readonly<Record<AccountName, Account>>,
  nowMs: number,
): Promise<void> {
  const store = createAccountStore(deps.table);
  const directory = createAccountDirectory(deps);
  const authorizations = createAuthorizationStore(deps.table);
  for (const account of Object.values(accounts)) {
    const { id, platform, platformId, tenantId } = account;
    await directory.claim({ platform, platformUserId: platformId, tenantId, accountId: id });
    const audit = { tenantId, auditId: deps.ids.ulid(), atMs: nowMs, actorId: 'system', action: 'account.hosted' };
    const cards = demoCards[id] ?? [];
    const messageCards = demoMessageCards[id];
    const held = { cards: [...cards], ...(messageCards ? { messageCards } : {}) };
    const along = cardsWrite({ tenantId, accountId: id, platform, ...held, version: 1 });
    await store.save({ ...account, cardsVersion: 1 }, { ...audit, subjectId: id }, [along]);
  }
  for (const { accountId, platform, authorization } of demoAuthorizations(nowMs)) {
    const before = { tenantId: demoTenantId, accountId, platform, generation: 0, version: 0 };
    await authorizations.save(await authorizationRow(deps, before, authorization));
  }
}

async function seedThreads(
  { table, cipher, simulators }: SeedDeps,
  accounts: Readonly<Record<AccountName, Account>>,
  nowMs: number,
): Promise<void> {
  const histories: Record<Account['platform'], History[]> = { douyin: [], xiaohongshu: [] };
  for (const thread of demoThreads) {
    const account = accounts[thread.account];
    const { rows, teller } = await tell(cipher, account, thread, nowMs);
    await writeRows(table, rows);
    histories[account.platform].push(historyOf(account, thread.name, teller));
  }
  if (simulators === undefined) return;
  await tellSimulators(simulators, 'douyin', histories.douyin);
  await tellSimulators(simulators, 'xiaohongshu', histories.xiaohongshu);
}

/** Rows in transactions: many times faster on the local table than one by one. */
export async function writeRows(table: RowTable, rows: readonly Row[]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    await table.putAll(rows.slice(start, start + ROWS_AT_ONCE).map((row) => ({ row })));
  }
}

/** A week of model usage for the figures. */
const usageRows = (nowMs: number): Row[] =>
  [38, 46, 41, 57, 63, 52, 29].map((calls, index) => {
    const day = dayIn('Asia/Shanghai', nowMs - (6 - index) * DAY_MS);
    return {
      pk: `t#${demoTenantId}#usage`,
      sk: `d#${day}#0`,
      ...entityMarks('usageDay'),
      tenantId: demoTenantId,
      calls,
      inputTokens: calls * 240,
      outputTokens: calls * 66,
      cacheReadTokens: calls * 3_120,
      cacheWriteTokens: Math.round(calls / 5) * 240,
    };
  });
