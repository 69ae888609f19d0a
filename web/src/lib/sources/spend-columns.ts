import type { Source } from '../contracts.ts';
import type { Row } from './sheet.ts';

/** Which column of a spreadsheet holds what: told by its name, or by hand where a platform's report names none of ours. */

/** Those that every report has first. */
export const COLUMNS = ['date', 'source', 'amount', 'account', 'ad', 'from', 'to'] as const;
export type Column = (typeof COLUMNS)[number];
/** Places of the columns that were found, from 0. */
export type Columns = ReadonlyMap<Column, number>;

/** What somebody said of a report by hand. Platforms' reports are of one source and know nothing of hosted accounts. */
export interface Given {
  /** Where a column lies; undefined = nowhere, whatever it is called. */
  readonly places: ReadonlyMap<Column, number | undefined>;
  /** What every row is of; then no column says so. */
  readonly channel?: Source['channel'];
  readonly accountId?: string;
}
export const NOTHING_GIVEN: Given = { places: new Map() };

const NAMES: Readonly<Record<Column, readonly string[]>> = {
  date: ['日期', '时间', '时间天', '统计日期', '投放日期', 'date', 'day'],
  from: ['开始日期', 'from', 'startdate'],
  to: ['结束日期', 'to', 'enddate'],
  account: ['账号', '账号名称', '账号id', 'account', 'accountid'],
  source: ['来源', '渠道', 'source', 'channel'],
  ad: ['广告id', '计划id', '广告计划id', 'adid', 'ad'],
  amount: ['花费', '花费元', '消耗', '消耗元', '总消耗', '消费', '消费元', '金额', '金额元', 'cost', 'amount', 'spend'],
};
/** A report may have a title and its conditions above the names. */
const ROWS_LOOKED_AT = 10;

/** Spaces, brackets and case say nothing. */
const plain = (name: string): string => name.toLowerCase().replace(/[\s_()（）[\]【】\uFEFF-]/g, '');

function columnsIn({ cells }: Row): Columns {
  const names = Array.from(cells, (cell) => plain(cell?.text ?? ''));
  const found = COLUMNS.map((column) => [column, names.findIndex((name) => NAMES[column].includes(name))] as const);
  return new Map(found.filter(([, at]) => at >= 0));
}

export interface Headings {
  /** The row that names the columns, from 0. */
  readonly at: number;
  readonly columns: Columns;
}

/** The row of names: the one of the first rows that names most; of equals, the first. */
export function headingsOf(rows: readonly Row[]): Headings {
  const none: Columns = new Map();
  return rows
    .slice(0, ROWS_LOOKED_AT)
    .map((row, at) => ({ at, columns: columnsIn(row) }))
    .reduce((best, one) => (one.columns.size > best.columns.size ? one : best), { at: 0, columns: none });
}

/** The columns as they are read: by name, but for what was said by hand. */
export function placesOf({ columns }: Headings, given: Given): Columns {
  const places = new Map(columns);
  for (const [column, at] of given.places) {
    if (at === undefined) places.delete(column);
    else places.set(column, at);
  }
  if (given.channel !== undefined) places.delete('source');
  if (given.accountId !== undefined) places.delete('account');
  return places;
}

/** Columns without which no row can be read. */
export function missingOf(columns: Columns, given: Given): readonly Column[] {
  const days: readonly Column[] =
    columns.has('date') || (columns.has('from') && columns.has('to'))
      ? []
      : columns.has('from')
        ? ['to']
        : columns.has('to')
          ? ['from']
          : ['date'];
  const isSourceTold = columns.has('source') || given.channel !== undefined;
  return [
    ...days,
    ...(isSourceTold ? [] : (['source'] as const)),
    ...(columns.has('amount') ? [] : (['amount'] as const)),
  ];
}
