import type { Customer } from '../conversations/model-customers.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { SliceRef } from './model.ts';
import { containsAll } from './rules-grams.ts';
import { personText } from './rules-slices.ts';
import { loadCustomers } from './store-threads.ts';
import { type ReadLine, readBetween } from './threads.ts';

/** What the index says may be there, looked up where it is: the index never decides alone. */

/** A line of a thread that holds every word. */
export interface FoundLine extends ReadLine {
  readonly conversationId: string;
}

export interface Place {
  readonly tenantId: string;
  readonly terms: readonly string[];
}

const AT_ONCE = 10;

/** Lines of the slices, until there are enough; `read` = so many slices were used up. */
export async function verifySlices(
  table: RowTable,
  { tenantId, terms }: Place,
  slices: readonly SliceRef[],
  enough: number,
): Promise<{ readonly lines: readonly FoundLine[]; readonly read: number }> {
  const lines: FoundLine[] = [];
  for (let start = 0; start < slices.length; start += AT_ONCE) {
    const part = slices.slice(start, start + AT_ONCE);
    const read = await Promise.all(
      part.map((slice) => readBetween(table, { tenantId, conversationId: slice.conversationId }, slice)),
    );
    for (const [index, slice] of part.entries()) {
      if (lines.length >= enough) return { lines, read: start + index };
      lines.push(...matching(slice.conversationId, read[index] ?? [], terms));
    }
  }
  return { lines, read: slices.length };
}

export const matching = (
  conversationId: string,
  lines: readonly ReadLine[],
  terms: readonly string[],
): readonly FoundLine[] =>
  lines.filter(({ text }) => containsAll(text, terms)).map((line) => ({ ...line, conversationId }));

/** Customers among these whose name, remark or tags hold every word. */
export async function verifyPeople(
  table: RowTable,
  { tenantId, terms }: Place,
  conversationIds: readonly string[],
): Promise<readonly Customer[]> {
  const customers = await loadCustomers(table, tenantId, conversationIds);
  return customers.filter((customer) => containsAll(personText(customer), terms));
}
