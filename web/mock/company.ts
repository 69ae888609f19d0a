/** Accounts, their cards and the AI employees of a made-up home-renovation company. All times hang off one instant. */
import type { AccountCardsView, CardSyncView } from '../../shared/contracts/account-routes.ts';
import type { AccountView, AgentView } from '../../shared/contracts/company-views.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export function makeAccounts(nowMs: number): AccountView[] {
  const base = {
    kindRecorded: true,
    highWeight: false,
    adSpend30dYuan: 0,
    createdAtMs: nowMs - 40 * DAY_MS,
    cardsVersion: 1,
    version: 1,
  };
  const agent = { agentId: 'agent-xiaomiao', agentMode: 'full-auto' as const };
  return [
    {
      ...base,
      ...agent,
      id: 'dy_official',
      platform: 'douyin',
      platformId: '_000Nzq7Wdouyin',
      name: '筑家装饰官方号',
      kind: 'enterprise',
      subject: '筑家装饰有限公司',
      status: 'hosted',
      welcome: ['您好，我是筑家装饰的顾问小秒', '请问您的房子多大面积，是新房还是老房？'],
      operatorIds: [],
      sendable: ['text', 'image', 'basic-emoji', 'phone-collect-card'],
      authorizationExpiresAtMs: nowMs + 24 * DAY_MS,
    },
    {
      ...base,
      id: 'dy_staff',
      platform: 'douyin',
      platformId: '_000Staffdouyin',
      name: '设计师阿文',
      kind: 'staff',
      kindRecorded: false,
      subject: '筑家装饰有限公司',
      status: 'hosted',
      agentMode: 'off',
      welcome: [],
      operatorIds: [],
      sendable: ['text'],
      authorizationExpiresAtMs: nowMs + 5 * DAY_MS,
    },
    {
      ...base,
      ...agent,
      id: 'xhs_official',
      platform: 'xiaohongshu',
      platformId: '5f2b7e0000000000',
      name: '筑家装饰',
      kind: 'enterprise',
      subject: '筑家装饰有限公司',
      status: 'hosted',
      highWeight: true,
      adSpend30dYuan: 12_800,
      welcome: ['您好呀，看到您对我们的案例感兴趣，想了解哪方面呢？'],
      operatorIds: [],
      sendable: ['text', 'image', 'video', 'link', 'name-card', 'note', 'lead-card', 'landing-page', 'trade-card'],
    },
    {
      ...base,
      id: 'xhs_staff',
      enterpriseId: 'xhs_official',
      platform: 'xiaohongshu',
      platformId: '5f2b7e0000000011',
      name: '筑家·设计师小鹿',
      kind: 'staff',
      subject: '筑家装饰有限公司',
      status: 'needs-authorization',
      statusReason: 'account.needs-authorization',
      agentMode: 'off',
      adSpend30dYuan: 400,
      welcome: [],
      operatorIds: [],
      sendable: ['text', 'image', 'lead-card'],
    },
    {
      ...base,
      id: 'xhs_new',
      platform: 'xiaohongshu',
      platformId: '5f2b7e0000000022',
      name: '筑家软装馆',
      kind: 'enterprise',
      subject: '筑家软装有限公司',
      status: 'awaiting-binding',
      agentMode: 'off',
      welcome: [],
      operatorIds: [],
      sendable: [],
    },
  ];
}

const KNOWLEDGE: readonly (readonly [string, string])[] = [
  ['90 平全包多少钱', '90 平全包一般 9–12 万，含水电、防水、瓷砖、木门、橱柜，不含家电软装。'],
  ['工期多久', '90 平左右约 75 天，120 平约 90 天，老房翻新加 15 天。'],
  ['可以只做半包吗', '可以。半包含人工和辅料，主材由业主采购，我们提供清单和验收。'],
  ['付款方式', '3331：开工 30%，水电验收 30%，泥木验收 30%，竣工 10%。'],
  ['保修', '整体保修 2 年，水电 5 年，防水 8 年。'],
  ['量房收费吗', '量房和首版平面方案免费。'],
  ['服务区域', '上海市区及嘉定、松江、青浦、浦东全域。'],
];

export function makeAgents(nowMs: number): AgentView[] {
  const agent: AgentView = {
    id: 'agent-xiaomiao',
    name: '小秒',
    persona: '你是筑家装饰的家装顾问小秒，语气亲切、简短，称呼客户“您”，一次只问一个问题。',
    goal: '解答报价、工期和风格问题，了解面积与户型，请客户留下手机号预约免费量房。',
    knowledge: KNOWLEDGE.map(([question, answer], index) => ({ id: `k${index}`, question, answer })),
    handOverTopics: ['投诉', '退款', '施工质量纠纷', '合同条款'],
    askForContact: true,
    materials: [
      { kind: 'material', id: 'material-3', when: '客户想看效果图或案例' },
      { kind: 'card', id: 'note-1', accountId: 'xhs_official', when: '小红书客户问预算' },
      { kind: 'material', id: 'material-deleted', when: '' },
    ],
    model: 'claude-haiku-5-5',
    gatherSeconds: 4,
    pauseAfterHumanMinutes: 30,
    version: 3,
    updatedAtMs: nowMs - DAY_MS,
  };
  const night = { ...agent, id: 'agent-night', name: '夜班助手', knowledge: agent.knowledge.slice(0, 2), version: 1 };
  return [agent, night];
}

export const makeCardSyncs = (nowMs: number): CardSyncView[] => [
  {
    accountId: 'xhs_official',
    syncedAtMs: nowMs - 26 * 3_600_000,
    count: 3,
  },
  {
    accountId: 'dy_official',
    syncedAtMs: nowMs - 2 * DAY_MS,
    failure: { atMs: nowMs - 40 * MINUTE_MS, code: 'platform.unavailable' },
    count: 1,
  },
];

export const makeCards = (): Map<string, AccountCardsView['items']> =>
  new Map([
    ['dy_official', [{ id: 'card-phone', card: 'phone-collect-card', title: '预约免费量房' }]],
    [
      'xhs_official',
      [
        { id: 'lead-1', card: 'lead-card', title: '领取户型报价' },
        { id: 'name-1', card: 'name-card', title: '企业微信 · 小秒', holds: 'wecom' },
        {
          id: 'note-1',
          card: 'note',
          title: '90㎡奶油风全案，12 万落地清单',
          coverUrl: 'https://sns-img.xhscdn.com/cover.jpg',
        },
      ],
    ],
  ]);

export const makeMessageCards = (): ReadonlyMap<string, AccountCardsView['messageCards']> =>
  new Map([
    [
      'dy_official',
      [
        { id: 'mc-1', kind: 'text-link', title: '整装套餐一览' },
        { id: 'mc-2', kind: 'question-list', title: '装修前常问的三件事' },
      ],
    ],
  ]);
