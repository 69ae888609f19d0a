import type { AccountName } from './company.ts';
import type { Line, Thread } from './threads.ts';

/** Ordinary conversations of the past days, put together from what people usually ask. */

const TOPICS: readonly { readonly ask: readonly [string, string]; readonly answer: string; readonly tag?: string }[] = [
  { ask: ['多少钱一平', '每平怎么收费的'], answer: '半包每平480到620，舒适整装每平1180到1480，看选材。' },
  { ask: ['工期要多久', '大概多久能装完'], answer: '90平左右整装75到90天，合同里写工期，延误有赔付。' },
  { ask: ['保修几年', '水电保修多久'], answer: '基础工程5年，水电10年，防水8年，售后48小时内上门。' },
  { ask: ['可以看工地吗', '附近有在施工的吗'], answer: '可以的，提前一天预约，带您看水电和防水现场。', tag: '看工地' },
  { ask: ['设计费怎么收', '设计要另外收钱吗'], answer: '签施工合同免设计费，只做设计每平60到120。' },
  { ask: ['会不会中途加价', '后面会加钱吗'], answer: '报价列到每一项，漏项我们承担，变更要您确认才做。' },
  { ask: ['全屋定制怎么算', '柜子按什么面积算'], answer: '按投影面积，颗粒板688起，多层板988起。', tag: '定制' },
  {
    ask: ['你们在哪', '展厅地址发一下'],
    answer: '展厅在拱墅区莫干山路，地铁2号线走6分钟，每天9:30到20:30。',
    tag: '到店',
  },
  { ask: ['付款怎么付', '要先付全款吗'], answer: '分四次付，每一笔都是验收合格再付，最后留10%。' },
  { ask: ['有优惠吗', '现在有什么活动'], answer: '本月签约送开荒保洁和空气检测，老客户推荐各减2000。', tag: '活动' },
  { ask: ['用的什么牌子', '材料都是品牌的吗'], answer: '水管伟星、电线中策、防水东方雨虹，清单里都写明。' },
  {
    ask: ['老房能翻新吗', '20年的房子能改吗'],
    answer: '能的，老房多拆旧和水电，90平一般多1.5万到2.5万。',
    tag: '老房',
  },
];

const NAMES = [
  '奶油小方',
  '陈陈陈先生',
  '晚风吹过钱塘江',
  'momo',
  '王姐花艺',
  '夏天的风',
  '装修小白',
  '糖炒栗子',
  '杭漂第五年',
  '一颗土豆',
  '徐徐图之',
  '二十四桥',
  '大橘已定',
  '向日葵的梦',
  '李工',
  '慢慢来',
  '小鹿乱撞',
  '云朵面包',
  '海盐汽水',
  '阿May',
  '龙井问茶',
  '石榴',
  '湖边散步',
  '橙子味的夏天',
  '林间小屋',
  '赵先生9021',
  '青团',
  '星星点灯',
  '木子小姐',
  '春江水暖',
  '不加糖',
  '南风知我意',
  '安安爸爸',
  '九月',
  '城北徐公',
  '小满',
  '柠檬不酸',
  '秋裤战士',
  '可乐加冰',
  '风信子',
  '半糖去冰',
  '三间堂',
  '听雨',
  '周周的窝',
  '白日梦想家',
  '阿布',
  '喜喜',
] as const;

const ACCOUNTS: readonly AccountName[] = ['dy', 'xhs', 'dy', 'xhs', 'dyStaff', 'dy', 'xhsStaff'];
const CITIES = ['余杭', '萧山', '滨江', '拱墅', '西湖', '临平', '上城', '富阳'];
const CHANNELS = ['native-ad-anchor', 'search-ad', 'video-anchor', 'profile-page'] as const;
const CARD_HOLDERS: readonly AccountName[] = ['dy', 'xhs', 'xhsStaff'];

const at = <T>(list: readonly [T, ...T[]] | readonly T[], index: number): T => {
  const value = list[index % list.length];
  if (value === undefined) throw new RangeError('an empty list');
  return value;
};

/** Three hours to nine days ago, denser towards now. */
const agoOf = (index: number): number => Math.round(180 + 12_800 * (index / NAMES.length) ** 1.7);

function thread(name: string, index: number): Thread {
  const account = at(ACCOUNTS, index);
  const first = at(TOPICS, index);
  const second = at(TOPICS, index * 5 + 3);
  const byPerson = account === 'dyStaff' || index % 9 === 4;
  const answer = (text: string): Line => (byPerson ? ['me', text, 5] : ['ai', text]);
  const lines: Line[] = [['in', at(first.ask, index)], answer(first.answer)];
  if (index % 3 !== 0) lines.push(['in', at(second.ask, index + 1), 2], answer(second.answer));
  const hasContact = index % 5 === 2 && CARD_HOLDERS.includes(account);
  if (hasContact)
    lines.push(
      ['in', '方便的话让设计师联系我'],
      ['card'],
      ['fill', phoneOf(index)],
      answer('收到，设计师会尽快联系您。'),
    );
  if (!hasContact && index % 4 === 1)
    lines.push(['in', at(['好的谢谢', '我先看看', '嗯嗯了解了', '和家里人商量下'], index)]);
  if (index % 11 === 6) lines.push(['in', '有空给我回个电话'], ['over', '客户要求人工']);
  return {
    account,
    name,
    agoMinutes: agoOf(index),
    channel: at(CHANNELS, index),
    city: at(CITIES, index),
    tags: [first.tag, second.tag].filter((tag) => tag !== undefined),
    read: index % 4 !== 3,
    ...(hasContact ? { remark: `${at(CITIES, index)}，意向明确，待回访` } : {}),
    lines,
  };
}

/** Numbers of a range that belongs to nobody in the demo's world. */
const phoneOf = (index: number): string =>
  `1${at(['38', '57', '86', '39'], index)}${String(10_010_000 + index * 7_919)}`;

export const variedThreads: readonly Thread[] = NAMES.map(thread);
