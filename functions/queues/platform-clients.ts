import type { Platform } from '../../shared/conversations/model.ts';
import { createDouyinClient } from '../../shared/platforms/douyin/client.ts';
import type { MediaSource, PlatformClient } from '../../shared/platforms/platform.ts';
import { createXiaohongshuClient } from '../../shared/platforms/xiaohongshu/client.ts';
import { clock } from '../../shared/runtime/clock.ts';
import type { AppSecrets } from '../../shared/runtime/secrets.ts';
import { http, ids } from '../../shared/runtime/system.ts';

export interface PlatformUrls {
  readonly DOUYIN_API_URL: string;
  readonly XIAOHONGSHU_API_URL: string;
}

/** The platforms' clients with the application's credentials, and `media` to send. Whoever sends needs the gate (W10). */
export const createPlatformClients = (
  secrets: AppSecrets,
  urls: PlatformUrls,
  media?: MediaSource,
): Readonly<Record<Platform, PlatformClient>> => ({
  douyin: createDouyinClient({
    http,
    clock,
    baseUrl: urls.DOUYIN_API_URL,
    secrets: secrets.douyin,
    ...(media ? { media } : {}),
  }),
  xiaohongshu: createXiaohongshuClient({
    http,
    clock,
    ids,
    baseUrl: urls.XIAOHONGSHU_API_URL,
    secrets: secrets.xiaohongshu,
    ...(media ? { media } : {}),
  }),
});
