import { m } from '../paraglide/messages.js';
import { pick } from '../words/codes.ts';
import { sourceName } from '../words/words.ts';
import { MAX_FILE_BYTES, type SheetFault } from './sheet.ts';
import type { Column } from './spend-columns.ts';
import type { SpendFault, SpendField } from './spend-rows.ts';

/** Our words for what is wrong with a spreadsheet, a row or a field of spends. */

export const columnName = (column: Column | SpendField): string =>
  pick(
    {
      date: m.spend_column_date,
      from: m.spend_column_from,
      to: m.spend_column_to,
      account: m.spend_column_account,
      source: m.spend_column_source,
      ad: m.spend_column_ad,
      amount: m.spend_column_amount,
      row: m.spend_column_row,
    },
    column,
  );

export const faultReason = ({ reason, row }: SpendFault): string =>
  pick(
    {
      'bad-day': m.spend_reason_bad_day,
      'ends-before': m.spend_reason_ends_before,
      'too-long': m.spend_reason_too_long,
      'bad-amount': m.spend_reason_bad_amount,
      'unknown-account': m.spend_reason_unknown_account,
      'same-name': m.spend_reason_same_name,
      'unknown-source': m.spend_reason_unknown_source,
      'odd-ad': m.spend_reason_odd_ad,
      twice: () => m.spend_reason_twice({ row: row ?? 0 }),
    },
    reason,
  );

export const faultWords = (fault: SpendFault): string =>
  m.spend_fault({ field: columnName(fault.field), reason: faultReason(fault) });

export const sheetFaultWords = (fault: SheetFault): string =>
  pick(
    {
      'too-large': m.spend_fault_too_large,
      'too-many-rows': m.spend_fault_too_many_rows,
      empty: m.spend_fault_empty,
      'other-kind': m.spend_fault_other_kind,
      'old-excel': m.spend_fault_old_excel,
      encrypted: m.spend_fault_encrypted,
      'not-a-workbook': m.spend_fault_not_workbook,
      broken: m.spend_fault_broken,
      swollen: m.spend_fault_swollen,
    },
    fault,
  );

/** Larger files are not even taken into memory. */
export const isTooLarge = (file: Blob): boolean => file.size > MAX_FILE_BYTES;

/** A spreadsheet to fill in, its first row as an example; Excel takes it for UTF-8 by its mark. */
export function templateFile(day: string): Blob {
  const columns = (['from', 'to', 'source', 'account', 'ad', 'amount'] as const).map(columnName);
  const example = [day, day, sourceName({ channel: 'search-ad' }), '', '', '100.00'];
  return new Blob([`\uFEFF${columns.join(',')}\r\n${example.join(',')}\r\n`], { type: 'text/csv;charset=utf-8' });
}
