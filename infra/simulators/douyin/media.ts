import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Store } from '../core/store.ts';
import type { World } from '../core/world.ts';
import { fileField } from '../http/multipart.ts';
import { bytes, json, type Reply } from '../http/reply.ts';
import type { Call, Router } from '../http/router.ts';
import { CODE, failure, opaqueId, short, success } from './answers.ts';
import type { Grants } from './grants.ts';

export const UPLOAD_LIMIT_BYTES = 10 * 1024 * 1024;

const Picture = z.object({ id: z.string(), key: z.string(), type: z.string(), base64: z.string() });
type Picture = z.infer<typeof Picture>;

export interface Media {
  has(id: string): boolean;
  /** A path below the twin's base that shows the picture. */
  pathOf(id: string): string | undefined;
  clear(): void;
}

export type MediaDeps = {
  readonly store: Store;
  readonly grants: Grants;
  readonly world: World;
  readonly now: () => number;
  readonly origin: () => string;
};

/** Image upload by client token (section 6.1) and download of what a customer sent (6.2). */
export function mountMedia(router: Router, base: string, deps: MediaDeps): Media {
  const pictures = new Map<string, Picture>();
  const byKey = new Map<string, Picture>();
  const keep = (picture: Picture): void => {
    pictures.set(picture.id, picture);
    byKey.set(picture.key, picture);
  };
  for (const stored of deps.store.load('picture')) keep(Picture.parse(stored));

  router.on('POST', `${base}/tool/imagex/client_upload/`, async (call) => {
    const body = await call.bytes(UPLOAD_LIMIT_BYTES + 65_536);
    if (!deps.grants.isClientToken(String(call.req.headers['access-token'] ?? ''))) {
      return failure(CODE.tokenInvalid, deps.now());
    }
    const file = fileField(call.req.headers['content-type'] ?? '', body, 'image');
    const type = file && file.length <= UPLOAD_LIMIT_BYTES ? imageType(file) : undefined;
    if (!file || !type) return failure(CODE.badParameter, deps.now());
    const picture = { id: opaqueId(), key: randomUUID(), type, base64: file.toString('base64') };
    keep(picture);
    deps.store.put('picture', picture.id, picture);
    const md5 = createHash('md5').update(file).digest('hex');
    return success(deps.now(), { image_id: picture.id, ...imageSize(file, type), md5 });
  });
  router.on('GET', `${base}/media/:key`, ({ params }) => {
    const picture = byKey.get(params.key ?? '');
    return picture
      ? bytes(picture.type, Buffer.from(picture.base64, 'base64'), 3600)
      : json({ error: 'no such media' }, 404);
  });
  router.on('GET', `${base}/api/im/message/resources/`, (call) => download(deps, call));

  return {
    has: (id) => pictures.has(id),
    pathOf: (id) => {
      const picture = pictures.get(id);
      return picture && `${base}/media/${picture.key}`;
    },
    clear() {
      pictures.clear();
      byKey.clear();
    },
  };
}

function download(deps: MediaDeps, { url, req }: Call): Reply {
  const grant = deps.grants.byAccess(String(req.headers['access-token'] ?? ''));
  if (!grant || grant.revoked) return short(CODE.tokenInvalid);
  if (deps.now() >= grant.accessExpiresAtMs) return short(CODE.tokenExpired);
  if (grant.accountId !== url.searchParams.get('open_id')) return short(CODE.tokenOfAnother);
  const message = deps.world.message(url.searchParams.get('message_id') ?? '');
  const conversation = deps.world.byRef(url.searchParams.get('conversation_id') ?? '');
  if (!message || !conversation || message.accountId !== grant.accountId) return short(CODE.mismatch);
  const { body } = message;
  if ((body.kind !== 'image' && body.kind !== 'video') || !body.local || !body.url) return short(CODE.badParameter);
  return short(0, { data: { media_type: body.kind, url: new URL(body.url, deps.origin()).href } });
}

/** By the first bytes; jpeg, png, bmp and webp only. */
export function imageType(file: Buffer): string | undefined {
  if (file.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (file.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'image/png';
  if (file.subarray(0, 2).toString('latin1') === 'BM') return 'image/bmp';
  const isWebp =
    file.subarray(0, 4).toString('latin1') === 'RIFF' && file.subarray(8, 12).toString('latin1') === 'WEBP';
  return isWebp ? 'image/webp' : undefined;
}

/** Only PNG says its size at a fixed place; the others get the card's suggested size. */
function imageSize(file: Buffer, type: string): { width: number; height: number } {
  if (type === 'image/png' && file.length >= 24) return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
  return { width: 263, height: 120 };
}
