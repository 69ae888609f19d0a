import { holdsPhone } from '../conversations/rules-typed-contact.ts';

/**
 * Addresses and bare domains: neither platform lets them through, and a refused message may cost the window. Judged
 * before the call.
 */
const TOP_LEVEL = 'com|cn|net|org|io|cc|co|top|xyz|vip|shop|info|me|app|site|club|tv|link|ltd|store|online|ink|wang';
const LINK = new RegExp(
  `https?://|www\\.|(?<![a-z0-9-])(?:[a-z0-9-]{1,63}\\.){1,8}(?:${TOP_LEVEL})(?![a-z0-9-])`,
  'iu',
);

export type TextFault = 'text.empty' | 'text.too-long' | 'text.link' | 'text.phone';

export interface TextLimit {
  readonly max: number;
  readonly unit: 'code-points' | 'utf16';
  /** Whether a mobile number in the text is refused: it must travel as a card. */
  readonly phones?: 'refused';
}

/** What forbids sending a text; `length` counts as the platform does. */
export function textFault(text: string, limit: TextLimit): TextFault | undefined {
  if (text.trim() === '') return 'text.empty';
  // A code point has at most two units: most texts need no counting.
  const length = limit.unit === 'utf16' || text.length <= limit.max ? text.length : Array.from(text).length;
  if (length > limit.max) return 'text.too-long';
  if (LINK.test(text)) return 'text.link';
  return limit.phones === 'refused' && holdsPhone(text) ? 'text.phone' : undefined;
}
