/**
 * A piece of the index as bytes: which slices hold which pair of characters. Pairs ascending, each with its slices
 * ascending, all as differences in 7-bit groups: most take one byte. Whoever looks a pair up walks over the others.
 */

export type Postings = ReadonlyMap<number, readonly number[]>;

const GROUP = 0x7f;
const MORE = 0x80;

export function encodePostings(postings: Postings): Uint8Array {
  const bytes: number[] = [];
  let before = 0;
  for (const [gram, slices] of [...postings].sort(([a], [b]) => a - b)) {
    write(bytes, gram - before);
    before = gram;
    const body: number[] = [];
    let last = 0;
    for (const slice of [...slices].sort((a, b) => a - b)) {
      write(body, slice - last);
      last = slice;
    }
    // Its length in bytes lets a reader step over it.
    write(bytes, body.length);
    for (const byte of body) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** Slices of the asked pairs alone; a pair that is not there is left out. @throws {RangeError} if the bytes are broken. */
export function lookUp(bytes: Uint8Array, grams: ReadonlySet<number>): Map<number, readonly number[]> {
  const found = new Map<number, readonly number[]>();
  const cursor = { at: 0 };
  let gram = 0;
  while (cursor.at < bytes.length && found.size < grams.size) {
    gram += read(bytes, cursor);
    const end = read(bytes, cursor) + cursor.at;
    if (end > bytes.length) throw new RangeError('a list of slices ends after its bytes');
    if (grams.has(gram)) found.set(gram, slicesOf(bytes, cursor.at, end));
    cursor.at = end;
  }
  return found;
}

/** Everything. @throws {RangeError} if the bytes are broken. */
export function decodePostings(bytes: Uint8Array): Map<number, readonly number[]> {
  const all = new Map<number, readonly number[]>();
  const cursor = { at: 0 };
  let gram = 0;
  while (cursor.at < bytes.length) {
    gram += read(bytes, cursor);
    const end = read(bytes, cursor) + cursor.at;
    if (end > bytes.length) throw new RangeError('a list of slices ends after its bytes');
    all.set(gram, slicesOf(bytes, cursor.at, end));
    cursor.at = end;
  }
  return all;
}

/** Slices that are in every list; none = nobody asked for anything. */
export function inAll(lists: readonly (readonly number[] | undefined)[]): readonly number[] {
  const [first, ...others] = [...lists].sort((a, b) => (a?.length ?? 0) - (b?.length ?? 0));
  if (!first) return [];
  const sets = others.map((list) => new Set(list));
  return first.filter((slice) => sets.every((set) => set.has(slice)));
}

function slicesOf(bytes: Uint8Array, from: number, end: number): readonly number[] {
  const slices: number[] = [];
  const cursor = { at: from };
  let last = 0;
  while (cursor.at < end) {
    last += read(bytes, cursor);
    slices.push(last);
  }
  return slices;
}

function write(bytes: number[], value: number): void {
  let rest = value;
  while (rest > GROUP) {
    bytes.push((rest & GROUP) | MORE);
    rest >>>= 7;
  }
  bytes.push(rest);
}

function read(bytes: Uint8Array, cursor: { at: number }): number {
  let value = 0;
  for (let shift = 0; shift <= 28; shift += 7) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) throw new RangeError('a number ends after its bytes');
    value |= (byte & GROUP) << shift;
    if (byte <= GROUP) return value >>> 0;
  }
  throw new RangeError('a number of more than five groups');
}
