/**
 * The media bucket as use cases see it. Keys are `<purpose>/<tenantId>/…`: the purpose decides what expires
 * (infra/storage.ts), the tenant who may ever ask for it.
 */

/** Waiting to be checked; removed after a day by the bucket itself. */
export const UPLOADS = 'uploads/';
/** Checked and used by materials; kept. */
export const MATERIALS = 'materials/';
/** Copies of pictures that lie with the platforms; fetched again once the bucket has removed them. */
export const PICTURES = 'pictures/';
/** Files made for one download; removed after a week by the bucket itself. */
export const EXPORTS = 'exports/';

export interface ObjectFacts {
  readonly bytes: number;
  readonly contentType: string;
  /** Changes with the content. */
  readonly etag: string;
}

export interface UploadRight {
  readonly key: string;
  /** Signed: another type or another number of bytes is refused by the bucket. */
  readonly contentType: string;
  readonly bytes: number;
  readonly expiresSeconds: number;
}

export interface DownloadRight {
  readonly key: string;
  readonly expiresSeconds: number;
  /** Saved under this name rather than shown. */
  readonly fileName?: string;
}

/** Every call throws {ObjectsFailure} when the bucket cannot be reached or answers with what is not expected. */
export interface Objects {
  /** An address that takes exactly one object by PUT, with this content-type and length. Asks nobody. */
  uploadUrl(right: UploadRight): string;
  /** An address that answers GET until it expires. Asks nobody. */
  downloadUrl(right: DownloadRight): string;
  /** Undefined = no such object. */
  head(key: string): Promise<ObjectFacts | undefined>;
  /** The first `maxBytes` of an object. */
  read(key: string, maxBytes: number): Promise<Uint8Array | undefined>;
  put(key: string, contentType: string, body: Uint8Array): Promise<void>;
  /** Within the bucket; false = the source is gone or is not what `etag` names any more. */
  copy(from: string, to: string, etag: string): Promise<boolean>;
  /** What is not there is removed already. */
  remove(key: string): Promise<void>;
}

export class ObjectsFailure extends Error {
  override readonly name = 'ObjectsFailure';
}
