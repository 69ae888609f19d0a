import type { Row } from './sheet.ts';

/** Which column of a spreadsheet holds what, told by its name. */

export type Column = 'date' | 'from' | 'to' | 'account' | 'source' | 'ad' | 'amount';
/** Places of the columns that were found, from 0. */
export type Columns = ReadonlyMap<Column, number>;

const NAMES: Readonly<Record<Column, readonly string[]>> = {
  date: ['日期', '时间', 'date', 'day'],
  from: ['开始日期', 'from', 'startdate'],
  to: ['结束日期', 'to', 'enddate'],
  account: ['账号', '账号名称', '账号id', 'account', 'accountid'],
  source: ['来源', '渠道', 'source', 'channel'],
  ad: ['广告id', 'adid', 'ad'],
  amount: ['花费', '花费元', '消耗', '消耗元', '金额', '金额元', 'cost', 'amount', 'spend'],
};
/** A report may have a title and its conditions above the names. */
const ROWS_LOOKED_AT = 10;

/** Spaces, brackets and case say nothing. */
const plain = (name: string): string => name.toLowerCase().replace(/[\s_()（）[\]【】\uFEFF-]/g, '');

function columnsIn({ cells }: Row): Columns {
  const found = new Map<Column, number>();
  const names = Array.from(cells, (cell) => plain(cell?.text ?? ''));
  for (const [column, spellings] of Object.entries(NAMES) as [Column, readonly string[]][]) {
    const at = names.findIndex((name) => spellings.includes(name));
    if (at >= 0) found.set(column, at);
  }
  return found;
}

/** The row of names: the one of the first rows that names most; of equals, the first. */
export function namesOf(rows: readonly Row[]): { readonly at: number; readonly columns: Columns } {
  const none: Columns = new Map();
  return rows
    .slice(0, ROWS_LOOKED_AT)
    .map((row, at) => ({ at, columns: columnsIn(row) }))
    .reduce((best, one) => (one.columns.size > best.columns.size ? one : best), { at: 0, columns: none });
}

/** Columns without which no row can be read. */
export function missingOf(columns: Columns): readonly Column[] {
  const days: readonly Column[] =
    columns.has('date') || (columns.has('from') && columns.has('to'))
      ? []
      : columns.has('from')
        ? ['to']
        : columns.has('to')
          ? ['from']
          : ['date'];
  return [...days, ...(['source', 'amount'] as const).filter((one) => !columns.has(one))];
}
