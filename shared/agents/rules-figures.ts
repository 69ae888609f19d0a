/**
 * Amounts, percentages and discounts in Chinese and Arabic figures, brought to one form so that “8.8万”, “88,000元” and
 * “八万八” are the same amount. G3: an agent names no figure that its knowledge does not hold.
 */
export interface Figure {
  readonly kind: 'money' | 'percent' | 'discount' | 'term';
  /** Yuan; per cent; tenths of the price (9折 = 9); days. */
  readonly value: number;
}

export const figureKey = (figure: Figure): string => `${figure.kind}:${Number(figure.value.toPrecision(9))}`;

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  壹: 1,
  二: 2,
  贰: 2,
  两: 2,
  三: 3,
  叁: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  柒: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
};
const UNITS: Readonly<Record<string, number>> = {
  十: 10,
  拾: 10,
  百: 100,
  佰: 100,
  千: 1000,
  仟: 1000,
  万: 10_000,
  亿: 100_000_000,
};
const HAN = '[零〇一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰千仟万亿点]';
/** Longer ones are no amounts, and reading them would take ever longer. */
const MOST = '{0,16}';
/** Numerals begin with a digit or ten, so that 千万 and 百万 as words of emphasis are not numbers. */
const HAN_NUMBER = `[零〇一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾]${HAN}${MOST}`;

/** The value of a Chinese numeral such as 八万八, 三千五百, 一百二, 零点五. Undefined where it is none. */
export function chineseNumber(text: string): number | undefined {
  const [whole = '', fraction] = text.split('点');
  const value = wholeNumber(whole);
  if (fraction === undefined) return value;
  const decimals = Array.from(fraction).map((char) => DIGITS[char]);
  if (value === undefined || decimals.length === 0 || decimals.includes(undefined)) return undefined;
  return Number(`${value}.${decimals.join('')}`);
}

/** Splits at the largest unit: what precedes it is multiplied, what follows is added. */
function wholeNumber(text: string): number | undefined {
  if (text === '') return undefined;
  const at = ['亿', '万', '千', '仟', '百', '佰', '十', '拾']
    .map((unit) => text.lastIndexOf(unit))
    .find((index) => index >= 0);
  if (at === undefined) return plainDigits(text);
  const unit = UNITS[text.charAt(at)] ?? 1;
  const head = at === 0 ? 1 : wholeNumber(text.slice(0, at));
  const tail = text.slice(at + 1);
  if (head === undefined) return undefined;
  if (tail === '') return head * unit;
  // 八万八 is 88,000 and 一百二 is 120: a bare digit after a unit counts tenths of it.
  const rest =
    tail.length === 1 && tail in DIGITS && unit >= 100 ? (DIGITS[tail] ?? 0) * (unit / 10) : wholeNumber(tail);
  return rest === undefined ? undefined : head * unit + rest;
}

function plainDigits(text: string): number | undefined {
  const digits = Array.from(text).map((char) => DIGITS[char]);
  return digits.includes(undefined) ? undefined : Number(digits.join(''));
}

const ARABIC = String.raw`(?<!\d)\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,6})?`;
const NUMBER = `(?:${ARABIC}|${HAN_NUMBER})`;
const SCALE: Readonly<Record<string, number>> = {
  亿: 100_000_000,
  万: 10_000,
  w: 10_000,
  千: 1000,
  k: 1000,
  百: 100,
  '': 1,
};
const RANGE = String.raw`(?:(?<low>${NUMBER})\s?(?<lowScale>[亿万千百wk]?)元?\s?[-~～至到—]\s?)?`;
const NOT_MONEY = String.raw`(?![\p{L}\p{N}]{0,1}(?:人|户|家|位|名|套|个|平|㎡|次|粉))`;
const MONEY = new RegExp(
  String.raw`${RANGE}(?<number>${NUMBER})\s?(?:(?<scale>[亿万千百wk])\s?(?:多|余|来|左右)?(?:元|块|人民币)?${NOT_MONEY}|元(?![旦素宵])|块钱|块(?![瓷砖板地石区儿面玻布木])|圆|rmb|人民币)`,
  'giu',
);
/** 八万八, 三千五: an amount that needs no unit after it. It begins with a digit, so that 千万 and 万一 stay words. */
const SPOKEN_MONEY = new RegExp(
  String.raw`(?<number>[一二两三四五六七八九壹贰叁肆伍陆柒捌玖]${HAN}${MOST}[万千]${HAN}{1,16})${NOT_MONEY}`,
  'gu',
);
const SIGNED_MONEY = new RegExp(String.raw`(?:¥|￥|rmb|\$)\s?(?<number>${ARABIC})\s?(?<scale>[亿万千wk]?)`, 'giu');
const PRICED = new RegExp(
  String.raw`(?:只要|只需|仅需|仅|低至|价格是?|价是?|报价是?|总价是?|单价是?|费用是?|起价|定金|订金|立减|直降|减免?|优惠|返现?|补贴)(?:大概|大约|约|为|是|：|:)?\s?(?<number>\d{2,}(?:,\d{3})*(?:\.\d+)?|${HAN}{2,})\s?(?<scale>[亿万千wk]?)`,
  'giu',
);
const PERCENT = new RegExp(String.raw`(?:(?<number>${ARABIC})\s?(?:%|％|个点|个百分点)|百分之(?<han>${NUMBER}))`, 'gu');
const DISCOUNT = new RegExp(String.raw`(?<number>${ARABIC}|${HAN}{1,3})\s?折(?!叠|腾|中|线|角)`, 'gu');
const TERM = new RegExp(
  String.raw`(?:质保|保修|保用|工期|完工|交付|竣工|延保|保固|施工)[^。！？!?\n]{0,10}?(?<number>${NUMBER})\s?(?<unit>个?工作日|天|日|个?月|年|周|个?星期)|(?<number2>${NUMBER})\s?(?<unit2>个?工作日|天|日|个?月|年|周|个?星期)[^。！？!?，,\n]{0,6}(?:质保|保修|完工|交付|竣工|包换|退)`,
  'gu',
);
const DAYS: Readonly<Record<string, number>> = { 天: 1, 日: 1, 工作日: 1, 周: 7, 星期: 7, 月: 30, 年: 365 };

/** Every figure a text names, in no order; the same one may come more than once. */
export function figuresIn(source: string): readonly Figure[] {
  const text = source.replace(/[０-９．，％]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0));
  return [...moneyIn(text), ...percentIn(text), ...discountsIn(text), ...termsIn(text)];
}

const parse = (number: string | undefined): number | undefined => {
  if (number === undefined) return undefined;
  return /^\d/.test(number) ? Number(number.replaceAll(',', '')) : chineseNumber(number);
};

function figure(kind: Figure['kind'], value: number | undefined): Figure[] {
  return value === undefined || Number.isNaN(value) ? [] : [{ kind, value }];
}

function moneyIn(text: string): readonly Figure[] {
  // Where an amount was spoken whole, its head must not count as another amount.
  const spoken = [...text.matchAll(SPOKEN_MONEY)];
  const rest = spoken.reduce((left, match) => left.replace(match[0], '，'), text);
  const found = spoken.flatMap((match) => figure('money', parse(match.groups?.['number'])));
  for (const { groups = {} } of rest.matchAll(MONEY)) {
    const scale = scaleOf(groups['scale']);
    const lowScale = groups['lowScale'] ? scaleOf(groups['lowScale']) : scale;
    found.push(...figure('money', times(parse(groups['number']), scale)));
    found.push(...figure('money', times(parse(groups['low']), lowScale)));
  }
  for (const { groups = {} } of [...rest.matchAll(SIGNED_MONEY), ...rest.matchAll(PRICED)]) {
    found.push(...figure('money', times(parse(groups['number']), scaleOf(groups['scale']))));
  }
  return found;
}

const scaleOf = (scale: string | undefined): number => SCALE[(scale ?? '').toLowerCase()] ?? 1;
const times = (value: number | undefined, scale: number) => (value === undefined ? undefined : value * scale);

const percentIn = (text: string): readonly Figure[] =>
  [...text.matchAll(PERCENT)].flatMap((match) =>
    figure('percent', parse(match.groups?.['number'] ?? match.groups?.['han'])),
  );

/** 九五折 is 9.5, 八折 is 8, 85折 is 8.5. */
const discountsIn = (text: string): readonly Figure[] =>
  [...text.matchAll(DISCOUNT)].flatMap((match) => {
    const number = match.groups?.['number'] ?? '';
    const digits = Array.from(number).map((char) => DIGITS[char]);
    const value = /^\d/.test(number) || digits.includes(undefined) ? parse(number) : Number(digits.join(''));
    return figure('discount', value !== undefined && value > 10 && value < 100 ? value / 10 : value);
  });

const termsIn = (text: string): readonly Figure[] =>
  [...text.matchAll(TERM)].flatMap((match) => {
    const unit = (match.groups?.['unit'] ?? match.groups?.['unit2'] ?? '').replace('个', '');
    return figure('term', times(parse(match.groups?.['number'] ?? match.groups?.['number2']), DAYS[unit] ?? 1));
  });
