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

/** Whole fetch of one picture; several of a call run side by side, well within the function's time. */
const FETCH_TIMEOUT_MS = 4_000;
/** How long a handed-out address answers; consoles ask again before. */
export const PICTURE_SECONDS = 3_600;

/**
 * Pictures of the platforms from our own bucket (SEC28): a console never asks a stranger's host, and no host learns who
 * looks. What is not there yet is fetched once, if the rules allow its address, and judged by its bytes. A picture that
 * cannot be had is none: nothing is thrown for it.
 */
export const rehosted = (
  deps: PictureDeps,
  tenantId: string,
  addresses: readonly string[],
): Promise<readonly Rehosted[]> =>
  Promise.all(
    addresses.map(async (of) => {
      const url = await kept(deps, tenantId, of);
      return { of, ...(url === undefined ? {} : { url }) };
    }),
  );

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
