import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable } from '../runtime/row-table.ts';

const Connection = z.object({
  tenantId: z.string(),
  connectionId: z.string(),
  memberId: z.string(),
  /** X1: is told of own conversations only. A change of the right closes the console, so it is never old. */
  ownOnly: z.literal(true).exactOptional(),
  /** Reads several messages in one post (contracts/live-wire.ts); absent = one each. */
  wire: z.literal('2').exactOptional(),
  /** API Gateway closes connections after two hours; the table forgets them then. */
  expiresAtMs: z.number(),
});
/** An open console, and whose it is. */
export type Connection = Readonly<z.infer<typeof Connection>>;

type Key = Pick<Connection, 'tenantId' | 'connectionId'>;
const partitionOf = (tenantId: string): string => `t#${tenantId}#live`;
const keyOf = ({ tenantId, connectionId }: Key) => ({ pk: partitionOf(tenantId), sk: `c#${connectionId}` });
const directoryKeyOf = (connectionId: string) => ({ pk: `d#conn#${connectionId}`, sk: 'd' });

export interface ConnectionStore {
  put(connection: Connection): Promise<void>;
  /** Whose connection it is; the socket knows nothing but its id. */
  find(connectionId: string): Promise<Connection | undefined>;
  /** A tenant's open consoles (not those past their end, which the table deletes late). */
  list(tenantId: string, nowMs: number): Promise<readonly Connection[]>;
  remove(connection: Key): Promise<void>;
}

/** Open consoles: by tenant for pushes, by id for what arrives on the socket. */
export function createConnectionStore(table: RowTable): ConnectionStore {
  return {
    async put(connection) {
      const row = { ...connection, ttl: Math.ceil(connection.expiresAtMs / 1000) };
      await table.putAll([
        { row: { ...keyOf(connection), ...entityMarks('connection'), ...row } },
        { row: { ...directoryKeyOf(connection.connectionId), ...entityMarks('connectionDirectory'), ...row } },
      ]);
    },
    async find(connectionId) {
      const row = await table.get(directoryKeyOf(connectionId));
      return row && Connection.parse(row);
    },
    async list(tenantId, nowMs) {
      const { rows } = await table.query({ pk: partitionOf(tenantId), from: 'c#', to: 'c$' });
      return rows.map((row) => Connection.parse(row)).filter((connection) => connection.expiresAtMs > nowMs);
    },
    async remove(key) {
      await Promise.all([table.remove(keyOf(key)), table.remove(directoryKeyOf(key.connectionId))]);
    },
  };
}
