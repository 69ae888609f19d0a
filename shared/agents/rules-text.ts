/** Text hygiene in both directions: what nobody can see is removed (SEC21), who somebody is gets masked (SEC17). */

/**
 * Characters that carry hidden text or reorder what is shown: tag block, variation selectors, zero-width, bidi controls,
 * invisible operators, soft hyphen, C0 and C1 controls except line feed and tab.
 */
const HIDDEN =
  /(?![\t\n])\p{Cc}|\p{Cs}|[\u{E0000}-\u{E0FFF}]|[\u{FE00}-\u{FE0F}]|[\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u061C\u115F\u1160\u3164\uFFA0\u00AD]|[\u180B-\u180F]|\u034F/gu;

const PICTOGRAPH = /\p{Extended_Pictographic}$/u;
const JOINABLE = /(?:\p{Extended_Pictographic}\uFE0F?|\p{Emoji_Modifier})$/u;
const STARTS_PICTOGRAPH = /^\p{Extended_Pictographic}/u;
const KEYCAP_BASE = /[0-9#*]$/;
const NEIGHBOURHOOD = 4;

/**
 * Removes every hidden character (SEC21). Excepted by rule, because emoji are written with them: one U+FE0F directly
 * after a pictograph or before a keycap, one U+200D between two pictographs.
 */
export function cleanText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(HIDDEN, (hidden: string, offset: number, whole: string) => {
    const before = whole.slice(Math.max(0, offset - NEIGHBOURHOOD), offset);
    const after = whole.slice(offset + hidden.length, offset + hidden.length + NEIGHBOURHOOD);
    if (hidden === '\uFE0F') {
      return PICTOGRAPH.test(before) || (KEYCAP_BASE.test(before) && after.startsWith('\u20E3')) ? hidden : '';
    }
    if (hidden === '\u200D') return JOINABLE.test(before) && STARTS_PICTOGRAPH.test(after) ? hidden : '';
    return '';
  });
}

/** Characters people use instead of a digit to slip a number past a filter, in code point order of 0–9. */
const DIGIT_FORMS = [
  '０１２３４５６７８９',
  '〇一二三四五六七八九',
  '零壹贰叁肆伍陆柒捌玖',
  '⓪①②③④⑤⑥⑦⑧⑨',
  '₀₁₂₃₄₅₆₇₈₉',
  '⁰¹²³⁴⁵⁶⁷⁸⁹',
];
const FOLDED: ReadonlyMap<string, string> = new Map([
  ...DIGIT_FORMS.flatMap((form) => Array.from(form).map((char, digit): [string, string] => [char, String(digit)])),
  ['幺', '1'],
  ['＋', '+'],
  ['－', '-'],
  ['—', '-'],
  ['–', '-'],
  ['＠', '@'],
  ['．', '.'],
  ['。', '.'],
  ['：', ':'],
  ['＿', '_'],
]);

const FULL_WIDTH = /[Ａ-Ｚａ-ｚ]/;
const FULL_WIDTH_OFFSET = 0xfee0;
/** Mathematical digits repeat 0–9 five times from here. */
const MATH_DIGITS_FROM = 0x1d7ce;
const MATH_DIGITS_TO = 0x1d7ff;

function fold(char: string): string {
  const known = FOLDED.get(char);
  if (known !== undefined) return known;
  const code = char.codePointAt(0) ?? 0;
  if (code >= MATH_DIGITS_FROM && code <= MATH_DIGITS_TO) return String((code - MATH_DIGITS_FROM) % 10);
  if (FULL_WIDTH.test(char)) return String.fromCharCode(code - FULL_WIDTH_OFFSET).toLowerCase();
  // One code unit per code point, so that positions in the folded text are positions in the original.
  return char.length === 1 ? char.toLowerCase().slice(0, 1) : '\u25A1';
}

const SEPARATOR = String.raw`[\s\-._·•*,，、/|~()（）+]`;
/** Each: what it is called for the model, and how it looks in folded text. Group `id` is masked, else the whole match. */
const CONTACT_PATTERNS: readonly (readonly [mark: string, pattern: RegExp])[] = [
  ['邮箱', /[a-z0-9][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+/dg],
  // WeChat's own ids need nobody to call them one.
  ['微信号', /(?<![a-z0-9_-])wxid_[a-z0-9]{6,15}(?![a-z0-9_])/dg],
  ['编号', /[a-z0-9_-]{32,}/dg],
  // As the product itself stores a number that was typed.
  ['手机号', /(?<!\d)1[3-9]\d\*{4}\d{4}(?!\d)/dg],
  // The same of a WeChat id.
  ['微信号', /(?<![a-z])(?<id>[a-z]\*{4,18}[-_a-z0-9])(?![a-z0-9])/dg],
  ['证件号', /(?<!\d)\d{17}[\dx](?![\da-z])/dg],
  ['手机号', new RegExp(String.raw`(?<!\d)1${SEPARATOR}{0,3}[3-9](?:${SEPARATOR}{0,3}\d){9}(?!\d)`, 'dg')],
  [
    '微信号',
    /(?:微信|威信|薇信|维信|v信|wei ?xin|wechat|(?<![a-z])vx|(?<![a-z])wx|(?<![a-z])v(?=[:\s+]))(?:号码|号|id|账号)?(?:[\s:+是为=]|我的|就是|加){0,4}(?<id>[a-z][-_a-z0-9]{4,19})/dg,
  ],
  ['微信号', /(?:微信|威信|薇信|维信|v信|vx|wx|qq|扣扣|企鹅)(?:号码|号)?[\s:+是为=]{0,4}(?<id>\d{5,12})(?!\d)/dg],
  ['电话', /(?<!\d)0\d{2,3}[\s-]?\d{7,8}(?!\d)/dg],
  ['电话', /(?<!\d)400[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)/dg],
  // Any other long number is somebody's identifier, unless it is an amount, an area or a date.
  ['号码', /(?<![\d.])(?!20\d{6}(?!\d))\d{7,}(?!(?:\.\d+)?\s?(?:元|块|万|千|平|㎡|m2|亿|%))(?!\d)/dg],
];

/** The mark that stands for a masked value: the model sees that there was one, never which. */
export const contactMark = (name: string): string => `〔${name}〕`;
const MARK = /〔(手机号|微信号|电话|邮箱|证件号|号码|编号)〕/g;

type Found = { readonly from: number; readonly to: number; readonly mark: string };

function findContacts(chars: readonly string[]): readonly Found[] {
  let folded = chars.map(fold).join('');
  const found: Found[] = [];
  for (const [mark, pattern] of CONTACT_PATTERNS) {
    for (const match of folded.matchAll(pattern)) {
      const [from, to] = match.indices?.groups?.['id'] ?? match.indices?.[0] ?? [0, 0];
      found.push({ from, to, mark });
    }
    for (const { from, to } of found) {
      folded = folded.slice(0, from) + '\u25A0'.repeat(to - from) + folded.slice(to);
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

/**
 * Replaces phone numbers, WeChat and QQ ids, e-mail addresses, identity numbers and long tokens by marks (SEC17), also
 * where digits are written full-width, circled, in Chinese or with separators. Masking twice changes nothing more.
 */
export function maskContacts(text: string): string {
  const chars = Array.from(text);
  let out = '';
  let at = 0;
  for (const { from, to, mark } of findContacts(chars)) {
    out += chars.slice(at, from).join('') + contactMark(mark);
    at = to;
  }
  return out + chars.slice(at).join('');
}

/** Whether the text names a way to reach somebody. */
export const holdsContact = (text: string): boolean => findContacts(Array.from(text)).length > 0;

/** A mark the model repeated reads as a plain word to the customer. */
export const unmark = (text: string): string => text.replace(MARK, '$1');

/** Text of people as data inside our markup: it cannot open or close a tag of ours. */
export const inert = (text: string): string => text.replaceAll('<', '＜').replaceAll('>', '＞');
