// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB's own template syntax
import { Entity } from 'electrodb';
import { Platform } from '../conversations/model.ts';
import { applied } from '../runtime/conditional-write.ts';
import type { TableClient } from '../runtime/table-client.ts';
import type { StoredAuthorization } from './model.ts';

const msKey = (atMs: number): string => String(atMs).padStart(13, '0');

const authorizationEntity = (table: TableClient) =>
  new Entity(
    {
      model: { entity: 'authorization', version: '1', service: 'miaohong' },
      attributes: {
        tenantId: { type: 'string', required: true },
        accountId: { type: 'string', required: true },
        platform: { type: Platform.options, required: true },
        sealed: { type: 'string', required: true },
        issuedAtMs: { type: 'number', required: true },
        accessExpiresAtMs: { type: 'number', required: true },
        refreshExpiresAtMs: { type: 'number', required: true },
        refreshAtMs: { type: 'number', required: true },
        refreshKey: { type: 'string', required: true, hidden: true },
        generation: { type: 'number', required: true },
        failures: { type: 'number', required: true },
        leaseId: { type: 'string' },
        leaseUntilMs: { type: 'number' },
      },
      indexes: {
        main: {
          pk: { field: 'pk', composite: ['tenantId'], template: 't#${tenantId}#accounts', casing: 'none' },
          sk: { field: 'sk', composite: ['accountId'], template: 's#${accountId}', casing: 'none' },
        },
        due: {
          index: 'gsi1',
          pk: { field: 'gsi1pk', composite: [], template: 'authorizations', casing: 'none' },
          sk: {
            field: 'gsi1sk',
            composite: ['refreshKey', 'tenantId', 'accountId'],
            template: '${refreshKey}#${tenantId}#${accountId}',
            casing: 'none',
          },
        },
      },
    },
    table,
  );

export type AuthorizationKey = Pick<StoredAuthorization, 'tenantId' | 'accountId'>;

/** What is written: a new pair of tokens ends whatever lease there was. */
export type Unleased = Omit<StoredAuthorization, 'leaseId' | 'leaseUntilMs'>;

export interface AuthorizationStore {
  load(key: AuthorizationKey): Promise<StoredAuthorization | undefined>;
  /** Whose tokens should be refreshed by now, most urgent first. */
  due(nowMs: number, limit: number): Promise<readonly AuthorizationKey[]>;
  /** Takes the refresher's lease (INV12); false while somebody else holds it or the tokens changed meanwhile. */
  lease(seen: StoredAuthorization, lease: { id: string; nowMs: number; untilMs: number }): Promise<boolean>;
  /**
   * Stores tokens, or what became of a refresh, over generation `seen` (0 = there were none) and ends any lease; false
   * if something newer is there already. A refresher states its lease: one whose lease ran out and was taken by
   * another must not write.
   */
  put(next: Unleased, seen: { generation: number; leaseId?: string }): Promise<boolean>;
  /** Forgets the tokens (A4): what is not there cannot be used. */
  remove(key: AuthorizationKey): Promise<void>;
}

/** Sealed tokens beside their account, with an index of what is due for a refresh. */
export function createAuthorizationStore(table: TableClient): AuthorizationStore {
  const authorizations = authorizationEntity(table);
  return {
    async load(key) {
      const { data } = await authorizations.get(key).go({ consistent: true });
      return data ?? undefined;
    },
    async due(nowMs, limit) {
      const { data } = await authorizations.query
        .due({})
        .lt({ refreshKey: msKey(nowMs) })
        .go({ limit });
      return data.map(({ tenantId, accountId }) => ({ tenantId, accountId }));
    },
    async lease(seen, lease) {
      return applied(
        authorizations
          .patch({ tenantId: seen.tenantId, accountId: seen.accountId })
          .set({ leaseId: lease.id, leaseUntilMs: lease.untilMs })
          .where(
            ({ generation, leaseUntilMs }, { eq, lt, notExists }) =>
              `${eq(generation, seen.generation)} AND (${notExists(leaseUntilMs)} OR ${lt(leaseUntilMs, lease.nowMs)})`,
          )
          .go(),
      );
    },
    async put(next, seen) {
      return applied(
        authorizations
          .put({ ...next, refreshKey: msKey(next.refreshAtMs) })
          .where(({ generation, leaseId }, { eq, notExists }) => {
            if (seen.generation === 0) return notExists(generation);
            const same = eq(generation, seen.generation);
            return seen.leaseId === undefined ? same : `${same} AND ${eq(leaseId, seen.leaseId)}`;
          })
          .go(),
      );
    },
    async remove({ tenantId, accountId }) {
      await authorizations.delete({ tenantId, accountId }).go();
    },
  };
}
