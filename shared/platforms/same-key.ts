import { createHash, timingSafeEqual } from 'node:crypto';

/** SEC6: compares a secret with what a request gave, in constant time; digests make the lengths equal. */
export function isSameKey(expected: string, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(expected), digest(given));
}

/** A short name of a content that carries no id of its own; equal contents have equal names (SEC3). */
export const contentHash = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);

/** Parts of a path below /webhooks/{platform}, empty ones left out. */
export const pathParts = (path: string): readonly string[] => path.split('/').filter((part) => part !== '');
