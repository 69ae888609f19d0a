import type { RowWrite } from '../../shared/runtime/row-table.ts';
import { bytesOf } from './item-size.ts';
import type { Sim } from './worker.ts';

/** What the table would bill: each attempt to write, by size, twice in a transaction (INV15). Indexes are not counted. */
export interface UnitLedger {
  writes(rows: readonly RowWrite[]): void;
  /** `messages`: what customers and accounts sent each other, by the platforms' ledgers, and what people planned. */
  check(messages: number): void;
}

const UNIT_BYTES = 1_024;
/** COST1, write units of a message with its answer; COST10, how much more of them faults may cost. */
const BUDGET = 12;
const AMPLIFIED = 2;
/** A run of a few messages is all exceptions. */
const LEAST_MESSAGES = 20;

export function createUnitLedger(sim: Sim): UnitLedger {
  let units = 0;
  return {
    writes(rows) {
      const each = rows.length > 1 ? 2 : 1;
      for (const { row } of rows) units += each * Math.ceil(bytesOf(row) / UNIT_BYTES);
    },
    check(messages) {
      if (messages < LEAST_MESSAGES) return;
      const perMessage = units / messages;
      if (perMessage > BUDGET * AMPLIFIED)
        sim.violate('INV15', `${units} write units for ${messages} messages, ${perMessage.toFixed(1)} each`);
    },
  };
}
