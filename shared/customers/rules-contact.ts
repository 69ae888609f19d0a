import type { Contact } from '../conversations/model.ts';
import type { SealedContact } from '../conversations/model-items.ts';

const MAINLAND = /^1[3-9]\d{9}$/;

/** A mainland number as 11 digits; anything else trimmed of what people put between digits. */
export function normalizedPhone(phone: string): string {
  const compact = phone.normalize('NFKC').replace(/[\s()-]/g, '');
  const local = compact.replace(/^(\+|00)?86(?=1[3-9]\d{9}$)/, '');
  return MAINLAND.test(local) ? local : compact;
}

/** Whether it is a whole mainland number, as `normalizedPhone` gives it: what can be called, joined and looked up. */
export const isWholePhone = (phone: string): boolean => MAINLAND.test(phone);

/** What everyone may see of a number (X5): three and four of 11 digits, fewer of a shorter one. */
export function maskedPhone(phone: string): string {
  if (phone.includes('*')) return phone;
  if (phone.length >= 11) return `${phone.slice(0, -8)}****${phone.slice(-4)}`;
  return `${'*'.repeat(Math.max(0, phone.length - 2))}${phone.slice(-2)}`;
}

/** A WeChat id shows its first and last character. */
export function maskedWechat(wechat: string): string {
  const chars = Array.from(wechat);
  if (chars.length <= 2) return '*'.repeat(chars.length);
  return `${chars[0] ?? ''}${'*'.repeat(chars.length - 2)}${chars.at(-1) ?? ''}`;
}

/** Whether a contact tells anything at all. */
export const isContact = (contact: Contact): boolean =>
  [contact.phone, contact.wechat].some((value) => value !== undefined && value.trim() !== '');

/**
 * Joins a newly captured contact with what was known: the newest value wins, except that a number the platform masked
 * never replaces a full one, and nothing known is erased by silence.
 */
export function joinedContact(known: SealedContact | undefined, fresh: SealedContact): SealedContact {
  if (!known) return fresh;
  const keepPhone = fresh.maskedByPlatform && !known.maskedByPlatform && known.phoneMasked !== undefined;
  if (!keepPhone) return { ...known, ...fresh };
  const { phoneSealed: _sealed, phoneMasked: _masked, ...rest } = fresh;
  return { ...known, ...rest, maskedByPlatform: false };
}
