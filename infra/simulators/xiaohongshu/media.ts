import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Store } from '../core/store.ts';
import { imageType } from '../douyin/media.ts';
import { bytes, json } from '../http/reply.ts';
import type { Router } from '../http/router.ts';

/**
 * Images that a tool sends by address: the platform fetches them when they are sent and shows its own copy, because
 * the tool's address may end.
 */

const Kept = z.object({ key: z.string(), type: z.string(), base64: z.string() });
type Kept = z.infer<typeof Kept>;

export type Fetched =
  | { readonly kind: 'kept'; readonly url: string }
  /** It answered with something that is no image. */
  | { readonly kind: 'not-an-image' }
  /** Nobody answered: what the platform makes of that is not known. */
  | { readonly kind: 'unreachable' };

export interface FetchedMedia {
  fetch(url: string): Promise<Fetched>;
  clear(): void;
}

const TIMEOUT_MS = 4_000;
const MAX_BYTES = 20 * 1024 * 1024;

export function mountFetchedMedia(router: Router, base: string, store: Store, origin: () => string): FetchedMedia {
  const kept = new Map<string, Kept>();
  for (const stored of store.load('fetched')) {
    const picture = Kept.parse(stored);
    kept.set(picture.key, picture);
  }
  router.on('GET', `${base}/media/:key`, ({ params }) => {
    const picture = kept.get(params.key ?? '');
    return picture
      ? bytes(picture.type, Buffer.from(picture.base64, 'base64'), 3600)
      : json({ error: 'no such media' }, 404);
  });
  return {
    async fetch(url) {
      const file = await load(url);
      if (file === undefined) return { kind: 'unreachable' };
      const type = imageType(file);
      if (type === undefined) return { kind: 'not-an-image' };
      const picture = { key: randomUUID(), type, base64: file.toString('base64') };
      kept.set(picture.key, picture);
      store.put('fetched', picture.key, picture);
      return { kind: 'kept', url: new URL(`${base}/media/${picture.key}`, origin()).href };
    },
    clear: () => kept.clear(),
  };
}

async function load(url: string): Promise<Buffer | undefined> {
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) return undefined;
    const file = Buffer.from(await answer.arrayBuffer());
    return file.length <= MAX_BYTES ? file : undefined;
  } catch {
    return undefined;
  }
}
