import { createHash } from 'node:crypto';

/** A conversation's id: derived, so that any function finds it from what a webhook tells. */
export const conversationIdOf = (accountId: string, customerPlatformId: string): string =>
  createHash('sha256').update(`${accountId}|${customerPlatformId}`).digest('base64url').slice(0, 22);
