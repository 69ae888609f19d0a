import type { MediaSource } from '../platforms/platform.ts';
import type { Objects } from '../runtime/objects.ts';
import { addressOf, bytesOf } from './uploads.ts';

/** Kept images and videos for the adapters that send them. */
export const mediaSourceOver = (objects: Pick<Objects, 'downloadUrl' | 'read'>): MediaSource => ({
  url: (tenantId, objectId, part) => addressOf(objects, tenantId, objectId, part),
  read: (tenantId, objectId) => bytesOf(objects, tenantId, objectId),
});
