/** A spreadsheet as rows of cells, whatever kind of file it came in, and why a file is none. */

/** `number`: exactly what the file says, so that a long id or an amount is not read through a float. */
export type Cell = { readonly kind: 'text' | 'number'; readonly text: string };
export interface Row {
  /** As the spreadsheet counts them, from 1. */
  readonly number: number;
  /** By column; a hole is an empty cell. */
  readonly cells: readonly (Cell | undefined)[];
}
export interface Sheet {
  /** Rows that hold something, in order. */
  readonly rows: readonly Row[];
  /** Days count from 1904 (old Macs) rather than from 1900. */
  readonly from1904: boolean;
}

export const MAX_FILE_BYTES = 5 * 1024 * 1024;
export const MAX_ROWS = 5_000;
/** What lies to the right of it is no report of ours. */
export const MAX_COLUMNS = 120;

/** Why a file gives no rows. */
export type SheetFault =
  | 'too-large'
  | 'too-many-rows'
  | 'empty'
  | 'other-kind'
  | 'old-excel'
  | 'encrypted'
  | 'not-a-workbook'
  | 'broken'
  | 'swollen';

export class SheetFailure extends Error {
  override readonly name = 'SheetFailure';
  readonly fault: SheetFault;
  constructor(fault: SheetFault, options?: ErrorOptions) {
    super(fault, options);
    this.fault = fault;
  }
}

/** A row of cells, or nothing where all of them are empty. */
export const rowOf = (number: number, cells: readonly (Cell | undefined)[]): Row | undefined =>
  cells.some((cell) => cell !== undefined && cell.text.trim() !== '') ? { number, cells } : undefined;
