import type { RowTable } from '../../shared/runtime/row-table.ts';
import type { Ports } from './functions.ts';
import type { Worker } from './worker.ts';

/** Where planted bugs come in: around the table and the ports of a worker, or in place of its handler. */
export interface Patch {
  /** Whatever the worker is composed of reads and writes through this. */
  table(table: RowTable, worker: Worker): RowTable;
  ports(ports: Ports, worker: Worker): Ports;
  handler(
    handle: (event: unknown) => Promise<unknown>,
    worker: Worker,
    ports: Ports,
  ): (event: unknown) => Promise<unknown>;
}

/** The product as it is. */
export const UNPATCHED: Patch = { table: (table) => table, ports: (ports) => ports, handler: (handle) => handle };
