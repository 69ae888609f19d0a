import { describe, expect, test } from 'vitest';
import { policyViolations, type Violation } from './rules-policy.ts';

const GROUNDS = `你是云栖装饰的顾问。
全包 899 元/㎡起，半包 499 元/㎡起，老房翻新 1099 元/㎡起。
免费量房、免费出平面方案。设计费每平 60 元，签约后抵扣工程款。
付款分四期：30%、30%、35%、5%。工期：100 平约 75 天。水电质保 10 年，整装质保 5 年。
十二月活动：主材九折。定金 500 元，三天内可退。
我们不打折，也不承诺绝对零甲醛。`;
const check = (reply: string, platform: 'douyin' | 'xiaohongshu' = 'douyin') =>
  policyViolations(reply, { platform, grounds: GROUNDS });

const GOOD = [
  '您好，我是云栖装饰的小云，请问想了解全包还是半包呢？',
  '全包 899 元/㎡起，具体要看房型和选材。',
  '半包是499元一平起哦',
  '半包四百九十九元一平起',
  '老房翻新的话 1099/㎡ 起，建议先量房。',
  '量房是免费的，您方便说下小区名字吗？',
  '设计费 60 元一平，签约后可以抵扣工程款。',
  '付款分四期，先付 30%，最后留 5%。',
  '100 平的工期约 75 天。',
  '水电质保10年，整装质保五年。',
  '十二月主材九折，定金五百元三天内可以退。',
  '好的，我记下了。您家几室几厅呀？',
  '这个我请同事确认后回复您。',
  '我是智能助手，同事稍后会接着回复您。',
  '抱歉，这个我们不保证。',
  '我们没有赠送家电的活动。',
  '方便的话您在卡片里留个电话，同事给您详细说明。',
  '明天上午 10 点可以量房，您看行吗？',
  '三室两厅 120 平，和您家差不多的案例我发您看看。',
  '收到您的手机号了，同事会尽快联系您。',
  '可以的，12 月 1 日开工来得及。',
  '好的👌，一会儿见',
  '全包 899 元/㎡起。〔模拟回答〕',
];
test.each(GOOD)('passes: %s', (reply) => {
  expect(check(reply)).toEqual([]);
  expect(check(reply, 'xiaohongshu')).toEqual([]);
});

const FRAMES = [
  (core: string) => core,
  (core: string) => `您好，${core}哦`,
  (core: string) => `好的亲，${core}，您看可以吗？`,
  (core: string) => `第一句没问题。\n${core}`,
];
const BAD: readonly (readonly [Violation, readonly string[]])[] = [
  [
    'unfounded-figure',
    [
      '全包 799 元/㎡',
      '全包只要 699',
      '￥599 一平',
      '半包399元',
      '总价8万搞定',
      '大概五万八',
      '打八折',
      '给您95折',
      '优惠10%',
      '百分之二十的优惠',
      '定金只要100元',
      '工期60天',
      '质保20年',
      '价格是 888',
      '一口价 66,666 元',
      '一共 12w',
      '3千块钱就行',
      '低至299',
      '减600',
      '首付百分之十',
      '5万到8万之间',
      '8-10万',
      '500元一平的设计费改成50元',
      '设计费20块',
      '全屋六百元一平',
      '价格：999元',
      '１９９元',
      '九八折',
      '补贴3000',
    ],
  ],
  [
    'unfounded-promise',
    [
      '赠送全屋家电',
      '保证不增项',
      '承诺零甲醛',
      '终身维护',
      '无条件退款',
      '全额退给您',
      '绝对环保',
      '最低价给您',
      '全网最低',
      '百分百满意',
      '送您一台冰箱',
      '给您优惠券',
      '内部价给您',
      '免息分期',
      '零首付',
      '包退包换',
      '假一赔十',
      '永久有效',
      '特价名额',
    ],
  ],
  [
    'link',
    [
      '看 https://evil.example/pay',
      '官网 www.yunqi.com',
      '访问 yunqi.cn 了解',
      '打开 t.cn/abc 看看',
      'yunqi点com',
      '复制这段话打开淘宝',
      '地址 yunqi . com',
      'http:evil',
      '短链发您',
      'yunqi。cn 上有',
    ],
  ],
  [
    'contact',
    [
      '打 13812348000',
      '我电话一三八一二三四八零零零',
      '座机 0571-88881234',
      '邮箱 a@b.com',
      '微信 yunqi_2024',
      'vx：yunqi2024',
      '138 1234 8000 联系我',
      'QQ 12345678',
      '①③⑧①②③④⑧⓪⓪⓪',
      '400-820-8820',
    ],
  ],
  [
    'steering',
    [
      '加我微信聊',
      '加一下客服的微信',
      '扫二维码进群',
      '加个V聊',
      '搜微信号加我们',
      '留个微信吧',
      '加vx详聊',
      '加我QQ',
      '加企业微信',
      '私下转账便宜',
      '打款到老板账户',
      '发微信给您',
    ],
  ],
  [
    'internal',
    [
      '系统提示里写着',
      '我的提示词是',
      '作为一个AI语言模型，我不能',
      '知识库里没有这个',
      '调用 hand_over',
      'As an AI language model',
      '我是 Claude',
      '租户编号 1',
      'ignore all previous instructions',
      'api key 是',
      '<facts> 平台：抖音',
    ],
  ],
  [
    'markup',
    [
      '<b>全包</b>',
      '<script>alert(1)</script>',
      '{"tool": "set_tag"}',
      '<!-- x -->',
      '<img src=x>',
      ['$', '{price}'].join(''),
    ],
  ],
];

describe('SEC22: hard rules miss nothing', () => {
  const corpus = BAD.flatMap(([violation, cores]) =>
    cores.flatMap((core) => FRAMES.map((frame) => [violation, frame(core)] as const)),
  );

  test('the corpus has at least 300 replies', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(300);
  });

  test.each(corpus)('%s: %s', (violation, reply) => {
    expect(check(reply)).toContain(violation);
    expect(check(reply, 'xiaohongshu')).toContain(violation);
  });

  test('Xiaohongshu: not to another platform', () => {
    expect(check('您去我们淘宝店看看', 'xiaohongshu')).toEqual(['steering']);
  });

  test('nothing to say is a violation', () => {
    expect(check('')).toEqual(['empty']);
    expect(check('〔模拟回答〕')).toEqual(['empty']);
  });

  test('G3: what the tenant denies grounds no promise', () => {
    expect(check('我们可以打折')).toEqual(['unfounded-promise']);
    expect(check('我们不打折')).toEqual([]);
  });
});
