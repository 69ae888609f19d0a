import type { Ports } from './functions.ts';
import type { Worker } from './worker.ts';

/** Where planted bugs come in: around the ports of a worker, or in place of its handler. */
export interface Patch {
  ports(ports: Ports, worker: Worker): Ports;
  handler(
    handle: (event: unknown) => Promise<unknown>,
    worker: Worker,
    ports: Ports,
  ): (event: unknown) => Promise<unknown>;
}

/** The product as it is. */
export const UNPATCHED: Patch = { ports: (ports) => ports, handler: (handle) => handle };
