import { mayHoldIds, shownItems } from '../conversations/shown-items.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { textOf } from './rules-slices.ts';
import { loadCustomers } from './store-threads.ts';
import type { FoundLine } from './verify.ts';

/**
 * Lines that were found, as a thread shows them: a customer's known WeChat id is hidden (X5). Customers are read only for
 * lines with a word that may be one.
 */
export async function shownLines(
  table: RowTable,
  tenantId: string,
  lines: readonly FoundLine[],
): Promise<readonly FoundLine[]> {
  const asked = lines.filter(({ item }) => mayHoldIds([item])).map(({ conversationId }) => conversationId);
  if (asked.length === 0) return lines;
  const customers = await loadCustomers(table, tenantId, [...new Set(asked)]);
  const contacts = new Map(customers.map(({ conversationId, contact }) => [conversationId, contact]));
  return lines.map((line) => {
    const [item = line.item] = shownItems([line.item], contacts.get(line.conversationId));
    return item === line.item ? line : { ...line, item, text: textOf(item) };
  });
}
