import { InvalidInput, NotFound, RuleViolation, Unavailable } from '../runtime/errors.ts';
import { MATERIALS, type Objects, ObjectsFailure, UPLOADS } from '../runtime/objects.ts';
import type { Ids } from '../runtime/ports.ts';
import type { Media } from './model.ts';
import {
  HEAD_BYTES,
  hasTooManyPixels,
  kindOfType,
  MAX_IMAGE_BYTES,
  type MediaKind,
  type Sniffed,
  sniff,
  thumbnailFault,
  uploadFault,
} from './rules-media.ts';

/**
 * Files travel straight to the bucket: the product hands out an address for exactly one object of one type and size,
 * and looks at what arrived when it is used. Until then it lies under `uploads/`, which the bucket empties by itself.
 */

export interface UploadDeps {
  readonly objects: Objects;
  readonly ids: Pick<Ids, 'ulid'>;
}

/** A slow connection still sends the largest video in this time; afterwards one asks again. */
export const UPLOAD_SECONDS = 900;
/** How long an address of an image or video answers; consoles ask again before. */
export const ADDRESS_SECONDS = 3_600;

const pending = (tenantId: string, id: string) => `${UPLOADS}${tenantId}/${id}`;
const kept = (tenantId: string, objectId: string) => `${MATERIALS}${tenantId}/${objectId}`;
const thumbnailOf = (key: string) => `${key}.thumb`;

export interface FileFacts {
  readonly contentType: string;
  readonly bytes: number;
}

/** @throws {InvalidInput} `upload.type`, `upload.too-large`, `upload.empty`, naming the field. */
export function beginUpload(
  { objects, ids }: UploadDeps,
  tenantId: string,
  file: FileFacts & { readonly thumbnail?: FileFacts | undefined },
): {
  readonly uploadId: string;
  readonly url: string;
  readonly thumbnailUrl?: string;
  readonly expiresSeconds: number;
} {
  const fault = uploadFault(file.contentType, file.bytes);
  if (fault) throw new InvalidInput(fault, 'this file is not taken', { field: 'contentType', rule: 'M1' });
  const thumbnail = file.thumbnail;
  const worse = thumbnail && thumbnailFault(thumbnail.contentType, thumbnail.bytes);
  if (worse) throw new InvalidInput(worse, 'this thumbnail is not taken', { field: 'thumbnail', rule: 'M1' });
  const uploadId = ids.ulid();
  const key = pending(tenantId, uploadId);
  const address = (at: string, { contentType, bytes }: FileFacts) =>
    objects.uploadUrl({ key: at, contentType, bytes, expiresSeconds: UPLOAD_SECONDS });
  return {
    uploadId,
    url: address(key, file),
    ...(thumbnail ? { thumbnailUrl: address(thumbnailOf(key), thumbnail) } : {}),
    expiresSeconds: UPLOAD_SECONDS,
  };
}

/**
 * Looks at an uploaded file and keeps it. Repeating answers what is kept.
 *
 * @throws {NotFound} `upload.unknown`: it never arrived whole, or expired.
 * @throws {InvalidInput} `upload.type` where the bytes are not what was announced, `upload.too-large`, `upload.pixels`.
 * @throws {RuleViolation} `upload.changed`: it was replaced while it was looked at.
 * @throws {Unavailable} `objects.unavailable`.
 */
export async function keepUpload(
  deps: Pick<UploadDeps, 'objects'>,
  tenantId: string,
  uploadId: string,
  durationSeconds?: number,
): Promise<Media & { readonly kind: MediaKind }> {
  try {
    return await keep(deps.objects, tenantId, uploadId, durationSeconds);
  } catch (cause) {
    if (cause instanceof ObjectsFailure) throw new Unavailable('objects.unavailable', 'try again', { cause });
    throw cause;
  }
}

async function keep(
  objects: Objects,
  tenantId: string,
  uploadId: string,
  durationSeconds: number | undefined,
): Promise<Media & { readonly kind: MediaKind }> {
  const to = kept(tenantId, uploadId);
  const known = await objects.head(to);
  const from = known ? to : pending(tenantId, uploadId);
  const facts = known ?? (await objects.head(from));
  const first = facts && (await objects.read(from, HEAD_BYTES));
  if (!facts || !first) {
    throw new NotFound('upload.unknown', 'the file did not arrive', { field: 'uploadId', rule: 'M1' });
  }
  const { sniffed, kind } = judged(facts, sniff(first));
  if (!known && !(await objects.copy(from, to, facts.etag))) {
    throw new RuleViolation('upload.changed', 'the file changed while it was looked at', { rule: 'M1' });
  }
  const { width, height } = sniffed;
  return {
    kind,
    objectId: uploadId,
    contentType: sniffed.contentType,
    bytes: facts.bytes,
    ...(width && height ? { width, height } : {}),
    ...(kind === 'video' && durationSeconds !== undefined ? { durationSeconds } : {}),
    hasThumbnail: await keepThumbnail(objects, tenantId, uploadId),
  };
}

/** The bytes decide. @throws {InvalidInput} */
function judged(announced: FileFacts, sniffed: Sniffed | undefined): { sniffed: Sniffed; kind: MediaKind } {
  const refused = (code: string, message: string) => new InvalidInput(code, message, { field: 'uploadId', rule: 'M1' });
  const kind = sniffed && kindOfType(sniffed.contentType);
  if (!sniffed || !kind || sniffed.contentType !== announced.contentType) {
    throw refused('upload.type', 'the file is not what it was announced as');
  }
  const fault = uploadFault(sniffed.contentType, announced.bytes);
  if (fault) throw refused(fault, 'this file is not taken');
  if (hasTooManyPixels(sniffed)) throw refused('upload.pixels', 'the image has too many pixels');
  return { sniffed, kind };
}

/** A thumbnail that is none is left to expire: the image itself is shown instead. */
async function keepThumbnail(objects: Objects, tenantId: string, uploadId: string): Promise<boolean> {
  const to = thumbnailOf(kept(tenantId, uploadId));
  if (await objects.head(to)) return true;
  const from = thumbnailOf(pending(tenantId, uploadId));
  const facts = await objects.head(from);
  if (!facts || thumbnailFault(facts.contentType, facts.bytes)) return false;
  const first = await objects.read(from, HEAD_BYTES);
  const sniffed = first && sniff(first);
  if (sniffed?.contentType !== facts.contentType || hasTooManyPixels(sniffed)) return false;
  return objects.copy(from, to, facts.etag);
}

/** @throws {NotFound} `media.unknown`: not of this tenant, whether or not it exists elsewhere (SEC8). */
export async function knownAddress(
  objects: Objects,
  tenantId: string,
  objectId: string,
  part: 'whole' | 'thumbnail',
): Promise<string> {
  const key = kept(tenantId, objectId);
  if (!(await objects.head(part === 'whole' ? key : thumbnailOf(key)))) {
    throw new NotFound('media.unknown', 'no such image or video');
  }
  return addressOf(objects, tenantId, objectId, part);
}

/** Where a kept image or video, or its thumbnail, can be fetched for a while. Asks nobody. */
export const addressOf = (
  objects: Pick<Objects, 'downloadUrl'>,
  tenantId: string,
  objectId: string,
  part: 'whole' | 'thumbnail' = 'whole',
): string => {
  const key = kept(tenantId, objectId);
  return objects.downloadUrl({ key: part === 'whole' ? key : thumbnailOf(key), expiresSeconds: ADDRESS_SECONDS });
};

/** The bytes of a kept image; undefined = there is none. @throws {ObjectsFailure} */
export const bytesOf = (
  objects: Pick<Objects, 'read'>,
  tenantId: string,
  objectId: string,
): Promise<Uint8Array | undefined> => objects.read(kept(tenantId, objectId), MAX_IMAGE_BYTES);
