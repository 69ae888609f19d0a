import { createHash } from 'node:crypto';
import type { Account } from '../../../shared/accounts/model.ts';

/** Ids that are the same every time, so that seeding twice writes the same rows. */
export const stableId = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join('|')).digest('hex').slice(0, 24);

const uuid = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(12, 24)}`;

/** A customer's id in the form the platform uses. */
export const customerIdOf = (account: Account, name: string): string => {
  const hex = stableId('customer', account.id, name);
  return account.platform === 'douyin' ? uuid(hex) : hex;
};

/** The platform's ids of what happens in a conversation, in its form. */
export const platformIds = (account: Account, conversationId: string) => {
  const idOf = (...parts: readonly (string | number)[]): string =>
    `${account.platform === 'douyin' ? '@demo.' : 'im-demo-'}${stableId(conversationId, ...parts)}`;
  return {
    event: (index: number) => idOf('event', index),
    sent: (index: number) => idOf('sent', index),
    thread: idOf('thread'),
  };
};
