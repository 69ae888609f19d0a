import { type Cell, MAX_COLUMNS, MAX_ROWS, type Row, rowOf, type Sheet, SheetFailure } from './sheet.ts';
import { attribute, marksOf } from './sheet-xml.ts';
import { Zip } from './sheet-zip.ts';

/** The first sheet of an Excel workbook. Formats are not read: a column of days knows what its numbers mean. */

const WORKBOOK = 'xl/workbook.xml';
const MAX_SHARED = 500_000;

/** @throws {SheetFailure} saying why the file gives no rows. */
export async function readXlsx(bytes: Uint8Array<ArrayBuffer>): Promise<Sheet> {
  const zip = new Zip(bytes);
  const workbook = await zip.text(WORKBOOK);
  if (workbook === undefined) throw new SheetFailure('not-a-workbook');
  const sheet = await zip.text(await pathOfFirst(zip, workbook));
  if (sheet === undefined) throw new SheetFailure('broken');
  const shared = sharedOf((await zip.text('xl/sharedStrings.xml')) ?? '');
  return { rows: rowsOf(sheet, shared), from1904: is1904(workbook) };
}

function is1904(workbook: string): boolean {
  for (const mark of marksOf(workbook))
    if (mark.kind !== 'text' && mark.kind !== 'close' && mark.name === 'workbookPr')
      return /^(?:1|true)$/.test(attribute(mark.attributes, 'date1904') ?? '');
  return false;
}

async function pathOfFirst(zip: Zip, workbook: string): Promise<string> {
  let first: string | undefined;
  for (const mark of marksOf(workbook))
    if (first === undefined && mark.kind !== 'text' && mark.kind !== 'close' && mark.name === 'sheet')
      first = attribute(mark.attributes, 'id');
  for (const mark of marksOf((await zip.text('xl/_rels/workbook.xml.rels')) ?? '')) {
    if (mark.kind === 'text' || mark.kind === 'close' || mark.name !== 'Relationship') continue;
    if (attribute(mark.attributes, 'Id') !== first) continue;
    const target = attribute(mark.attributes, 'Target') ?? '';
    return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
  }
  return 'xl/worksheets/sheet1.xml';
}

/** Texts that cells refer to by number. Readings beside Chinese or Japanese words (`rPh`) are not part of them. */
function sharedOf(xml: string): readonly string[] {
  const texts: string[] = [];
  let text: string | undefined;
  let inText = false;
  let inReading = false;
  for (const mark of marksOf(xml)) {
    if (mark.kind === 'text') {
      if (inText && !inReading && text !== undefined) text += mark.text;
    } else if (mark.name === 'si') {
      if (mark.kind === 'open') text = '';
      else texts.push(mark.kind === 'empty' ? '' : (text ?? ''));
      if (texts.length > MAX_SHARED) throw new SheetFailure('swollen');
    } else if (mark.name === 't') inText = mark.kind === 'open';
    else if (mark.name === 'rPh') inReading = mark.kind === 'open';
  }
  return texts;
}

/** Column of a cell's reference: `A7` is 0, `AB7` is 27; undefined = the one after the last. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function cellOf(type: string, raw: string, shared: readonly string[]): Cell | undefined {
  if (raw === '') return undefined;
  if (type === 's') return { kind: 'text', text: shared[Number(raw)] ?? '' };
  return { kind: type === 'n' ? 'number' : 'text', text: raw };
}

function rowsOf(xml: string, shared: readonly string[]): readonly Row[] {
  const rows: Row[] = [];
  let [number, column, type, raw, inValue] = [0, -1, 'n', '', false];
  let cells: (Cell | undefined)[] = [];
  for (const mark of marksOf(xml)) {
    if (mark.kind === 'text') {
      if (inValue) raw += mark.text;
    } else if (mark.name === 'row') {
      if (mark.kind === 'close') {
        const row = rowOf(number, cells);
        if (row) rows.push(row);
        // The first names the columns.
        if (rows.length > MAX_ROWS + 1) throw new SheetFailure('too-many-rows');
      } else {
        number = Number(attribute(mark.attributes, 'r') ?? number + 1);
        [cells, column] = [[], -1];
      }
    } else if (mark.name === 'c') {
      if (mark.kind === 'close') {
        if (column < MAX_COLUMNS) cells[column] = cellOf(type, raw, shared);
      } else {
        column = columnOf(attribute(mark.attributes, 'r')) ?? column + 1;
        [type, raw] = [attribute(mark.attributes, 't') ?? 'n', ''];
      }
    } else if (mark.name === 'v' || mark.name === 't') inValue = mark.kind === 'open';
  }
  return rows;
}
