import { MAX_FILE_BYTES, type Sheet, SheetFailure } from './sheet.ts';
import { readCsv, textOf } from './sheet-csv.ts';
import { readXlsx } from './sheet-xlsx.ts';

/** What a file is, its first bytes say: a name can be anything. */
const starts = (bytes: Uint8Array, ...signature: readonly number[]): boolean =>
  signature.every((byte, at) => bytes[at] === byte);
const isZip = (bytes: Uint8Array): boolean => starts(bytes, 0x50, 0x4b, 0x03, 0x04) || starts(bytes, 0x50, 0x4b, 5, 6);
/** Old workbooks, and new ones behind a password. */
const isCompound = (bytes: Uint8Array): boolean => starts(bytes, 0xd0, 0xcf, 0x11, 0xe0);

/**
 * Reads a spreadsheet out of a file's bytes.
 *
 * @throws {SheetFailure} for whatever is wrong with the file; nothing else is ever thrown.
 */
export async function readSheet(bytes: Uint8Array<ArrayBuffer>): Promise<Sheet> {
  if (bytes.byteLength > MAX_FILE_BYTES) throw new SheetFailure('too-large');
  if (bytes.byteLength === 0) throw new SheetFailure('empty');
  if (isCompound(bytes)) throw new SheetFailure('old-excel');
  const sheet = isZip(bytes) ? await readXlsx(bytes) : readCsv(textOf(bytes));
  // A row of names alone tells nothing.
  if (sheet.rows.length < 2) throw new SheetFailure('empty');
  return sheet;
}
