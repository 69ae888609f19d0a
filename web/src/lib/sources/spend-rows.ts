import { numberOfDay } from '../../../../shared/sources/rules-days.ts';
import type { SpendInput } from '../../../../shared/sources/rules-spend.ts';
import { MAX_SPEND_DAYS, spendIdOf } from '../../../../shared/sources/rules-spend-bounds.ts';
import type { Cell, Row, Sheet } from './sheet.ts';
import { adIdOf, channelOf, dayOf, fenOf } from './spend-cells.ts';
import { type Column, type Columns, missingOf, namesOf } from './spend-columns.ts';

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

function fieldsOf({ cells }: Row, columns: Columns): Fields {
  const cellOf = (column: Column): Cell => {
    const at = columns.get(column);
    return trimmed(at === undefined ? undefined : cells[at]);
  };
  const date = cellOf('date');
  const or = (cell: Cell): Cell => (cell.text === '' ? date : cell);
  return {
    from: or(cellOf('from')),
    to: or(cellOf('to')),
    account: cellOf('account'),
    source: cellOf('source'),
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

/** The spends of a spreadsheet. Every row under the names is good or has its reasons; nothing a cell holds throws. */
export function spendRows({ rows, from1904 }: Sheet, accounts: readonly SpendAccount[]): SpendRows {
  const { at, columns } = namesOf(rows);
  const missing = missingOf(columns);
  if (missing.length > 0) return { missing, good: [], bad: [] };
  const good: GoodRow[] = [];
  const bad: BadRow[] = [];
  const firstOf = new Map<string, number>();
  for (const row of rows.slice(at + 1)) {
    const read = spendOf(fieldsOf(row, columns), accounts, from1904);
    if ('faults' in read) {
      bad.push({ row: row.number, faults: asNamed(read.faults, columns) });
      continue;
    }
    const key = spendIdOf(read.spend);
    const first = firstOf.get(key);
    if (first === undefined) good.push({ row: row.number, spend: read.spend });
    else bad.push({ row: row.number, faults: [{ field: 'row', reason: 'twice', row: first }] });
    firstOf.set(key, first ?? row.number);
  }
  return { missing, good, bad };
}
