import { createHash } from 'node:crypto';
import type { Platform } from '../conversations/model.ts';

const PREFIX: Readonly<Record<Platform, string>> = { douyin: 'dy_', xiaohongshu: 'xhs_' };

/** A hosted account's id, derived from the platform's: authorising twice finds the same account again. */
export const accountIdOf = (platform: Platform, platformUserId: string): string =>
  PREFIX[platform] + createHash('sha256').update(`${platform}|${platformUserId}`).digest('base64url').slice(0, 16);
