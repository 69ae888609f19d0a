import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Compression at the edge: CloudFront does it for text files of a behaviour that asks for it. */

export type Encoding = 'br' | 'gzip';

/** CloudFront's own bounds. */
const MIN_BYTES = 1_000;
const MAX_BYTES = 10_000_000;
/** The console's whole code is below this; older entries go first. */
const CACHE_BYTES = 4_000_000;
/** Strong enough to be near what CloudFront sends, quick enough for the first visit. */
const BROTLI_QUALITY = 5;

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

export interface Compressor {
  /** The file's compressed bytes, or undefined if this file is sent as it is. */
  compress(path: string, version: string, bytes: number, type: string, encoding: Encoding): Promise<Buffer | undefined>;
}

export function createCompressor(): Compressor {
  const cache = new Map<string, Buffer>();
  let cachedBytes = 0;
  return {
    async compress(path, version, bytes, type, encoding) {
      if (bytes < MIN_BYTES || bytes > MAX_BYTES || !/^text\/|json|javascript|svg|wasm/.test(type)) return undefined;
      const key = `${encoding} ${version} ${path}`;
      const known = cache.get(key);
      if (known) return known;
      const plain = await readFile(path);
      const options = { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } };
      const packed = encoding === 'br' ? await brotli(plain, options) : await deflate(plain);
      cache.set(key, packed);
      cachedBytes += packed.length;
      for (const [oldest, entry] of cache) {
        if (cachedBytes <= CACHE_BYTES) break;
        cache.delete(oldest);
        cachedBytes -= entry.length;
      }
      return packed;
    },
  };
}
