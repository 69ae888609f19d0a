import type { Platform } from '../conversations/model.ts';
import type { Authorization, MessageCard, PlatformCard, PlatformClient } from '../platforms/platform.ts';
import type { StaffList } from '../platforms/xiaohongshu/cards.ts';
import { createFieldCipher } from '../runtime/field-cipher.ts';
import type { Log, LogEvent, LogFields } from '../runtime/log.ts';
import { createMemoryRowTable, type MemoryRowTable } from '../runtime/memory-row-table.ts';
import { createAuditStore } from '../tenants/store-audit.ts';
import { createTenantKeys } from '../tenants/store-keys.ts';
import type { Account } from './model.ts';
import { createAccountStore } from './store-accounts.ts';
import { createAuthorizationStore } from './store-authorizations.ts';
import { createCardSyncStore } from './store-card-syncs.ts';
import { createCardStore } from './store-cards.ts';
import { createAccountDirectory } from './store-directory.ts';
import { createOAuthStateStore } from './store-oauth-states.ts';

/** A world in memory for tests of accounts: everything a use case asks for, with the clock and the platform in hand. */

export const NOW_MS = 1_790_000_000_000;
export const DAY_MS = 86_400_000;

type AuthorizationAnswer = Awaited<ReturnType<PlatformClient['exchangeCode']>>;

export const authorizationOf = (change: Partial<Authorization> = {}): Authorization => ({
  accountPlatformId: 'open-id-1',
  accountName: '青木装饰官方号',
  subject: '青木装饰工程有限公司',
  accessToken: 'act.first',
  refreshToken: 'rft.first',
  accessExpiresAtMs: NOW_MS + 15 * DAY_MS,
  refreshExpiresAtMs: NOW_MS + 30 * DAY_MS,
  renewals: 0,
  ...change,
});

export const accountOf = (change: Partial<Account> = {}): Account => ({
  tenantId: 't1',
  id: 'dy_one',
  platform: 'douyin',
  platformId: 'open-id-1',
  name: '青木装饰官方号',
  kind: 'staff',
  kindRecorded: false,
  subject: '',
  authorized: true,
  bound: true,
  unhosted: false,
  highWeight: false,
  adSpend30dYuan: 0,
  agentMode: 'off',
  welcome: [],
  createdAtMs: NOW_MS,
  version: 0,
  ...change,
});

/** What a test may look at and change. */
interface World {
  nowMs: number;
  readonly logged: { event: LogEvent; fields: LogFields | undefined }[];
  readonly slept: number[];
  exchange: (code: string) => Promise<AuthorizationAnswer>;
  refresh: (current: Authorization) => Promise<AuthorizationAnswer>;
  cards: () => Promise<readonly PlatformCard[]>;
  messageCards: readonly MessageCard[];
  /** Whether the platform told all of them. */
  allCards: boolean;
  staff: () => Promise<StaffList>;
}

/** As KMS would: the sealed key opens for its tenant alone. */
const plainKeys = {
  generate: async (tenantId: string) => Buffer.from(`${tenantId}|${'k'.repeat(32)}`),
  open: async (tenantId: string, sealed: Uint8Array) => Buffer.from(sealed).subarray(tenantId.length + 1),
};

export function createAccountsWorld(table: MemoryRowTable = createMemoryRowTable()) {
  const world: World = {
    nowMs: NOW_MS,
    logged: [],
    exchange: async () => ({
      kind: 'authorized',
      authorization: authorizationOf(),
    }),
    refresh: async (current) => ({
      kind: 'authorized',
      authorization: { ...current, accessToken: 'act.renewed', accessExpiresAtMs: world.nowMs + 15 * DAY_MS },
    }),
    cards: async () => [],
    messageCards: [],
    allCards: true,
    staff: async () => ({ staff: [], complete: true }),
    slept: [],
  };
  const clock = { now: () => world.nowMs };
  let counter = 0;
  const next = (): number => {
    counter += 1;
    return counter;
  };
  const ids = {
    ulid: () => `id-${String(next()).padStart(4, '0')}`,
    bytes: (length: number) => new Uint8Array(length).fill(next()),
  };
  const note = (event: LogEvent, fields?: LogFields) => void world.logged.push({ event, fields });
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const clientOf = (platform: Platform) => ({
    authorizeUrl: async (request: { state: string; redirectUri: string }) =>
      `https://${platform}.example/consent?${new URLSearchParams(request).toString()}`,
    exchangeCode: (code: string) => world.exchange(code),
    refresh: (current: Authorization) => world.refresh(current),
    listCards: async () => {
      const { messageCards, allCards: complete } = world;
      return { cards: await world.cards(), complete, ...(messageCards.length > 0 ? { messageCards } : {}) };
    },
    recall: async () => ({ kind: 'recalled' as const }),
  });
  return {
    world,
    table,
    clock,
    ids,
    log,
    cipher: createFieldCipher({ dataKeys: plainKeys, keys: createTenantKeys(table) }),
    timers: { sleep: async (ms: number) => void world.slept.push(ms) },
    signingKey: async () => 'test-signing-key-0123456789',
    consoleUrl: 'https://console.example',
    clients: {
      douyin: clientOf('douyin'),
      xiaohongshu: { ...clientOf('xiaohongshu'), listStaff: () => world.staff() },
    },
    accounts: createAccountStore(table),
    authorizations: createAuthorizationStore(table),
    cards: createCardStore(table),
    cardSyncs: createCardSyncStore(table),
    audits: createAuditStore(table),
    states: createOAuthStateStore(table),
    directory: createAccountDirectory({ table, clock }),
  };
}
export type AccountsWorld = ReturnType<typeof createAccountsWorld>;
