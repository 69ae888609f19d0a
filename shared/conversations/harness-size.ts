import { isObject } from '../runtime/row-attributes.ts';

/** Bytes as DynamoDB bills them: names and values; 21 bytes at most for a number, 3 for a list or map, 1 for each element. */
export function billedBytes(item: Readonly<Record<string, unknown>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);
}

function sizeOfValue(attribute: unknown): number {
  const [[kind, value] = ['', '']] = isObject(attribute) ? Object.entries(attribute) : [];
  if (kind === 'S') return Buffer.byteLength(String(value));
  if (kind === 'N') return Math.ceil(String(value).length / 2) + 1;
  if (kind === 'L' && Array.isArray(value)) {
    return value.reduce((sum: number, one: unknown) => sum + 1 + sizeOfValue(one), 3);
  }
  if (kind === 'M' && isObject(value)) return 3 + billedBytes(value) + Object.keys(value).length;
  return 1;
}
