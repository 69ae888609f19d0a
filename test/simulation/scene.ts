import { accountIdOf } from '../../shared/accounts/account-id.ts';
import { auditOf } from '../../shared/accounts/change-account.ts';
import type { Account } from '../../shared/accounts/model.ts';
import { authorizationRow } from '../../shared/accounts/refresh.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { createAuthorizationStore } from '../../shared/accounts/store-authorizations.ts';
import { cardsWrite } from '../../shared/accounts/store-cards.ts';
import { createAccountDirectory } from '../../shared/accounts/store-directory.ts';
import { createAgentStore } from '../../shared/agents/store-agents.ts';
import { conversationIdOf } from '../../shared/conversations/conversation-id.ts';
import type { Row, RowTable } from '../../shared/runtime/row-table.ts';
import type { PlatformAccount } from './platform.ts';
import type { Truth } from './table.ts';
import type { Vault } from './vault.ts';

/** Who is there when a run begins: tenants, hosted accounts, their agents and customers. */

export const START_MS = 1_790_000_000_000;
export const CUSTOMERS = 3;

const DAY_MS = 86_400_000;
const LEAD_CARD = { id: 'card-1', card: 'phone-collect-card', title: '留资' } as const;
const HOSTED = [
  {
    tenantId: 't1',
    platform: 'douyin',
    platformId: 'dyA',
    kind: 'enterprise',
    welcome: ['欢迎甲', '想看什么'],
    agent: true,
  },
  { tenantId: 't1', platform: 'xiaohongshu', platformId: 'xhA', kind: 'enterprise', welcome: ['欢迎乙'], agent: true },
  {
    tenantId: 't2',
    platform: 'douyin',
    platformId: 'dyB',
    kind: 'enterprise',
    welcome: ['欢迎丙', '在的', '请讲', '第四句'],
    agent: false,
  },
  { tenantId: 't2', platform: 'xiaohongshu', platformId: 'xhB', kind: 'enterprise', welcome: [], agent: true },
  { tenantId: 't3', platform: 'douyin', platformId: 'dyC', kind: 'enterprise', welcome: ['欢迎丁'], agent: true },
  { tenantId: 't4', platform: 'xiaohongshu', platformId: 'xhD', kind: 'enterprise', welcome: ['欢迎戊'], agent: false },
  { tenantId: 't5', platform: 'douyin', platformId: 'dyE', kind: 'enterprise', welcome: [], agent: true },
] as const;
/** Tokens that die while the run goes on: renewed by the schedule, or by whoever sends (A2). */
const SHORT_LIVED: Readonly<Record<string, number>> = { dyA: 2 * 3_600_000, xhA: 5 * 3_600_000, dyC: 600_000 };
/** Yuan in thirty days. Intent comments are for those of 3,000 (A3). */
const AD_SPEND: Readonly<Record<string, number>> = { xhA: 3_000, xhB: 2_999, xhD: 8_000 };
/** Where tenants are; one's row cannot be read. */
export const ZONE_OF: Readonly<Record<string, string>> = {
  t1: 'Asia/Shanghai',
  t2: 'America/New_York',
  t3: 'Europe/Berlin',
  t5: 'Australia/Lord_Howe',
};
export const ACCOUNTS = HOSTED.length;

export interface SceneAccount extends PlatformAccount {
  readonly tenantId: string;
  readonly accountId: string;
}

export const sceneAccounts = (startMs: number): SceneAccount[] =>
  HOSTED.map(({ tenantId, platform, platformId }) => ({
    tenantId,
    platform,
    platformId,
    accountId: accountIdOf(platform, platformId),
    highWeight: platformId === 'xhA',
    adSpendYuan: AD_SPEND[platformId] ?? 0,
    accessToken: `secret-token-${platformId}`,
    refreshToken: `secret-refresh-${platformId}`,
    accessDiesAtMs: startMs + (SHORT_LIVED[platformId] ?? 15 * DAY_MS),
  }));

export const conversationOf = (account: SceneAccount, customer: string) => ({
  tenantId: account.tenantId,
  conversationId: conversationIdOf(account.accountId, customer),
});

/** Writes the table's rows of the scene, without faults and without delay. */
export async function furnish(
  truth: Truth,
  vault: Vault,
  accounts: readonly SceneAccount[],
  startMs: number,
): Promise<void> {
  const table = directTable(truth);
  const cipher = vault.cipherOf(table, async (act) => act());
  const clock = { now: () => startMs };
  let names = 0;
  const ids = {
    ulid: () => `scene${String(++names).padStart(4, '0')}`,
    bytes: (length: number) => new Uint8Array(length),
  };
  const directory = createAccountDirectory({ table, clock });
  for (const [at, seat] of accounts.entries()) {
    const { tenantId, accountId, platform, platformId } = seat;
    const account = accountRow(seat, at, startMs);
    await directory.claim({ tenantId, accountId, platform, platformUserId: platformId });
    await createAccountStore(table).save(
      account,
      auditOf({ clock, ids }, account, { actorId: 'u1', action: 'account.hosted' }, ['authorized']),
      platform === 'douyin' ? [cardsWrite({ tenantId, accountId, platform, cards: [LEAD_CARD], version: 1 })] : [],
    );
    const row = await authorizationRow(
      { cipher, clock },
      { tenantId, accountId, platform, generation: 0, version: 0 },
      {
        accountPlatformId: platformId,
        accessToken: seat.accessToken,
        refreshToken: seat.refreshToken,
        accessExpiresAtMs: seat.accessDiesAtMs,
        refreshExpiresAtMs: startMs + 30 * DAY_MS,
        renewals: 0,
      },
    );
    await createAuthorizationStore(table).save(row);
  }
  for (const tenantId of new Set(accounts.map((seat) => seat.tenantId)))
    await createAgentStore(table).create(agentRow(tenantId, startMs));
  for (const [tenantId, zone] of Object.entries(ZONE_OF)) await table.put({ row: tenantRow(tenantId, zone) });
}

function accountRow(
  { tenantId, accountId, platform, platformId, highWeight, adSpendYuan }: SceneAccount,
  at: number,
  startMs: number,
): Account {
  const hosted = HOSTED[at];
  return {
    tenantId,
    id: accountId,
    platform,
    platformId,
    name: `账号${platformId}`,
    kind: 'enterprise',
    kindRecorded: true,
    subject: '',
    authorized: true,
    bound: true,
    unhosted: false,
    highWeight,
    adSpend30dYuan: adSpendYuan,
    agentMode: hosted?.agent ? 'full-auto' : 'off',
    agentId: 'g1',
    welcome: [...(hosted?.welcome ?? [])],
    createdAtMs: startMs,
    version: 0,
  };
}

/** Of a tenant's row, what a zone is read from. */
export const tenantRow = (tenantId: string, timeZone: string): Row => ({
  pk: `t#${tenantId}`,
  sk: 'tenant',
  __edb_e__: 'tenant',
  tenantId,
  timeZone,
});

export const personaOf = (tenantId: string, version: number): string => `租户${tenantId}的客服，第${version}版`;

const agentRow = (tenantId: string, startMs: number) => ({
  tenantId,
  agentId: 'g1',
  name: '小苗',
  persona: personaOf(tenantId, 1),
  goal: '留资',
  knowledge: [],
  handOverTopics: [],
  askForContact: true,
  model: 'sim',
  gatherSeconds: 2,
  pauseAfterHumanMinutes: 5,
  version: 1,
  updatedAtMs: startMs,
});

/** The table without delay and without faults. */
export function directTable(truth: Truth): RowTable {
  return {
    get: async (key) => truth.get(key),
    getMany: async (keys) => keys.flatMap((key) => truth.get(key) ?? []),
    query: async (query) => truth.query(query),
    put: async (write) => truth.putAll([write]),
    putAll: async (writes) => truth.putAll(writes),
    remove: async (key) => truth.remove(key),
  };
}
