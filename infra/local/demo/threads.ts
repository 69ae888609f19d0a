import type { AccountName } from './company.ts';
import { variedThreads } from './threads-varied.ts';

/**
 * What happened in the demo's conversations before the stranger came. A line is who did what: `in` customer, `ai` agent,
 * `me` operator, `enter`, `welcome`, `card` (lead card sent), `fill` (card filled in with a number), `over` (hand-over with
 * its reason). A number gives the minutes since the line before; without one a natural gap is taken.
 */
export type LineKind = 'in' | 'ai' | 'me' | 'enter' | 'welcome' | 'card' | 'fill' | 'over';
export type Line = readonly [kind: LineKind, text?: string, gapMinutes?: number];

export interface Thread {
  readonly account: AccountName;
  readonly name: string;
  /** Minutes before now at which the last line happened. */
  readonly agoMinutes: number;
  readonly channel?: 'native-ad-anchor' | 'search-ad' | 'video-anchor' | 'live-room-widget' | 'profile-page';
  readonly city?: string;
  readonly tags?: readonly string[];
  readonly remark?: string;
  /** Whether somebody has read it. */
  readonly read?: boolean;
  readonly lines: readonly Line[];
}

const told: readonly Thread[] = [
  {
    account: 'dy',
    name: '小美装修日记',
    agoMinutes: 2,
    channel: 'native-ad-anchor',
    city: '余杭',
    tags: ['90平', '毛坯'],
    lines: [
      ['enter'],
      ['welcome', '您好，这里是青木装饰，我是顾问小青。'],
      ['in', '想了解一下90平报价'],
      ['ai', '90平全包的话，舒适整装大概10.8万到13万，含主材辅材和人工。'],
      ['ai', '您这边是毛坯还是老房呀？在哪个区？'],
      ['in', '毛坯 余杭未来科技城'],
      ['in', '可以用自己买的瓷砖吗'],
    ],
  },
  {
    account: 'xhs',
    name: '芋泥啵啵奶茶',
    agoMinutes: 6,
    channel: 'search-ad',
    city: '滨江',
    tags: ['小户型'],
    lines: [
      ['enter'],
      ['welcome', '哈喽，我是青木装饰的小青，看到笔记来的吗？'],
      ['in', '看到你们那个89平三居的笔记'],
      ['in', '我家58平能做出两房吗'],
      ['ai', '58平做两房是可以的，一般会把餐厅做成卡座，客厅留一面到顶柜。'],
      ['ai', '量房后我们会出两套布局给你选，量房免费～'],
      ['in', '有没有类似案例'],
    ],
  },
  {
    account: 'dy',
    name: '老周爱钓鱼',
    agoMinutes: 11,
    channel: 'live-room-widget',
    city: '萧山',
    tags: ['高意向', '老房'],
    lines: [
      ['in', '直播间说的老房翻新还有名额吗'],
      ['ai', '有的，90平老房翻新一般比毛坯多1.5万到2.5万，主要是拆旧和改水电。'],
      ['in', '我这房子2003年的，水电全换'],
      ['ai', '水电全换建议做，留个电话，设计师约您免费量房出明细报价。'],
      ['card'],
      ['fill', '13857130426'],
      ['ai', '收到，设计师30分钟内联系您，辛苦留意来电。'],
      ['in', '好的 下午三点后方便'],
    ],
  },
  {
    account: 'xhs',
    name: '今天也要早睡',
    agoMinutes: 17,
    channel: 'profile-page',
    city: '拱墅',
    tags: ['投诉'],
    lines: [
      ['in', '你们上个月装的那家是我朋友'],
      ['in', '卫生间又渗水了 打电话没人管'],
      ['ai', '非常抱歉给您朋友带来麻烦，我马上请同事跟进。'],
      ['over', '投诉'],
      ['in', '到底什么时候能来人', 4],
    ],
  },
  {
    account: 'dyStaff',
    name: '阿哲的新家',
    agoMinutes: 26,
    channel: 'video-anchor',
    city: '临平',
    lines: [
      ['in', '林设计师 你视频里那个电视墙多少钱'],
      ['in', '我家客厅开间4米2'],
      ['me', '4米2的开间，这款岩板加悬浮柜大概8600到9800，看板材。', 6],
      ['in', '能发个图吗'],
    ],
  },
  {
    account: 'dy',
    name: '北落师门',
    agoMinutes: 38,
    channel: 'native-ad-anchor',
    city: '西湖',
    tags: ['整装'],
    read: true,
    lines: [
      ['in', '120平整装多少'],
      ['ai', '120平舒适整装参考14.2万到17.8万，套内面积不同会有出入。'],
      ['in', '包含家电吗'],
      ['ai', '不含家电和软装，软装可以另外选配。'],
      ['in', '行 我和老婆商量下'],
      ['ai', '好的，有户型图可以发我，先帮您看看布局。'],
    ],
  },
  {
    account: 'xhs',
    name: 'Leo不吃香菜',
    agoMinutes: 54,
    channel: 'search-ad',
    city: '上城',
    tags: ['高意向'],
    remark: '周末来展厅，喜欢原木风',
    read: true,
    lines: [
      ['in', '周末展厅开吗'],
      ['ai', '开的，9:30到20:30，周末建议提前预约设计师，不然要等。'],
      ['in', '那帮我约周六上午'],
      ['ai', '好的，填一下这个，我给你排设计师。'],
      ['card'],
      ['fill', '13588216690'],
      ['me', '约好了，周六10点，设计师小林在展厅等您。', 12],
      ['in', '谢谢'],
      ['me', '不客气，带上户型图更好。'],
    ],
  },
  {
    account: 'xhsStaff',
    name: '圆滚滚的橘猫',
    agoMinutes: 71,
    city: '钱塘',
    lines: [
      ['enter'],
      ['welcome', '你好呀，我是顾问阿宁，装修问题都可以问我。'],
      ['in', '猫咪家庭装修要注意什么'],
      ['in', '会不会有甲醛'],
    ],
  },
  {
    account: 'dy',
    name: '退休教师老吴',
    agoMinutes: 96,
    city: '富阳',
    tags: ['老房', '局部'],
    lines: [
      ['in', '只改厨房和卫生间做不做'],
      ['ai', '做的。厨房翻新1.3万到1.9万，卫生间1.2万到1.8万，厨卫一起2.6万起。'],
      ['in', '我住在里面能施工吗'],
      ['ai', '可以分区施工，先做卫生间再做厨房，每天六点前收工清场。'],
      ['over', '要求找经理'],
      ['in', '找你们经理跟我谈', 1],
    ],
  },
  {
    account: 'dy',
    name: '豆豆妈妈',
    agoMinutes: 140,
    channel: 'search-ad',
    city: '余杭',
    tags: ['环保', '高意向'],
    remark: '二胎家庭，最关心环保',
    read: true,
    lines: [
      ['in', '用的什么板材 孩子小'],
      ['ai', '板材是兔宝宝E0级，竣工后免费做一次空气检测。'],
      ['in', '装完多久能住'],
      ['ai', '有小宝宝建议通风三个月以上，检测合格再入住。'],
      ['in', '电话说吧 我打字慢'],
      ['card'],
      ['fill', '15868127703'],
      ['ai', '好的，稍后设计师给您打过来。'],
    ],
  },
  {
    account: 'xhs',
    name: '山野来信',
    agoMinutes: 205,
    channel: 'search-ad',
    city: '绍兴柯桥',
    read: true,
    lines: [
      ['in', '柯桥能做吗'],
      ['ai', '可以的，绍兴柯桥在服务范围里，量房也免费。'],
      ['in', '那设计费呢'],
      ['ai', '签施工合同免设计费，只做设计是每平60到120。'],
    ],
  },
  {
    account: 'dy',
    name: '程序员小高',
    agoMinutes: 23 * 60 + 20,
    channel: 'native-ad-anchor',
    city: '滨江',
    tags: ['分期'],
    lines: [
      ['in', '支持分期吗 利率多少'],
      ['ai', '支持银行分期，最长60期，利率以银行审批为准，我们不收手续费。'],
      ['in', '懂了 我再看看户型'],
    ],
  },
  {
    account: 'dyStaff',
    name: '西溪一只喵',
    agoMinutes: 22 * 60 + 45,
    city: '西湖',
    lines: [
      ['in', '林工 我的平面图出了吗'],
      ['me', '出了，晚点发您两个方案，一个开放式厨房，一个保留隔断。', 9],
      ['in', '期待'],
    ],
  },
];

/** About sixty conversations over both platforms, newest first. */
export const demoThreads: readonly Thread[] = [...told, ...variedThreads];
