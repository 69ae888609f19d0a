import { randomUUID } from 'node:crypto';

/** Random hexadecimal digits. UUIDs come from a pool that Node fills ahead: many times cheaper than small random reads. */
export function randomHex(digits: number): string {
  let text = '';
  while (text.length < digits) text += randomUUID().replaceAll('-', '');
  return text.slice(0, digits);
}
