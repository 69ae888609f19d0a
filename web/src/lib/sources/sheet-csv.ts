import { type Cell, MAX_COLUMNS, MAX_ROWS, type Row, rowOf, type Sheet, SheetFailure } from './sheet.ts';

/** Text with separators, as Excel in China saves it (GB18030), and as everybody else does (UTF-8, UTF-16). */

const SEPARATORS = [',', '\t', ';'] as const;
const SNIFFED = 4_096;
/** Bytes that no text holds, tabs and line ends aside. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells a picture from a text
const NOT_TEXT = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;

/** @throws {SheetFailure} `other-kind` where the bytes are no text in any of the encodings. */
export function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const wide = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : '';
  for (const encoding of wide ? [wide] : ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      if (!NOT_TEXT.test(text)) return text;
    } catch {
      // Not this encoding: the next one.
    }
  }
  throw new SheetFailure('other-kind');
}

const separatorOf = (text: string): string => {
  const head = text.slice(0, SNIFFED);
  const count = (separator: string): number => head.split(separator).length;
  return SEPARATORS.reduce((best, separator) => (count(separator) > count(best) ? separator : best));
};

/**
 * Reads the whole text: quoted fields may hold separators, quotes (doubled) and line ends.
 *
 * @throws {SheetFailure} `too-many-rows`, or `broken` where a quote is never closed.
 */
export function readCsv(text: string): Sheet {
  const separator = separatorOf(text);
  const rows: Row[] = [];
  let fields: string[] = [];
  let number = 1;
  const end = (): void => {
    const row = rowOf(number, fields.slice(0, MAX_COLUMNS).map(cellOf));
    if (row) rows.push(row);
    if (rows.length > MAX_ROWS + 1) throw new SheetFailure('too-many-rows');
    fields = [];
    number += 1;
  };
  let at = 0;
  while (at < text.length) {
    const { field, next } = text[at] === '"' ? quoted(text, at) : bare(text, at, separator);
    fields.push(field);
    at = next;
    if (text[at] === separator) {
      at += 1;
      if (at === text.length) fields.push('');
    } else if (at < text.length) {
      at += text.startsWith('\r\n', at) ? 2 : 1;
      end();
    }
  }
  if (fields.length > 0) end();
  return { rows, from1904: false };
}

const cellOf = (field: string): Cell | undefined => (field.trim() === '' ? undefined : { kind: 'text', text: field });

const isLineEnd = (character: string | undefined): boolean => character === '\n' || character === '\r';

function bare(text: string, from: number, separator: string): { field: string; next: number } {
  let at = from;
  while (at < text.length && text[at] !== separator && !isLineEnd(text[at])) at += 1;
  return { field: text.slice(from, at), next: at };
}

function quoted(text: string, from: number): { field: string; next: number } {
  let field = '';
  let at = from + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close < 0) throw new SheetFailure('broken');
    field += text.slice(at, close);
    if (text[close + 1] !== '"') {
      // What some programs leave between the closing quote and the separator is part of nothing.
      let next = close + 1;
      while (next < text.length && !SEPARATORS.some((one) => one === text[next]) && !isLineEnd(text[next])) next += 1;
      return { field, next };
    }
    field += '"';
    at = close + 2;
  }
}
