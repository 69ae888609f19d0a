import type { Row } from '../../shared/runtime/row-table.ts';

const known = new WeakMap<Row, number>();

/** What DynamoDB counts as an item's size: names and values, texts as UTF-8, binary as its bytes. Rows never change. */
export function bytesOf(row: Row): number {
  const bytes = known.get(row) ?? fieldsOf(row);
  known.set(row, bytes);
  return bytes;
}

const NUMBER_BYTES = 8;
/** Of a list or a map, and of each of its members. */
const NESTING_BYTES = 3;

function fieldsOf(fields: object): number {
  let bytes = 0;
  for (const name in fields) bytes += name.length + sizeOf(Reflect.get(fields, name));
  return bytes;
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return NUMBER_BYTES;
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return value.reduce((sum: number, one: unknown) => sum + 1 + sizeOf(one), NESTING_BYTES);
  return typeof value === 'object' && value !== null ? NESTING_BYTES + fieldsOf(value) : 1;
}
