import { describe, expect, test } from 'vitest';
import { splitBubbles, tidyReply } from './rules-reply.ts';

describe('G3: bubbles like a person', () => {
  test('a short answer is one bubble', () => {
    expect(splitBubbles('您好，全包 899 元/㎡起。')).toEqual(['您好，全包 899 元/㎡起。']);
  });

  test('paragraphs stay as written', () => {
    expect(splitBubbles('您好！\n我们周一到周日都营业。\n您哪天方便过来？')).toEqual([
      '您好！',
      '我们周一到周日都营业。',
      '您哪天方便过来？',
    ]);
  });

  test('a long answer breaks between sentences', () => {
    const first =
      '我们的全包套餐包含水电改造、墙面地面、厨卫主材和全屋定制，材料都是一线品牌，进场前会给您逐项列清单。';
    const second = '工期一般七十五天左右，期间每周给您发三次现场照片，节点验收您签字后才进入下一步，您不用天天跑工地。';
    expect(splitBubbles(first + second)).toEqual([first, second]);
  });

  test('five paragraphs become at most three bubbles', () => {
    const bubbles = splitBubbles('一。\n二。\n三。\n四。\n五。');
    expect(bubbles?.join('')).toBe('一。二。三。四。五。');
    expect(bubbles?.length).toBe(1);
  });

  test('a closing note never stands alone', () => {
    expect(splitBubbles(`${'好'.repeat(65)}。〔模拟回答〕`)).toEqual([`${'好'.repeat(65)}。〔模拟回答〕`]);
  });

  test('W1: the quota bounds the number', () => {
    expect(splitBubbles('您好！\n我们周一营业。\n您哪天方便？', 1)).toEqual(['您好！我们周一营业。您哪天方便？']);
    expect(splitBubbles('您好', 0)).toBeUndefined();
  });

  test('SEC25: what does not fit is not sent in part', () => {
    expect(splitBubbles('很长的回答。'.repeat(3334))).toBeUndefined();
    expect(splitBubbles('长'.repeat(601))).toBeUndefined();
    expect(splitBubbles('长'.repeat(600))?.length).toBe(3);
    expect(splitBubbles('长'.repeat(201), 1)).toBeUndefined();
  });

  test('decimals and emoji are not torn', () => {
    const text = `${'面积88.5平，'.repeat(40)}👨‍👩‍👧`;
    const bubbles = splitBubbles(text) ?? [];
    expect(bubbles.join('')).toBe(text);
    expect(bubbles.at(-1)?.endsWith('👨‍👩‍👧')).toBe(true);
  });

  test('nothing is no bubble', () => {
    expect(splitBubbles('  \n ')).toBeUndefined();
  });
});

describe('a reply is plain text', () => {
  test.each([
    ['**全包** 899 元', '全包 899 元'],
    ['# 报价\n- 全包\n- 半包', '报价\n全包\n半包'],
    ['```json\n好的\n```', '好的'],
    ['第一段\n\n\n第二段', '第一段\n第二段'],
    ['价\u200B格', '价格'],
    ['已收到您的〔手机号〕', '已收到您的手机号'],
    ['2 * 3 * 4 平', '2 * 3 * 4 平'],
  ])('%j → %j', (written, plain) => {
    expect(tidyReply(written)).toBe(plain);
  });
});
