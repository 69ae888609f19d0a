import type { Contact } from '../conversations/model.ts';
import type { ContactFlaw, Lead, SealedContact } from '../conversations/model-customers.ts';
import { findTypedContact } from '../conversations/rules-typed-contact.ts';

/**
 * What people type where a phone number or a WeChat id is asked for (K5). Only a whole number or a possible id reaches
 * anybody, counts as a contact and joins people; what a platform masked counts and joins nobody; all else is kept as it
 * was typed and is no contact.
 */

const MAINLAND = /^1[3-9]\d{9}$/;
/** Area code and number; without the area code nobody can call it. Numbers of services begin with 1 or 4. */
const LANDLINE = /^0(?:10|2\d|[3-9]\d{2})[2-9]\d{6,7}$/;
/** A number as a platform hides it, and as we do: `138****8000`. A star that somebody typed hides nothing. */
const MASKED_PHONE = /^(?:1[3-9]\d|0\d{2,3})\*{4}\d{4}$/;
/** WeChat: 6 to 20 letters, digits, `_` and `-`, the first a letter. */
const WECHAT = /^[a-z][-_a-z0-9]{5,19}$/i;
/** An id whose middle is hidden by one run of stars. ASSUMED: no platform tells how it hides ids. */
const MASKED_WECHAT = /^(?=.{4,20}$)[-_a-z0-9]+\*{3,}[-_a-z0-9]*$/i;
const WECHAT_LABEL = /^(?:微信号?|wechat|weixin|[wv]x)\s*[::]\s*/i;
/** Of what was typed instead of a contact: enough to see what was meant. */
const MOST_KEPT = 100;

/** A value as it is kept. `flaw` absent = whole. */
export interface KeptValue {
  readonly value: string;
  readonly flaw?: ContactFlaw;
}

/** A mainland number as its digits; anything else trimmed of what people put between digits. */
export function normalizedPhone(phone: string): string {
  const compact = phone.normalize('NFKC').replace(/[\s()-]/g, '');
  const local = compact.replace(/^(?:\+|00)?86(?=1[3-9]\d{9}$)/, '');
  if (MAINLAND.test(local)) return local;
  const national = compact.replace(/^(?:\+|00)860?/, '0');
  return LANDLINE.test(national) ? national : compact;
}

/** Whether it is a whole number, as `normalizedPhone` gives it: what can be called, joined and looked up. */
export const isWholePhone = (phone: string): boolean => MAINLAND.test(phone) || LANDLINE.test(phone);

/** A phone number as it is kept (K5); one among other words is found. */
export function keptPhone(typed: string): KeptValue {
  const phone = normalizedPhone(typed);
  if (isWholePhone(phone)) return { value: phone };
  if (MASKED_PHONE.test(phone)) return { value: phone, flaw: 'masked' };
  const among = findTypedContact(typed)?.phone;
  return among === undefined ? { value: typed.trim().slice(0, MOST_KEPT), flaw: 'invalid' } : { value: among };
}

/** A WeChat id as it is kept (K5): many give the number that their account is bound to. */
export function keptWechat(typed: string): KeptValue {
  const id = typed.normalize('NFKC').trim().replace(WECHAT_LABEL, '').replace(/\s/g, '');
  if (WECHAT.test(id)) return { value: id };
  const phone = normalizedPhone(id);
  if (MAINLAND.test(phone)) return { value: phone };
  if (MASKED_WECHAT.test(id)) return { value: id, flaw: 'masked' };
  return { value: typed.trim().slice(0, MOST_KEPT), flaw: 'invalid' };
}

/** What a phone number proves: equal texts are the same number. Undefined where it proves nothing. */
export const phoneEvidence = ({ value, flaw }: KeptValue): string | undefined =>
  flaw === undefined ? `phone|${value}` : undefined;

/** What a WeChat id proves: case does not count, and a number is the same evidence wherever it was typed. */
export const wechatEvidence = ({ value, flaw }: KeptValue): string | undefined => {
  if (flaw !== undefined) return undefined;
  return MAINLAND.test(value) ? `phone|${value}` : `wechat|${value.toLowerCase()}`;
};

/** What somebody may have typed into a search: the evidence of a whole number or a possible WeChat id. */
export function searchedEvidence(typed: string): string | undefined {
  const phone = normalizedPhone(typed);
  if (isWholePhone(phone)) return phoneEvidence({ value: phone });
  const id = typed.trim();
  return WECHAT.test(id) ? wechatEvidence({ value: id }) : undefined;
}

/** What everyone may see of a number (X5): three and four of 11 digits, fewer of a shorter one; as much if a platform hid it. */
export function maskedPhone({ value, flaw }: KeptValue): string {
  if (flaw === 'masked') return value;
  if (flaw === undefined) return `${value.slice(0, -8)}****${value.slice(-4)}`;
  return maskedText(value);
}

/** A WeChat id shows its first and last character, however much of it a platform let through. */
export function maskedWechat({ value, flaw }: KeptValue): string {
  if (flaw === 'invalid') return maskedText(value);
  return `${value.slice(0, 1)}${'*'.repeat(value.length - 2)}${value.slice(-1)}`;
}

/** Whatever was typed instead: its last two characters, and no more of its length than tells short from long. */
function maskedText(text: string): string {
  const chars = Array.from(text);
  if (chars.length <= 2) return '*'.repeat(chars.length);
  return `${'*'.repeat(Math.min(6, chars.length - 2))}${chars.slice(-2).join('')}`;
}

/** Whether a contact tells anything at all. */
export const isContact = (contact: Contact): boolean =>
  [contact.phone, contact.wechat].some((value) => value !== undefined && value.trim() !== '');

/** Whether anybody can be reached by it: what counts as a contact (B1) and for agents, filters and notices. */
export const isReachable = ({ phoneMasked, phoneFlaw, wechatMasked, wechatFlaw }: SealedContact): boolean =>
  (phoneMasked !== undefined && phoneFlaw !== 'invalid') || (wechatMasked !== undefined && wechatFlaw !== 'invalid');

const WORTH = { invalid: 1, masked: 2 } as const;
const worth = (shown: string | undefined, flaw: ContactFlaw | undefined): number =>
  shown === undefined ? 0 : flaw === undefined ? 3 : WORTH[flaw];

const takesPhone = (known: SealedContact, fresh: SealedContact): boolean =>
  fresh.phoneMasked !== undefined &&
  worth(fresh.phoneMasked, fresh.phoneFlaw) >= worth(known.phoneMasked, known.phoneFlaw);
const takesWechat = (known: SealedContact, fresh: SealedContact): boolean =>
  fresh.wechatMasked !== undefined &&
  worth(fresh.wechatMasked, fresh.wechatFlaw) >= worth(known.wechatMasked, known.wechatFlaw);

/**
 * Joins a newly captured contact with what was known: the newest value wins, except that a masked one never replaces a
 * whole one, nor a wrong one either of them; and nothing known is erased by silence.
 */
export function joinedContact(known: SealedContact | undefined, fresh: SealedContact): SealedContact {
  if (!known) return fresh;
  const phone = takesPhone(known, fresh) ? fresh : known;
  const wechat = takesWechat(known, fresh) ? fresh : known;
  const name = fresh.name ?? known.name;
  const city = fresh.city ?? known.city;
  return {
    ...(phone.phoneSealed === undefined ? {} : { phoneSealed: phone.phoneSealed }),
    ...(phone.phoneMasked === undefined ? {} : { phoneMasked: phone.phoneMasked }),
    ...(phone.phoneFlaw === undefined ? {} : { phoneFlaw: phone.phoneFlaw }),
    ...(wechat.wechatSealed === undefined ? {} : { wechatSealed: wechat.wechatSealed }),
    ...(wechat.wechatMasked === undefined ? {} : { wechatMasked: wechat.wechatMasked }),
    ...(wechat.wechatFlaw === undefined ? {} : { wechatFlaw: wechat.wechatFlaw }),
    ...(name === undefined ? {} : { name }),
    ...(city === undefined ? {} : { city }),
  };
}

type Indexed = Pick<Lead, 'contact' | 'phoneIndex' | 'wechatIndex'>;

/** Whether a capture changes nothing of a lead: the same whole values by their indexes, others by what they show. */
export function tellsNothingNew(lead: Indexed, fresh: Indexed): boolean {
  const samePhone =
    !takesPhone(lead.contact, fresh.contact) ||
    (fresh.contact.phoneFlaw === undefined
      ? fresh.phoneIndex === lead.phoneIndex
      : fresh.contact.phoneMasked === lead.contact.phoneMasked);
  const sameWechat =
    !takesWechat(lead.contact, fresh.contact) ||
    (fresh.contact.wechatFlaw === undefined
      ? fresh.wechatIndex === lead.wechatIndex
      : fresh.contact.wechatMasked === lead.contact.wechatMasked);
  return samePhone && sameWechat;
}
