import { numberOfDay } from '../../../../shared/sources/rules-days.ts';
import type { SpendInput } from '../../../../shared/sources/rules-spend.ts';
import { MAX_AMOUNT_FEN, MAX_SPEND_DAYS, spendIdOf } from '../../../../shared/sources/rules-spend-bounds.ts';
import type { Cell, Row, Sheet } from './sheet.ts';
import { adIdOf, channelOf, dayOf, fenOf } from './spend-cells.ts';
import {
  type Column,
  type Columns,
  type Given,
  headingsOf,
  missingOf,
  NOTHING_GIVEN,
  placesOf,
} from './spend-columns.ts';

/** Rows of a spreadsheet, or a form's fields, as spends, each with the reasons it is none (K4). */

export interface SpendAccount {
  readonly id: string;
  readonly name: string;
}
/** Where a reason stands; `date` = one column tells both days. */
export type SpendField = 'date' | 'from' | 'to' | 'account' | 'source' | 'ad' | 'amount' | 'row';
export type SpendReason =
  | 'bad-day'
  | 'ends-before'
  | 'too-long'
  | 'bad-amount'
  | 'unknown-account'
  | 'same-name'
  | 'unknown-source'
  | 'odd-ad'
  | 'twice';
export interface SpendFault {
  readonly field: SpendField;
  readonly reason: SpendReason;
  /** The earlier row, of what is there twice. */
  readonly row?: number;
}
export interface GoodRow {
  readonly row: number;
  readonly spend: SpendInput;
}
export interface BadRow {
  readonly row: number;
  readonly faults: readonly SpendFault[];
}
export interface SpendRows {
  readonly missing: readonly Column[];
  readonly good: readonly GoodRow[];
  readonly bad: readonly BadRow[];
  /** Sums of the report, and rows of nothing spent. */
  readonly skipped: number;
  /** Rows added to an earlier one: a report by creative says more than we keep. */
  readonly added: number;
}

type Fields = Readonly<Record<Exclude<SpendField, 'date' | 'row'>, Cell>>;
type Checked = { readonly spend: SpendInput } | { readonly faults: readonly SpendFault[] };

const EVERY_ACCOUNT = ['', '全部账号', '全部', 'all'];

const trimmed = (cell: Cell | undefined): Cell => ({ kind: cell?.kind ?? 'text', text: (cell?.text ?? '').trim() });
/** What somebody typed into a field. */
export const typed = (text: string): Cell => trimmed({ kind: 'text', text });

function accountOf(text: string, accounts: readonly SpendAccount[]): SpendAccount | SpendReason | undefined {
  const byId = accounts.find(({ id }) => id === text);
  if (byId) return byId;
  if (EVERY_ACCOUNT.includes(text.toLowerCase())) return undefined;
  const [first, second] = accounts.filter(({ name }) => name.trim() === text);
  return second ? 'same-name' : (first ?? 'unknown-account');
}

function dayFaults(from: string | undefined, to: string | undefined): readonly SpendFault[] {
  if (from === undefined || to === undefined) {
    const unread = [...(from === undefined ? (['from'] as const) : []), ...(to === undefined ? (['to'] as const) : [])];
    return unread.map((field) => ({ field, reason: 'bad-day' }));
  }
  if (to < from) return [{ field: 'to', reason: 'ends-before' }];
  const days = numberOfDay(to) - numberOfDay(from) + 1;
  return days > MAX_SPEND_DAYS ? [{ field: 'to', reason: 'too-long' }] : [];
}

/** Reads one spend from its fields; every fault is named, not the first alone. */
export function spendOf(fields: Fields, accounts: readonly SpendAccount[], from1904 = false): Checked {
  const [from, to] = [dayOf(fields.from, from1904), dayOf(fields.to, from1904)];
  const account = accountOf(fields.account.text, accounts);
  const channel = channelOf(fields.source.text);
  const adId = fields.ad.text === '' ? undefined : adIdOf(fields.ad);
  const amountFen = fenOf(fields.amount);
  const faults: SpendFault[] = [...dayFaults(from, to)];
  if (typeof account === 'string') faults.push({ field: 'account', reason: account });
  if (channel === undefined) faults.push({ field: 'source', reason: 'unknown-source' });
  if (fields.ad.text !== '' && adId === undefined) faults.push({ field: 'ad', reason: 'odd-ad' });
  if (amountFen === undefined) faults.push({ field: 'amount', reason: 'bad-amount' });
  const isWhole = from !== undefined && to !== undefined && channel !== undefined && amountFen !== undefined;
  if (faults.length > 0 || !isWhole || typeof account === 'string') return { faults };
  const parts = { ...(account ? { accountId: account.id } : {}), ...(adId === undefined ? {} : { adId }) };
  return { spend: { ...parts, channel, from, to, amountFen } };
}

function fieldsOf({ cells }: Row, columns: Columns, { channel, accountId }: Given): Fields {
  const cellOf = (column: Column): Cell => {
    const at = columns.get(column);
    return trimmed(at === undefined ? undefined : cells[at]);
  };
  const date = cellOf('date');
  const or = (cell: Cell): Cell => (cell.text === '' ? date : cell);
  return {
    from: or(cellOf('from')),
    to: or(cellOf('to')),
    account: accountId === undefined ? cellOf('account') : typed(accountId),
    source: channel === undefined ? cellOf('source') : typed(channel),
    ad: cellOf('ad'),
    amount: cellOf('amount'),
  };
}

/** Where one column tells both days, its fault is told once and under its own name. */
const asNamed = (faults: readonly SpendFault[], columns: Columns): readonly SpendFault[] =>
  columns.has('from') || columns.has('to')
    ? faults
    : faults
        .filter(({ field }) => field !== 'to')
        .map((fault) => (fault.field === 'from' ? { ...fault, field: 'date' } : fault));

/** What the report calls its columns; one without a name by its letter. */
export function headingNames({ rows }: Sheet): readonly string[] {
  const cells = rows[headingsOf(rows).at]?.cells ?? [];
  return Array.from(cells, (cell, at) => cell?.text.trim() || letterOf(at));
}

/** As spreadsheets name columns: A, B … Z, AA. */
const letterOf = (at: number): string =>
  (at < 26 ? '' : letterOf(Math.floor(at / 26) - 1)) + String.fromCharCode(65 + (at % 26));

const SUM = /^(?:合计|总计|汇总|共计|total|sum)(?=$|[\s:：(（])/i;
const NOTHING = /^[¥￥]?\s*0*(?:\.0*)?\s*元?$/;

/** The report's own sums, and days on which nothing was spent: nothing to save, and no fault of anybody. */
function isSkipped({ cells }: Row, { amount }: Fields): boolean {
  const first = cells.find((cell) => cell !== undefined && cell.text.trim() !== '');
  return SUM.test(first?.text.trim() ?? '') || (amount.text !== '' && NOTHING.test(amount.text));
}

const wholeRow = ({ cells }: Row): string => JSON.stringify(Array.from(cells, (cell) => (cell?.text ?? '').trim()));

/** Gathers good rows by what they are of. The same row again is a slip; another of the same spend is a part of it. */
class Gathered {
  readonly good = new Map<string, GoodRow>();
  added = 0;
  readonly #firstOf = new Map<string, number>();

  /** What is wrong with it, if anything. */
  take(row: Row, spend: SpendInput): SpendFault | undefined {
    const whole = wholeRow(row);
    const first = this.#firstOf.get(whole);
    if (first !== undefined) return { field: 'row', reason: 'twice', row: first };
    const id = spendIdOf(spend);
    const known = this.good.get(id);
    const amountFen = (known?.spend.amountFen ?? 0) + spend.amountFen;
    if (amountFen > MAX_AMOUNT_FEN) return { field: 'amount', reason: 'bad-amount' };
    this.#firstOf.set(whole, row.number);
    if (known) this.added += 1;
    this.good.set(id, { row: known?.row ?? row.number, spend: { ...spend, amountFen } });
    return undefined;
  }
}

/** The spends of a spreadsheet. Every row under the names is good, added, skipped or has its reasons; nothing throws. */
export function spendRows(sheet: Sheet, accounts: readonly SpendAccount[], given: Given = NOTHING_GIVEN): SpendRows {
  const headings = headingsOf(sheet.rows);
  const columns = placesOf(headings, given);
  const missing = missingOf(columns, given);
  const gathered = new Gathered();
  const bad: BadRow[] = [];
  let skipped = 0;
  for (const row of missing.length > 0 ? [] : sheet.rows.slice(headings.at + 1)) {
    const fields = fieldsOf(row, columns, given);
    if (isSkipped(row, fields)) {
      skipped += 1;
      continue;
    }
    const read = spendOf(fields, accounts, sheet.from1904);
    const fault = 'faults' in read ? undefined : gathered.take(row, read.spend);
    const faults = 'faults' in read ? asNamed(read.faults, columns) : fault ? [fault] : [];
    if (faults.length > 0) bad.push({ row: row.number, faults });
  }
  return { missing, good: [...gathered.good.values()], bad, skipped, added: gathered.added };
}
