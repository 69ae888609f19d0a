// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB's own template syntax
import { createWriteTransaction, Entity } from 'electrodb';
import type { TableClient } from '../runtime/table-client.ts';

/** An open console. Whoever holds the ticket's member and tenant. */
export interface Connection {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly memberId: string;
  /** API Gateway closes connections after two hours; the table forgets them then. */
  readonly expiresAtMs: number;
}

const attributes = {
  tenantId: { type: 'string', required: true },
  connectionId: { type: 'string', required: true },
  memberId: { type: 'string', required: true },
  expiresAtMs: { type: 'number', required: true },
  ttl: { type: 'number', required: true, hidden: true },
} as const;

const connectionEntity = (table: TableClient) =>
  new Entity(
    {
      model: { entity: 'connection', version: '1', service: 'miaohong' },
      attributes,
      indexes: {
        main: {
          pk: { field: 'pk', composite: ['tenantId'], template: 't#${tenantId}#live', casing: 'none' },
          sk: { field: 'sk', composite: ['connectionId'], template: 'c#${connectionId}', casing: 'none' },
        },
      },
    },
    table,
  );

const connectionDirectoryEntity = (table: TableClient) =>
  new Entity(
    {
      model: { entity: 'connectionDirectory', version: '1', service: 'miaohong' },
      attributes,
      indexes: {
        main: {
          pk: { field: 'pk', composite: ['connectionId'], template: 'd#conn#${connectionId}', casing: 'none' },
          sk: { field: 'sk', composite: [], template: 'd', casing: 'none' },
        },
      },
    },
    table,
  );

export interface ConnectionStore {
  put(connection: Connection): Promise<void>;
  /** Whose connection it is; the socket knows nothing but its id. */
  find(connectionId: string): Promise<Connection | undefined>;
  /** A tenant's open consoles (not those past their end, which the table deletes late). */
  list(tenantId: string, nowMs: number): Promise<readonly Connection[]>;
  remove(connection: Pick<Connection, 'tenantId' | 'connectionId'>): Promise<void>;
}

/** Open consoles: by tenant for pushes, by id for what arrives on the socket. */
export function createConnectionStore(table: TableClient): ConnectionStore {
  const connections = connectionEntity(table);
  const directory = connectionDirectoryEntity(table);
  return {
    async put(connection) {
      const row = { ...connection, ttl: Math.ceil(connection.expiresAtMs / 1000) };
      await createWriteTransaction({ connections, directory }, (to) => [
        to.connections.put(row).commit(),
        to.directory.put(row).commit(),
      ]).go();
    },
    async find(connectionId) {
      const { data } = await directory.get({ connectionId }).go();
      return data ?? undefined;
    },
    async list(tenantId, nowMs) {
      const { data } = await connections.query.main({ tenantId }).go({ pages: 'all' });
      return data.filter((connection) => connection.expiresAtMs > nowMs);
    },
    async remove({ tenantId, connectionId }) {
      await Promise.all([connections.delete({ tenantId, connectionId }).go(), directory.delete({ connectionId }).go()]);
    },
  };
}
