import writeXlsxFile from 'write-excel-file/node';

/** One sheet of text cells as an .xlsx file; the first row is its heading. No cell is ever a formula. */
export const writeSpreadsheet = async (
  sheet: string,
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): Promise<Uint8Array> => {
  const [heading = [], ...rest] = rows;
  const data = [
    heading.map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
    ...rest.map((row) => row.map((value) => (value === '' ? null : { value, type: String }))),
  ];
  const columns = widths.map((width) => ({ width }));
  return new Uint8Array(await writeXlsxFile(data, { sheet, columns, stickyRowsCount: 1 }).toBuffer());
};
