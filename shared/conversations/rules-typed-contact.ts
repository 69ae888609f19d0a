/** Full-width digits are digits to people. */
const D = '[0-9０-９]';
const PHONE = new RegExp(`(?<!${D})(?:[+＋]?[8８][6６][\\s-]?)?[1１][3-9３-９]${D}(?:[\\s-]?${D}{4}){2}(?!${D})`, 'gu');
const COUNTRY_CODE = /^\+?86(?=1[3-9]\d{9}$)/;

export interface TypedContact {
  /** Normalised mainland number of 11 digits: the first in the text. A candidate: nobody authorised it. */
  readonly phone: string;
  /** The text with the middle of every such number hidden. */
  readonly maskedText: string;
}

/**
 * Finds a mainland mobile number that a customer typed into a message (X5, SEC17): it is personal data like a number
 * from a card, so the text is kept masked and the number sealed. Undefined where the text has none.
 */
export function findTypedContact(text: string): TypedContact | undefined {
  let first: string | undefined;
  const maskedText = text.replace(PHONE, (match) => {
    const digits = match.normalize('NFKC').replace(/[\s-]/g, '').replace(COUNTRY_CODE, '');
    first ??= digits;
    return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
  });
  return first === undefined ? undefined : { phone: first, maskedText };
}

/** Whether a body to be kept as evidence holds such a number anywhere. */
export const holdsPhone = (text: string): boolean => text.search(PHONE) >= 0;
