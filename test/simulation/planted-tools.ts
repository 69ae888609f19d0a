import type { Conversation } from '../../shared/conversations/model-head.ts';
import { headRow, parseHead } from '../../shared/conversations/store-head-row.ts';
import type { PlatformClient } from '../../shared/platforms/platform.ts';
import type { Row, RowTable, RowWrite } from '../../shared/runtime/row-table.ts';
import type { Ports } from './functions.ts';
import { type Patch, UNPATCHED } from './patch.ts';
import type { FunctionName } from './worker.ts';

/** How a planted bug is wrapped around the ports of the functions it concerns. */

/** Whatever these functions are composed of reads and writes through it. */
export const inTable = (fns: readonly FunctionName[], change: (table: RowTable) => Partial<RowTable>): Patch => ({
  ...UNPATCHED,
  table: (table, worker) => (fns.includes(worker.fn) ? { ...table, ...change(table) } : table),
});
export const both = (one: Patch, other: Patch): Patch => ({
  ...UNPATCHED,
  table: (table, worker) => other.table(one.table(table, worker), worker),
  ports: (ports, worker) => other.ports(one.ports(ports, worker), worker),
});
export const onSend = (change: (send: PlatformClient['send'], ports: Ports) => PlatformClient['send']): Patch => ({
  ...UNPATCHED,
  ports: (ports) => {
    const { douyin, xiaohongshu } = ports.gate.clients;
    const patched = (client: PlatformClient): PlatformClient => ({
      ...client,
      send: change((request) => client.send(request), ports),
    });
    const clients = { douyin: patched(douyin), xiaohongshu: patched(xiaohongshu) };
    return { ...ports, gate: { ...ports.gate, clients } };
  },
});
/** Rows as read, changed before anybody sees them; with the head of their partition where the read holds it. */
export const onRead = (
  fns: readonly FunctionName[],
  change: (row: Row, head: Conversation | undefined) => Row,
): Patch =>
  inTable(fns, (table) => {
    const changed = (rows: readonly Row[]): readonly Row[] => {
      const head = rows.map((row) => parseHead(row)).find((found) => found !== undefined);
      return rows.map((row) => change(row, head));
    };
    return {
      get: async (...given) => {
        const row = await table.get(...given);
        return row && changed([row])[0];
      },
      query: async (query) => {
        const page = await table.query(query);
        return { ...page, rows: changed(page.rows) };
      },
    };
  });
export const onWrite = (fns: readonly FunctionName[], change: (write: RowWrite) => RowWrite): Patch =>
  inTable(fns, (table) => ({
    put: (write) => table.put(change(write)),
    putAll: (writes) => table.putAll(writes.map(change)),
  }));

export const is = (row: Row, entity: string): boolean => row.__edb_e__ === entity;
export const asHead = (row: Row, change: (head: Conversation) => Conversation): Row => {
  const head = parseHead(row);
  return head ? headRow(change(head)) : row;
};
export const unconditional =
  (entity: string) =>
  (write: RowWrite): RowWrite =>
    is(write.row, entity) ? { row: write.row } : write;
export const fromAgent = (row: Row): boolean => is(row, 'message') && row.sn === 'agent';
