/** Full-width digits are digits to people. */
const D = '[0-9０-９]';
/**
 * Spaces and hyphens between the parts of a number; dots where they stand between all three. A star means "times" to people
 * who write sizes (150*2000*1800), and one dot is a decimal's.
 */
const REST = `(?:(?:[\\s-]?${D}{4}){2}|(?:\\.${D}{4}){2})`;
const PHONE = new RegExp(`(?<!${D})(?:[+＋]?[8８][6６][\\s-]?)?[1１][3-9３-９]${D}${REST}(?!${D})`, 'gu');
const GAPS = /[\s.-]/g;
const COUNTRY_CODE = /^\+?86(?=1[3-9]\d{9}$)/;
/** A number of which the customer put stars over some digits. */
const STARRED = /(?<![0-9０-９*＊])[1１][3-9３-９*＊][0-9０-９*＊](?:[\s-]?[0-9０-９*＊]{4}){2}(?![0-9０-９*＊])/gu;
/** As many as we hide ourselves: fewer could be guessed by trying. */
const HIDDEN_DIGITS = 4;

/** Letters and digits as people type them, full-width ones too; an id has 6 to 20, the first a letter. */
const LETTER = 'A-Za-zＡ-Ｚａ-ｚ';
const ID = `[${LETTER}][${LETTER}0-9０-９_＿\\-－]{5,19}(?![${LETTER}0-9０-９_＿])`;
/** A run of what an id may hold. */
export const ID_WORD = new RegExp(`[${LETTER}0-9０-９_＿\\-－]+`, 'giu');
/** The service's own names after a label are no ids: 微信WeChat：… */
const OWN_NAME = '(?!(?:wechat|weixin)(?![-_a-z0-9]))';
/** The id that WeChat itself gives: nothing else looks like it, so it needs no label. */
const GIVEN = `(?<![${LETTER}0-9０-９_＿\\-－])[wｗ][xｘ][iｉ][dｄ][_＿][${LETTER}0-9０-９]{6,15}(?![${LETTER}0-9０-９_＿])`;
const LINK = '(?:号码|账号|号|id)?(?:[\\s:：+＋=是为]|我的|就是|加){0,4}';
const WECHAT = new RegExp(
  `(?<chinese>微信|威信|薇信|维信|[vｖ]信)${LINK}${OWN_NAME}(?<after>${ID})` +
    `|(?<![${LETTER}])(?:wechat|weixin|wx|vx|[vｖ](?=\\s*[:：+＋=]))(?:号|id)?(?<link>(?:[\\s:：+＋=是为]|is(?![${LETTER}0-9０-９_＿\\-－])){1,5})${OWN_NAME}(?<latin>${ID})` +
    `|(?<given>${GIVEN})`,
  'giu',
);
/** What tells an id from a word of English: “my wechat account”. */
const IS_NO_WORD = /[^a-z]/i;
const POINTS = /[:：+＋=]/u;

export interface TypedContact {
  /** Normalised mainland number of 11 digits: the first in the text. A candidate: nobody authorised it. */
  readonly phone?: string;
  /** The first WeChat id that is called one in the text. */
  readonly wechat?: string;
  /** The text with the middle of every such number and id hidden, of numbers with a few stars too. */
  readonly maskedText: string;
}

/**
 * Finds mainland mobile numbers and WeChat ids that a customer typed into a message (X5, SEC17): they are personal data
 * like what a card brings, so the text is kept masked and the value sealed. An id is known as one by what stands before it
 * (微信, vx …), or because WeChat itself makes such ids (`wxid_…`); one that is known is hidden wherever the text repeats it.
 * Any other bare word may be anything, a product's name as well: it stays. A number with stars over fewer digits than we
 * would hide is hidden like a whole one, though nobody knows which it is. Undefined where there is nothing to hide.
 */
export function findTypedContact(text: string): TypedContact | undefined {
  let phone: string | undefined;
  const withoutPhones = text.replace(PHONE, (match) => {
    const digits = match.normalize('NFKC').replace(GAPS, '').replace(COUNTRY_CODE, '');
    phone ??= digits;
    return withoutMiddle(digits);
  });
  const { maskedText, first: wechat } = withoutIds(withoutPhones.replace(STARRED, hiddenEnough));
  if (phone === undefined && wechat === undefined && maskedText === text) return undefined;
  return { ...(phone === undefined ? {} : { phone }), ...(wechat === undefined ? {} : { wechat }), maskedText };
}

const withoutMiddle = (number: string): string => `${number.slice(0, 3)}****${number.slice(-4)}`;

/** What is hidden well stays as it is: it may be of a platform, or of us. Stars that stand apart are those of sizes. */
function hiddenEnough(starred: string): string {
  const number = starred.normalize('NFKC').replace(/[\s-]/g, '');
  const [stars = '', another] = number.match(/\*+/g) ?? [];
  const isHidden = another === undefined && stars !== '' && stars.length < HIDDEN_DIGITS;
  return isHidden ? withoutMiddle(number) : starred;
}

function withoutIds(text: string): { readonly maskedText: string; readonly first?: string } {
  const ids: string[] = [];
  let maskedText = '';
  let at = 0;
  for (const match of text.matchAll(WECHAT)) {
    const { after, given, link = '', latin } = match.groups ?? {};
    // An English word may follow an English label.
    const named = latin !== undefined && (POINTS.test(link) || IS_NO_WORD.test(latin)) ? latin : undefined;
    const typed = after ?? given ?? named;
    if (typed === undefined) continue;
    ids.push(typed);
    const end = match.index + match[0].length;
    maskedText += text.slice(at, end - typed.length) + hiddenId(typed);
    at = end;
  }
  maskedText = withoutRepeats(maskedText + text.slice(at), ids);
  const first = ids[0]?.normalize('NFKC');
  return { maskedText, ...(first === undefined ? {} : { first }) };
}

/** A masked id shows its first and last character, as a captured one does. */
export function hiddenId(typed: string): string {
  const id = typed.normalize('NFKC');
  return `${id.slice(0, 1)}${'*'.repeat(id.length - 2)}${id.slice(-1)}`;
}

/** Whatever width and case it is repeated in, it is the same id. */
const folded = (typed: string): string => typed.normalize('NFKC').toLowerCase();

function withoutRepeats(text: string, ids: readonly string[]): string {
  const known = new Set(ids.map(folded));
  return text.replace(ID_WORD, (word) => (known.has(folded(word)) ? hiddenId(word) : word));
}

/** Whether a body to be kept as evidence holds such a number anywhere. */
export const holdsPhone = (text: string): boolean => text.search(PHONE) >= 0;
