import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { MAX_FILE_BYTES, type Sheet, SheetFailure } from './sheet.ts';
import { readCsv } from './sheet-csv.ts';
import { readSheet } from './sheet-file.ts';

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const texts = ({ rows }: Sheet): readonly (readonly string[])[] =>
  rows.map(({ cells }) => Array.from(cells, (cell) => cell?.text ?? ''));
const faultOf = (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  readSheet(bytes).then(
    () => 'read',
    (thrown: unknown) => (thrown instanceof SheetFailure ? thrown.fault : `defect: ${String(thrown)}`),
  );

/** A zip of one deflated file, its directory as told. */
function zipOf(name: string, content: Uint8Array, flags = 0): Uint8Array<ArrayBuffer> {
  const [packed, called] = [deflateRawSync(content), utf8(name)];
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt16LE(called.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(flags, 8);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt16LE(called.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(30 + called.length + packed.length, 16);
  return new Uint8Array(Buffer.concat([local, called, packed, entry, called, end]));
}

async function workbook(): Promise<Uint8Array<ArrayBuffer>> {
  const rows = [
    [{ value: '日期' }, { value: '花费(元)' }, { value: '广告ID' }],
    [{ value: '2026-11-01' }, { value: 1234.5, type: Number }, { value: 'A<1>&"' }],
    [null, null, null],
    [{ value: new Date('2026-11-02T00:00:00Z'), type: Date, format: 'yyyy-mm-dd' }, { value: 0.3, type: Number }, null],
  ];
  return new Uint8Array(await writeXlsxFile(rows).toBuffer());
}

test('K4: a workbook gives its rows as Excel numbers them, its days as serial numbers', async () => {
  const sheet = await readSheet(await workbook());
  expect(texts(sheet)).toEqual([
    ['日期', '花费(元)', '广告ID'],
    ['2026-11-01', '1234.5', 'A<1>&"'],
    ['46328', '0.3'],
  ]);
  expect(sheet.rows.map(({ number }) => number)).toEqual([1, 2, 4]);
  expect(sheet.rows[2]?.cells[0]).toEqual({ kind: 'number', text: '46328' });
});

test('K4: text of Excel in China (GB18030), of others (UTF-8 with and without a mark, UTF-16), by comma, tab, semicolon', async () => {
  const gb = new Uint8Array([0xc8, 0xd5, 0xc6, 0xda, 0x2c, 0xbb, 0xa8, 0xb7, 0xd1, 0x0d, 0x0a, 0x61, 0x2c, 0x31]);
  expect(texts(await readSheet(gb))).toEqual([
    ['日期', '花费'],
    ['a', '1'],
  ]);
  const wide = new Uint8Array(Buffer.from('\uFEFF日期\t花费\na\t1', 'utf16le'));
  for (const bytes of [utf8('\uFEFF日期;花费\na;1'), utf8('日期,花费\ra,1\r'), wide])
    expect(texts(await readSheet(bytes))).toEqual([
      ['日期', '花费'],
      ['a', '1'],
    ]);
});

test('K4: quoted fields hold separators, quotes and line ends', () => {
  expect(texts(readCsv('a,b\n"1,2 ""x""\ny",z\n'))).toEqual([
    ['a', 'b'],
    ['1,2 "x"\ny', 'z'],
  ]);
});

test('K4: what is no spreadsheet is refused by its own reason', async () => {
  const book = await workbook();
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]);
  const old = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  const bomb = zipOf('xl/workbook.xml', new Uint8Array(60 * 1024 * 1024));
  const many = utf8(`a,b\n${'1,2\n'.repeat(5_001)}`);
  const faults = await Promise.all(
    [
      new Uint8Array(MAX_FILE_BYTES + 1),
      new Uint8Array(0),
      utf8('日期,花费\n,,\n'),
      png,
      old,
      zipOf('word/document.xml', utf8('<w/>')),
      zipOf('xl/workbook.xml', utf8('<workbook/>'), 1),
      book.slice(0, book.length / 2),
      bomb,
      many,
      utf8('a,b\n"open,1'),
    ].map(faultOf),
  );
  expect(faults).toEqual([
    'too-large',
    'empty',
    'empty',
    'other-kind',
    'old-excel',
    'not-a-workbook',
    'encrypted',
    'broken',
    'swollen',
    'too-many-rows',
    'broken',
  ]);
});

test('K4: five thousand rows are read', async () => {
  expect((await readSheet(utf8(`a,b\n${'1,2\n'.repeat(5_000)}`))).rows).toHaveLength(5_001);
});

test('K4: no bytes make reading fail with anything but its own reason', async () => {
  const book = await workbook();
  const damaged = fc
    .array(fc.tuple(fc.nat({ max: book.length - 1 }), fc.nat({ max: 255 })), { maxLength: 6 })
    .map((changes) => changes.reduce((bytes, [at, byte]) => bytes.with(at, byte), book));
  const any = fc.oneof(
    damaged,
    fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
    fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a') }).map(utf8),
  );
  await fc.assert(
    fc.asyncProperty(any, async (bytes) => {
      expect(await faultOf(bytes)).not.toMatch(/^defect/);
    }),
    { numRuns: 300 },
  );
});
