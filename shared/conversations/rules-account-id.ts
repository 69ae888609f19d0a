import type { Platform } from './model.ts';

const PLATFORMS: Readonly<Record<string, Platform>> = { dy: 'douyin', xhs: 'xiaohongshu' };

/** The platform is the first part of an account's id. @throws {RangeError} for an id of no known platform. */
export function platformOf(accountId: string): Platform {
  const platform = PLATFORMS[accountId.split('_', 1)[0] ?? ''];
  if (!platform) throw new RangeError(`account id ${accountId} names no platform`);
  return platform;
}
