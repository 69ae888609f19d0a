// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB's own template syntax
import { createWriteTransaction, Entity } from 'electrodb';
import { AccountKind, AgentMode, CardType, Platform } from '../conversations/model.ts';
import type { TableClient } from '../runtime/table-client.ts';
import { type AuditEntry, auditEntity, auditRow } from '../tenants/store-audit.ts';
import type { Account } from './model.ts';

const accountEntity = (table: TableClient) =>
  new Entity(
    {
      model: { entity: 'account', version: '1', service: 'miaohong' },
      attributes: {
        tenantId: { type: 'string', required: true },
        id: { type: 'string', required: true },
        platform: { type: Platform.options, required: true },
        platformId: { type: 'string', required: true },
        name: { type: 'string', required: true },
        avatarUrl: { type: 'string' },
        kind: { type: AccountKind.options, required: true },
        kindRecorded: { type: 'boolean', required: true },
        subject: { type: 'string', required: true },
        authorized: { type: 'boolean', required: true },
        bound: { type: 'boolean', required: true },
        unhosted: { type: 'boolean', required: true },
        statusReason: { type: 'string' },
        highWeight: { type: 'boolean', required: true },
        adSpend30dYuan: { type: 'number', required: true },
        agentId: { type: 'string' },
        agentMode: { type: AgentMode.options, required: true },
        welcome: { type: 'list', items: { type: 'string' }, required: true },
        cards: {
          type: 'list',
          required: true,
          items: {
            type: 'map',
            properties: {
              id: { type: 'string', required: true },
              card: { type: CardType.options, required: true },
              title: { type: 'string', required: true },
            },
          },
        },
        tokenAccountId: { type: 'string' },
        authorizationExpiresAtMs: { type: 'number' },
        createdAtMs: { type: 'number', required: true },
        version: { type: 'number', required: true },
      },
      indexes: {
        main: {
          pk: { field: 'pk', composite: ['tenantId'], template: 't#${tenantId}#accounts', casing: 'none' },
          sk: { field: 'sk', composite: ['id'], template: 'a#${id}', casing: 'none' },
        },
      },
    },
    table,
  );

export type SaveResult = { readonly kind: 'saved'; readonly account: Account } | { readonly kind: 'version-changed' };

export interface AccountStore {
  /** Strong: what the gate decides on must not be old (A4). */
  load(tenantId: string, accountId: string): Promise<Account | undefined>;
  list(tenantId: string): Promise<readonly Account[]>;
  /**
   * Writes the account and its audit row in one transaction, if nobody changed it since `account.version` was read
   * (0 = it must not exist yet). What comes back has the next version.
   */
  save(account: Account, audit: AuditEntry): Promise<SaveResult>;
}

/** Hosted accounts: one item each, all of a tenant in one partition because a tenant has tens of them. */
export function createAccountStore(table: TableClient): AccountStore {
  const accounts = accountEntity(table);
  const audits = auditEntity(table);
  return {
    async load(tenantId, accountId) {
      const { data } = await accounts.get({ tenantId, id: accountId }).go({ consistent: true });
      return data ?? undefined;
    },
    async list(tenantId) {
      const { data } = await accounts.query.main({ tenantId }).go({ pages: 'all' });
      return data;
    },
    async save(account, audit) {
      const next = { ...account, version: account.version + 1 };
      const { canceled } = await createWriteTransaction({ accounts, audits }, (to) => {
        const put = to.accounts.put(rowOf(next));
        const guarded = put.where(({ version }, { eq, notExists }) =>
          account.version === 0 ? notExists(version) : eq(version, account.version),
        );
        return [guarded.commit(), to.audits.create(auditRow(audit)).commit()];
      }).go();
      return canceled ? { kind: 'version-changed' } : { kind: 'saved', account: next };
    },
  };
}

/** ElectroDB wants arrays it may change. */
const rowOf = (account: Account) => ({
  ...account,
  welcome: [...account.welcome],
  cards: account.cards.map((card) => ({ ...card })),
});
