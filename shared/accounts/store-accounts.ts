import * as z from 'zod';
import { AccountKind, AgentMode, Platform } from '../conversations/model.ts';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowQuery, RowTable, RowWrite } from '../runtime/row-table.ts';
import { type AuditEntry, auditWrite } from '../tenants/store-audit.ts';
import type { Account } from './model.ts';

/** Rows of before cards had rows of their own still carry them: they are left out, and gone with the next change. */
const Stored = z.object({
  tenantId: z.string(),
  id: z.string(),
  platform: Platform,
  platformId: z.string(),
  name: z.string(),
  avatarUrl: z.string().exactOptional(),
  kind: AccountKind,
  kindRecorded: z.boolean(),
  subject: z.string(),
  authorized: z.boolean(),
  bound: z.boolean(),
  unhosted: z.boolean(),
  statusReason: z.string().exactOptional(),
  highWeight: z.boolean(),
  adSpend30dYuan: z.number(),
  agentId: z.string().exactOptional(),
  agentMode: AgentMode,
  welcome: z.array(z.string()),
  ownerId: z.string().exactOptional(),
  operatorIds: z.array(z.string()).exactOptional(),
  cardsVersion: z.number().exactOptional(),
  tokenAccountId: z.string().exactOptional(),
  accountCode: z.string().exactOptional(),
  authorizationExpiresAtMs: z.number().exactOptional(),
  staffUntoldSinceMs: z.number().exactOptional(),
  createdAtMs: z.number(),
  version: z.number(),
});

const partitionOf = (tenantId: string): string => `t#${tenantId}#accounts`;
const StoredMark = z.object({ mark: z.string() });
const markKeyOf = (tenantId: string) => ({ pk: partitionOf(tenantId), sk: 'mark' });
const keyOf = (tenantId: string, id: string) => ({ pk: partitionOf(tenantId), sk: `a#${id}` });

/** An account as the stream tells of it; undefined where the row is none. @throws {z.ZodError} if it is broken. */
export const parseAccount = (row: Readonly<Record<string, unknown>>): Account | undefined =>
  row.__edb_e__ === 'account' ? Stored.parse(row) : undefined;

export type SaveResult = { readonly kind: 'saved'; readonly account: Account } | { readonly kind: 'version-changed' };

export interface AccountPage {
  readonly accounts: readonly Account[];
  readonly next?: string;
}

export interface AccountStore {
  /** Strong: what the gate decides on must not be old (A4). Eventual for what is only shown: half the price. */
  load(tenantId: string, accountId: string, options?: { readonly consistent?: boolean }): Promise<Account | undefined>;
  /** Every account of the tenant, hundreds at most, in the order of their ids. Strong where an answer is remembered. */
  list(tenantId: string, options?: { readonly consistent?: boolean }): Promise<readonly Account[]>;
  /** At most so many of them, from the one after this id on; `next` = the last one shown, where there are more. Eventual. */
  page(tenantId: string, of: { readonly limit: number; readonly after?: string | undefined }): Promise<AccountPage>;
  /** Another one after each change of any account of the tenant; undefined before the first. */
  mark(tenantId: string): Promise<string | undefined>;
  /**
   * Writes the account, its audit row and what goes along in one transaction, if nobody changed it since `account.version` was read
   * (0 = it must not exist yet). What comes back has the next version.
   */
  save(account: Account, audit: AuditEntry, along?: readonly RowWrite[]): Promise<SaveResult>;
}

/** Hosted accounts: one item each, all of a tenant in one partition because a tenant has tens of them. */
export function createAccountStore(table: RowTable): AccountStore {
  /** From this key on, all or the first so many. */
  const read = async (tenantId: string, range: Pick<RowQuery, 'from' | 'consistent' | 'limit'>) => {
    const { limit, ...rest } = range;
    const accounts: Account[] = [];
    let after: RowQuery['after'];
    do {
      const left = limit === undefined ? {} : { limit: limit - accounts.length };
      const query = { pk: partitionOf(tenantId), to: 'a$', ...rest, ...left, ...(after ? { after } : {}) };
      const { rows, next } = await table.query(query);
      accounts.push(...rows.map((row) => Stored.parse(row)));
      after = next;
    } while (after && accounts.length < (limit ?? Number.POSITIVE_INFINITY));
    return accounts;
  };
  return {
    async load(tenantId, accountId, { consistent = true } = {}) {
      const row = await table.get(keyOf(tenantId, accountId), { consistent });
      return row && Stored.parse(row);
    },
    list: async (tenantId, { consistent = false } = {}) => read(tenantId, { from: 'a#', consistent }),
    async page(tenantId, { limit, after }) {
      // Past the account itself, before any longer id that begins with its id: no id holds a "!".
      const found = await read(tenantId, { from: after === undefined ? 'a#' : `a#${after}!`, limit: limit + 1 });
      const accounts = found.slice(0, limit);
      const last = found.length > limit ? accounts.at(-1) : undefined;
      return { accounts, ...(last ? { next: last.id } : {}) };
    },
    async mark(tenantId) {
      const row = await table.get(markKeyOf(tenantId));
      return row && StoredMark.parse(row).mark;
    },
    async save(account, audit, along = []) {
      const next = { ...account, version: account.version + 1 };
      const row = { ...keyOf(account.tenantId, account.id), ...entityMarks('account'), ...next };
      const condition =
        account.version === 0
          ? ({ kind: 'absent' } as const)
          : ({ kind: 'one-of', attribute: 'version', values: [account.version] } as const);
      // No two saves write the same one: which account, and its version.
      const mark = {
        ...markKeyOf(account.tenantId),
        ...entityMarks('accountsMark'),
        mark: `${next.id}#${next.version}`,
      };
      const isSaved = await table.putAll([{ row, condition }, auditWrite(audit), { row: mark }, ...along]);
      return isSaved ? { kind: 'saved', account: next } : { kind: 'version-changed' };
    },
  };
}
