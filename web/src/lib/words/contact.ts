import type { ContactView } from '#lib/contracts.ts';
import { m } from '#lib/paraglide/messages.js';

/** Why a value is not whole, in words. `bad`: nobody is reached by it (K5). */
export interface FlawWords {
  readonly tone: 'quiet' | 'bad';
  readonly words: string;
}

const flawWords = (flaw: ContactView['phoneFlaw'], invalid: () => string): FlawWords | undefined => {
  if (flaw === undefined) return undefined;
  return flaw === 'masked' ? { tone: 'quiet', words: m.masked_short() } : { tone: 'bad', words: invalid() };
};

export const phoneFlaw = ({ phoneFlaw: flaw }: ContactView): FlawWords | undefined => flawWords(flaw, m.invalid_phone);
export const wechatFlaw = ({ wechatFlaw: flaw }: ContactView): FlawWords | undefined =>
  flawWords(flaw, m.invalid_wechat);

/** What a contact holds, for one line of a list. */
export const contactValues = (contact: ContactView): { shown: string; flaw: FlawWords | undefined }[] => [
  ...(contact.phone === undefined ? [] : [{ shown: contact.phone, flaw: phoneFlaw(contact) }]),
  ...(contact.wechat === undefined ? [] : [{ shown: contact.wechat, flaw: wechatFlaw(contact) }]),
];
