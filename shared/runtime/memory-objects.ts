import { createHash } from 'node:crypto';
import type { Objects } from './objects.ts';

interface Kept {
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** A bucket in memory for tests; `all` is what a test looks at and puts where a browser would have uploaded. */
export function createMemoryObjects(): Objects & { readonly all: Map<string, Kept> } {
  const all = new Map<string, Kept>();
  const etagOf = ({ body }: Kept) => `"${createHash('md5').update(body).digest('hex')}"`;
  return {
    all,
    uploadUrl: ({ key, contentType, bytes }) => `https://bucket.example/${key}?put=${contentType}&bytes=${bytes}`,
    downloadUrl: ({ key }) => `https://bucket.example/${key}?get`,
    async head(key) {
      const found = all.get(key);
      return found && { bytes: found.body.byteLength, contentType: found.contentType, etag: etagOf(found) };
    },
    read: async (key, maxBytes) => all.get(key)?.body.slice(0, maxBytes),
    async put(key, contentType, body) {
      all.set(key, { contentType, body });
    },
    async copy(from, to, etag) {
      const found = all.get(from);
      if (!found || etagOf(found) !== etag) return false;
      all.set(to, found);
      return true;
    },
    async remove(key) {
      all.delete(key);
    },
  };
}
