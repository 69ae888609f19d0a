import type { Row, RowWrite } from '../../shared/runtime/row-table.ts';
import { bytesOf } from './item-size.ts';
import type { FunctionName, Sim } from './worker.ts';

/** Request units. */
export interface Bill {
  readonly writes: number;
  readonly reads: number;
}

/**
 * What the table would bill (INV15): each attempt to write, by size, twice in a transaction; each read by what it brings,
 * half where it may lag. Indexes' writes are not counted. What people and the sweeper look at is no part of a message.
 */
export interface UnitLedger {
  writes(rows: readonly RowWrite[]): void;
  reads(fn: FunctionName, rows: readonly Row[], isConsistent: boolean): void;
  bill(): Bill;
  /** `messages`: what customers and accounts sent each other, by the platforms' ledgers, and what people planned. */
  check(messages: number): void;
}

const UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;
/** What is larger is larger by a customer's own words (F22). */
const FLOOD_BYTES = 4_096;
const ASIDE: ReadonlySet<FunctionName> = new Set(['api', 'timers']);
/**
 * Units of a message where nothing fails, the dearest of 40 runs: consoles that watch are part of it, so it is more than
 * COST1 and COST2 allow a message that nobody watches. Faults may cost twice that (COST10); a run of the worst of them
 * reads more, because what waits for a lost account is looked at for a day.
 */
const CALM = { writes: 6.5, reads: 7 };
const AMPLIFIED = { writes: 2, reads: 3 };
/** A run of a few messages is all exceptions. */
const LEAST_MESSAGES = 20;

export function createUnitLedger(sim: Sim): UnitLedger {
  let units = 0;
  let readUnits = 0;
  return {
    writes(rows) {
      const each = rows.length > 1 ? 2 : 1;
      for (const { row } of rows) units += each * Math.ceil(Math.min(FLOOD_BYTES, bytesOf(row)) / UNIT_BYTES);
    },
    reads(fn, rows, isConsistent) {
      if (ASIDE.has(fn)) return;
      const bytes = rows.reduce((sum, row) => sum + Math.min(FLOOD_BYTES, bytesOf(row)), 0);
      readUnits += Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (isConsistent ? 1 : 0.5);
    },
    bill: () => ({ writes: units, reads: readUnits }),
    check(messages) {
      if (messages < LEAST_MESSAGES) return;
      const bill = { writes: units / messages, reads: readUnits / messages };
      for (const kind of ['writes', 'reads'] as const)
        if (bill[kind] > CALM[kind] * AMPLIFIED[kind])
          sim.violate('INV15', `${bill[kind].toFixed(1)} units of ${kind} for each of ${messages} messages`);
    },
  };
}
