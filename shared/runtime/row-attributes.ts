import type { Row } from './row-table.ts';

/** Between plain values and DynamoDB's own JSON. By hand: every row passes here, and a schema would take ten times as long. */

export type Attributes = Readonly<Record<string, unknown>>;
export const isObject = (value: unknown): value is Attributes =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Undefined values are left out, everywhere. */
export const toItem = (row: Readonly<Record<string, unknown>>): Record<string, Record<string, unknown>> =>
  // By entries: an attribute that somebody named `__proto__` is one like any other.
  Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => (value === undefined ? [] : [[name, toAttribute(value)]])),
  );

function toAttribute(value: unknown): Record<string, unknown> {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null || value === undefined) return { NULL: true };
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  if (isObject(value)) return { M: toItem(value) };
  throw new TypeError(`the table keeps no ${typeof value}`);
}

/** A stored row or a stream record's image as plain values. @throws {TypeError} if it is none. */
export function toRow(image: Readonly<Record<string, unknown>>): Row {
  const plain = toPlain(image);
  return { ...plain, pk: textOf(plain.pk), sk: textOf(plain.sk) };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const toPlain = (image: Attributes): Record<string, unknown> =>
  Object.fromEntries(Object.entries(image).map(([name, value]) => [name, fromAttribute(value)]));

const noAttribute = () => new TypeError('the table keeps its values as attributes');

function fromAttribute(attribute: unknown): unknown {
  if (!isObject(attribute)) throw noAttribute();
  for (const kind in attribute) {
    const value = attribute[kind];
    if (value !== undefined) return plainValue(kind, value);
  }
  return undefined;
}

function plainValue(kind: string, value: unknown): unknown {
  switch (kind) {
    case 'N':
      return Number(value);
    case 'B':
      return typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value;
    case 'L':
      if (!Array.isArray(value)) throw noAttribute();
      return value.map(fromAttribute);
    case 'M':
      if (!isObject(value)) throw noAttribute();
      return toPlain(value);
    case 'NULL':
      return null;
    default:
      return value;
  }
}

export const keyText = (item: Attributes): Record<string, string> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, String(fromAttribute(value))]));
