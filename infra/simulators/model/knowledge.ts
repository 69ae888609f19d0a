/** Finds an answer in a prompt's questions and answers by shared pairs of characters: enough to look sensible in a demo. */

export interface KnowledgeItem {
  readonly question: string;
  readonly answer: string;
}

const ITEM = /<item>\s*<q>([\s\S]*?)<\/q>\s*<a>([\s\S]*?)<\/a>\s*<\/item>/g;
const PLAIN_ITEM = /(?:^|\n)\s*(?:问|Q)[:：]\s*(.+)\n\s*(?:答|A)[:：]\s*(.+)/g;

export function knowledgeIn(system: string): readonly KnowledgeItem[] {
  const found = [...system.matchAll(ITEM), ...system.matchAll(PLAIN_ITEM)];
  return found.map((match) => ({ question: (match[1] ?? '').trim(), answer: (match[2] ?? '').trim() }));
}

/** Words that carry no topic: sharing them means nothing. */
const FILLER =
  /请问|具体|你们|您们|我们|我家|可以|一下|什么|怎么|多少|是不是|有没有|能不能|哪些|哪里|多久|大概|大约|一般|现在|这个|那个|的话|吗|呢|呀|啊|吧|了|的|是|有|要|想|我|你|您|？|\?|，|。|！|,|\.|!|\s/g;

const pairs = (text: string): ReadonlySet<string> => {
  const chars = Array.from(text.toLowerCase().replace(FILLER, ''));
  if (chars.length === 1) return new Set(chars);
  return new Set(chars.slice(1).map((char, index) => `${chars[index] ?? ''}${char}`));
};

/** Different words for one thing, said one way. */
const SYNONYMS: readonly (readonly [RegExp, string])[] = [
  [/多少钱|怎么收费|怎么算钱|收费标准|费用|价位|什么价|贵不贵|预算|报价/g, '价格'],
  [/多久|多长时间|几天|几个月|工期/g, '工期'],
  [/保修|质保|售后/g, '质保'],
  [/量尺|上门测量|上门看|看房|量房/g, '量房'],
  [/在哪里?|哪里|地址|店在哪|位置/g, '地址'],
  [/环保|甲醛|味道/g, '环保'],
];
const normal = (text: string): string =>
  SYNONYMS.reduce((said, [pattern, word]) => said.replace(pattern, `${word}${word}`), text);

const QUESTION_WEIGHT = 2;
const ENOUGH = 0.34;

/** The best item for what was asked, or undefined where none is close. */
export function bestAnswer(asked: string, items: readonly KnowledgeItem[]): KnowledgeItem | undefined {
  const wanted = pairs(normal(asked));
  if (wanted.size === 0) return undefined;
  const scored = items.map((item) => {
    const inQuestion = overlap(wanted, pairs(normal(item.question)));
    const inAnswer = overlap(wanted, pairs(normal(item.answer)));
    return { item, score: (inQuestion * QUESTION_WEIGHT + inAnswer) / (QUESTION_WEIGHT + 1) };
  });
  const best = scored.reduce<(typeof scored)[number] | undefined>(
    (top, next) => (top === undefined || next.score > top.score ? next : top),
    undefined,
  );
  return best !== undefined && best.score >= ENOUGH ? best.item : undefined;
}

const overlap = (wanted: ReadonlySet<string>, offered: ReadonlySet<string>): number =>
  [...wanted].filter((pair) => offered.has(pair)).length / wanted.size;
