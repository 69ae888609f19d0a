import { SheetFailure } from './sheet.ts';

/**
 * The few files of a workbook that we read out of its zip. Everything is bounded before it is believed: a file of some
 * kilobytes can unpack to gigabytes, and its directory can claim anything.
 */

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
const MAX_ENTRIES = 2_000;
/** Five thousand rows are a tenth of it. */
const MAX_UNPACKED_BYTES = 40 * 1024 * 1024;
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly method: number;
  readonly packedBytes: number;
  readonly at: number;
}

export class Zip {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #entries: ReadonlyMap<string, Entry>;
  #leftBytes = MAX_UNPACKED_BYTES;

  /** @throws {SheetFailure} `broken` or `encrypted`. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
    this.#entries = entriesOf(bytes);
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /**
   * One file as text; undefined = there is none of that name.
   *
   * @throws {SheetFailure} `broken`, or `swollen` when what was unpacked so far passes its bound.
   */
  async text(name: string): Promise<string | undefined> {
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    const packed = packedOf(this.#bytes, entry);
    if (entry.method === STORED) return this.#decode([packed]);
    if (entry.method !== DEFLATED) throw new SheetFailure('broken');
    return this.#decode(await inflated(packed, this.#leftBytes));
  }

  #decode(parts: readonly Uint8Array[]): string {
    const decoder = new TextDecoder();
    this.#leftBytes -= parts.reduce((sum, part) => sum + part.byteLength, 0);
    if (this.#leftBytes < 0) throw new SheetFailure('swollen');
    return parts.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode();
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function endOf(view: DataView): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT_BYTES); at -= 1)
    if (view.getUint32(at, true) === END) return at;
  throw new SheetFailure('broken');
}

function entriesOf(bytes: Uint8Array): ReadonlyMap<string, Entry> {
  const view = viewOf(bytes);
  const entries = new Map<string, Entry>();
  const decoder = new TextDecoder();
  try {
    const end = endOf(view);
    const count = Math.min(view.getUint16(end + 10, true), MAX_ENTRIES);
    let at = view.getUint32(end + 16, true);
    for (let index = 0; index < count; index += 1) {
      if (view.getUint32(at, true) !== ENTRY) throw new SheetFailure('broken');
      if (view.getUint16(at + 8, true) & ENCRYPTED) throw new SheetFailure('encrypted');
      const nameBytes = view.getUint16(at + 28, true);
      entries.set(decoder.decode(bytes.subarray(at + 46, at + 46 + nameBytes)), {
        method: view.getUint16(at + 10, true),
        packedBytes: view.getUint32(at + 20, true),
        at: view.getUint32(at + 42, true),
      });
      at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
  } catch (cause) {
    // A directory that points outside the file.
    throw cause instanceof SheetFailure ? cause : new SheetFailure('broken', { cause });
  }
  return entries;
}

function packedOf(bytes: Uint8Array<ArrayBuffer>, { at, packedBytes }: Entry): Uint8Array<ArrayBuffer> {
  const view = viewOf(bytes);
  if (at + 30 > bytes.byteLength || view.getUint32(at, true) !== LOCAL) throw new SheetFailure('broken');
  const from = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (from + packedBytes > bytes.byteLength) throw new SheetFailure('broken');
  return bytes.subarray(from, from + packedBytes);
}

/** Unpacks piece by piece, and stops at the bound rather than after it. */
async function inflated(packed: Uint8Array<ArrayBuffer>, mostBytes: number): Promise<readonly Uint8Array[]> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      bytes += piece.value.byteLength;
      if (bytes > mostBytes) {
        // Nobody waits for the rest; what it says as it is broken off is of no use.
        void reader.cancel().catch(() => undefined);
        throw new SheetFailure('swollen');
      }
      parts.push(piece.value);
    }
  } catch (cause) {
    throw cause instanceof SheetFailure ? cause : new SheetFailure('broken', { cause });
  }
  return parts;
}
