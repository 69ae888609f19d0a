import { createHash } from 'node:crypto';
import { type Objects, ObjectsFailure, PICTURES } from '../runtime/objects.ts';
import type { RemoteFiles } from '../runtime/remote-files.ts';
import { MAX_PICTURE_BYTES, pictureAddress, pictureType } from './rules-pictures.ts';

export interface PictureDeps {
  readonly objects: Pick<Objects, 'head' | 'put' | 'downloadUrl'>;
  readonly files: RemoteFiles;
  /** Origins of the platforms' interfaces. */
  readonly origins: readonly string[];
}

/** An address and where a console finds its picture; without `url` there is none to show. */
export interface Rehosted {
  readonly of: string;
  readonly url?: string;
}

/** Whole fetch of one picture: with `AT_ONCE`, all that a call may ask for are tried well within the function's 20 s. */
const FETCH_TIMEOUT_MS = 4_000;
/** Each may hold `MAX_PICTURE_BYTES` while it is fetched, judged and kept: 80 MB together, of the function's 512. */
const AT_ONCE = 8;
/** How long a handed-out address answers; consoles ask again before. */
export const PICTURE_SECONDS = 3_600;

/**
 * Pictures of the platforms from our own bucket (SEC28): a console never asks a stranger's host, and no host learns who
 * looks. What is not there yet is fetched once, if the rules allow its address, and judged by its bytes; a few at a time, so
 * that many large ones together stay within the function's memory. A picture that cannot be had is none: nothing is thrown
 * for it. Answers in the order asked for.
 */
export async function rehosted(
  deps: PictureDeps,
  tenantId: string,
  addresses: readonly string[],
): Promise<readonly Rehosted[]> {
  const urls = new Map<string, string | undefined>();
  const waiting = [...new Set(addresses)];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      urls.set(next, await kept(deps, tenantId, next));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return addresses.map((of) => {
    const url = urls.get(of);
    return { of, ...(url === undefined ? {} : { url }) };
  });
}

async function kept(deps: PictureDeps, tenantId: string, text: string): Promise<string | undefined> {
  const address = pictureAddress(text, deps.origins);
  if (!address) return undefined;
  const key = `${PICTURES}${tenantId}/${createHash('sha256').update(address.href).digest('base64url')}`;
  try {
    if (!(await deps.objects.head(key)) && !(await take(deps, address, key))) return undefined;
  } catch (error) {
    if (error instanceof ObjectsFailure) return undefined;
    throw error;
  }
  return deps.objects.downloadUrl({ key, expiresSeconds: PICTURE_SECONDS });
}

async function take({ files, objects }: PictureDeps, address: URL, key: string): Promise<boolean> {
  const bytes = await files.get(address, { maxBytes: MAX_PICTURE_BYTES, timeoutMs: FETCH_TIMEOUT_MS });
  const contentType = bytes && pictureType(bytes);
  if (!bytes || contentType === undefined) return false;
  await objects.put(key, contentType, bytes);
  return true;
}
