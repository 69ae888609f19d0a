/** Made-up data of a home-renovation company, as many conversations as asked for. All times hang off one instant. */
import type { AccountCardsView, CardSyncView } from '../../shared/contracts/account-routes.ts';
import type { AccountView, AgentView, NoticeView, UsageDayView } from '../../shared/contracts/company-views.ts';
import type { ConversationView, CustomerView, LeadView, ThreadItem } from '../../shared/contracts/views.ts';
import { addGiven } from './given.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const NAMES = [
  '小美',
  'Leo',
  '王女士',
  '爱吃橘子的猫',
  '阿杰',
  '林一一',
  '装修小白',
  '陈先生',
  '北北',
  'Coco',
  '老周',
  '晴天',
  '江南烟雨',
  '豆豆妈',
  '许仙',
  '锦鲤本鲤',
];
const ASKS = [
  '想了解一下90平报价，大概多少钱？',
  '你们做老房翻新吗，卫生间漏水也能一起处理吗',
  '看了你们的直播，全包套餐现在还有优惠吗？',
  '工期一般多久？我们想年前住进去',
  '可以先上门量房吗',
  '现代简约和奶油风哪个贵一点',
  '好的，我和家里商量一下',
  '手机号发你了，方便的话下午联系我',
];
const ANSWERS = [
  '您好，90 平全包一般在 9–12 万，具体看户型和材料。方便说下是新房还是老房吗？',
  '可以的，老房翻新我们有专门的水电和防水团队，防水质保 8 年。',
  '90 平左右工期约 75 天，现在开工可以在年前完成硬装。',
  '量房是免费的，您留个手机号，我请设计师和您约时间。',
];

export interface World {
  readonly accounts: AccountView[];
  readonly agents: AgentView[];
  readonly conversations: Map<string, ConversationView>;
  readonly customers: Map<string, CustomerView>;
  readonly leads: Map<string, LeadView>;
  readonly items: Map<string, ThreadItem[]>;
  readonly notices: NoticeView[];
  readonly usage: UsageDayView[];
  readonly cardSyncs: CardSyncView[];
  /** By account. */
  readonly cards: Map<string, AccountCardsView['items']>;
}

/** A small generator with a seed: the same world every time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function makeAccounts(nowMs: number): AccountView[] {
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

function makeAgents(nowMs: number): AgentView[] {
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

const trace = (rule: string, atMs: number, untilMs?: number): NonNullable<ThreadItem['trace']> => ({
  pack: rule.startsWith('W6') ? 'xiaohongshu-2026-03-01' : 'douyin-2026-03-01',
  rule,
  verdict: { kind: 'allowed', rule, ...(untilMs === undefined ? {} : { untilMs }) },
  decidedAtMs: atMs,
});

let serial = 0;
/** Keys sort by time, as the server's do. */
export const itemKey = (atMs: number, id?: string): string => {
  serial += 1;
  return `${atMs}#${id === undefined ? `e_${`${serial}`.padStart(7, '0')}` : `o_${id}`}`;
};

/** One conversation that shows every kind of line and every delivery state. */
function showcase(nowMs: number): ThreadItem[] {
  const at = (minutesAgo: number) => nowMs - minutesAgo * MINUTE_MS;
  const into = (minutesAgo: number, body: NonNullable<ThreadItem['body']>): ThreadItem => ({
    key: itemKey(at(minutesAgo)),
    atMs: at(minutesAgo),
    kind: 'message',
    direction: 'in',
    body,
  });
  const out = (minutesAgo: number, text: string, more: Partial<ThreadItem>): ThreadItem => ({
    key: itemKey(at(minutesAgo), `out${minutesAgo}`.padEnd(10, 'x')),
    atMs: at(minutesAgo),
    kind: 'message',
    direction: 'out',
    messageId: `out${minutesAgo}`.padEnd(10, 'x'),
    body: { type: 'text', text },
    state: 'sent',
    // What left elsewhere passed no gate (W11).
    ...(more.sender === 'phone-app' ? {} : { trace: trace('W2', at(minutesAgo), at(minutesAgo) + 23 * HOUR_MS) }),
    ...more,
  });
  const line = (minutesAgo: number, kind: ThreadItem['kind'], note?: string): ThreadItem => ({
    key: itemKey(at(minutesAgo)),
    atMs: at(minutesAgo),
    kind,
    direction: 'none',
    ...(note ? { note } : {}),
  });
  const usage = {
    model: 'claude-haiku-5-5',
    inputTokens: 212,
    outputTokens: 86,
    cacheReadTokens: 1840,
    cacheWriteTokens: 0,
    simulated: true,
  };
  return [
    line(1490, 'entered'),
    out(1489.9, '您好，我是筑家装饰的顾问小秒', { sender: 'welcome', trace: trace('W1', at(1489.9), at(1489.5)) }),
    into(1480, { type: 'text', text: '你好，看了你们直播间，想问下老房翻新' }),
    out(1479, '可以的，老房翻新我们有专门的水电和防水团队。您的房子大概多大面积呢？', {
      sender: 'agent',
      senderName: '小秒',
      usage,
    }),
    into(58, { type: 'text', text: '90平，两室一厅，在松江' }),
    into(57.8, { type: 'image' }),
    { ...into(57.7, { type: 'text', text: '发错群了' }), recalled: true, recalledAtMs: at(57.6) },
    into(57.5, { type: 'text', text: '这是现在的样子，全包大概多少钱？' }),
    out(56, '90 平全包一般在 9–12 万，含水电、防水、瓷砖、木门和橱柜。', {
      sender: 'agent',
      senderName: '小秒',
      usage,
    }),
    out(55.9, '图片我这边暂时看不到，量房时设计师会现场看。您留个手机号，我请设计师和您约时间？', {
      sender: 'agent',
      senderName: '小秒',
      usage,
    }),
    out(55.5, '', {
      sender: 'agent',
      senderName: '小秒',
      body: { type: 'card', card: 'phone-collect-card', cardId: 'card-phone', title: '预约免费量房', status: 'filled' },
    }),
    line(54, 'card-submitted'),
    { ...line(53.95, 'card-copied'), body: { type: 'card', card: 'name-card', cardId: 'name-1' } },
    line(53.9, 'contact', '138****5678'),
    into(40, { type: 'text', text: '填好了。上次别家的合同有坑，你们合同能先看看吗？' }),
    line(39.8, 'handed-over', 'agent.hand-over.topic'),
    { ...line(36, 'activity'), sender: 'operator', activity: { what: 'assigned', memberId: 'm2' } },
    {
      ...line(34, 'note', '@周店长 这位客户在比价，合同条款要先讲清楚'),
      sender: 'operator',
      senderName: '王敏',
      mentions: ['m1'],
    },
    out(30, '您好，我是客户经理王敏。合同样本可以先发您看，重点条款我给您标出来。', {
      sender: 'operator',
      senderName: '王敏',
    }),
    out(29, '我在手机上先给您发了目录页', { sender: 'phone-app' }),
    out(20, '付款是 3331，竣工验收后才付最后 10%。', { sender: 'operator', senderName: '王敏', state: 'unknown' }),
    out(18, '另外提醒一下，增项需要您签字确认。', {
      sender: 'operator',
      senderName: '王敏',
      state: 'failed',
      failure: { code: 'platform.unavailable' },
    }),
    out(16, '这条发错了', {
      sender: 'operator',
      senderName: '王敏',
      state: 'recalled',
      recalled: true,
      recalledAtMs: at(15),
    }),
    out(12, '您看周六上午方便吗？', {
      sender: 'agent',
      senderName: '小秒',
      state: 'refused',
      failure: { code: 'window.closed' },
      trace: {
        pack: 'douyin-2026-03-01',
        rule: 'G8',
        verdict: { kind: 'refused', rule: 'G8', code: 'window.closed' },
        decidedAtMs: at(12),
      },
    }),
    out(11, '活动通知', {
      sender: 'api',
      state: 'held',
      failure: { code: 'order.behind-held' },
      deadlineMs: nowMs + 23 * HOUR_MS,
      trace: {
        pack: 'douyin-2026-03-01',
        rule: 'W8',
        verdict: { kind: 'refused', rule: 'W8', code: 'order.behind-held' },
        decidedAtMs: at(11),
      },
    }),
    into(3, { type: 'text', text: '<img src=x onerror=alert(1)> 周六上午可以，几点？' }),
    into(2, { type: 'video' }),
    into(1.5, { type: 'unsupported', platformType: 'retail_item' }),
  ];
}

export function makeWorld(count: number, nowMs: number): World {
  const random = generator(7);
  const any = <T>(list: readonly T[]): T => {
    const chosen = list[Math.floor(random() * list.length)];
    if (chosen === undefined) throw new RangeError('empty list');
    return chosen;
  };
  const world: World = {
    accounts: makeAccounts(nowMs),
    agents: makeAgents(nowMs),
    cardSyncs: [
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
    ],
    cards: new Map([
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
    ]),
    conversations: new Map(),
    customers: new Map(),
    leads: new Map(),
    items: new Map(),
    notices: [],
    usage: [],
  };
  const hosted = world.accounts.filter((account) => account.status !== 'awaiting-binding');
  for (let index = 0; index < count; index += 1) {
    const id = `c${`${index}`.padStart(6, '0')}`;
    const account = index === 0 ? world.accounts[0] : any(hosted);
    if (!account) continue;
    const ageMs =
      index === 0 ? 1.5 * MINUTE_MS : Math.round(index * 4 * MINUTE_MS * (0.6 + random() * 0.4)) + 2 * MINUTE_MS;
    const atMs = nowMs - ageMs;
    const spoke = random() > 0.12 || index === 0;
    const name = index === 0 ? '小美' : `${any(NAMES)}${index > 15 ? index : ''}`;
    const isWaiting = spoke && random() < 0.3;
    const hasContact = index === 0 || random() < 0.15;
    const handedOver = index === 0 || (isWaiting && random() < 0.4);
    const paused = !handedOver && account.agentMode !== 'off' && random() < 0.1;
    world.conversations.set(id, {
      id,
      accountId: account.id,
      accountName: account.name,
      accountKind: account.kind,
      accountHighWeight: account.highWeight,
      accountAdSpend30dYuan: account.adSpend30dYuan,
      platform: account.platform,
      customerName: name,
      ...(spoke
        ? {
            lastMessage: {
              preview: any(isWaiting ? ASKS : ANSWERS),
              atMs,
              from: isWaiting ? ('customer' as const) : ('us' as const),
            },
          }
        : {}),
      lastActivityAtMs: atMs,
      unread: isWaiting && random() < 0.6 ? 1 + Math.floor(random() * 4) : 0,
      ...(isWaiting ? { waitingSinceMs: atMs } : {}),
      agentMode: account.agentMode,
      ...(paused ? { agentPausedUntilMs: nowMs + 21 * MINUTE_MS } : {}),
      ...(handedOver
        ? {
            handedOver: {
              reason: any(['agent.hand-over.topic', 'agent.hand-over.asked-for-person', 'model.failed']),
              atMs,
            },
          }
        : {}),
      agentThinking: index === 3,
      window: {
        ...(spoke
          ? {
              lastCustomerMessageAtMs:
                index === 1 ? nowMs - 23.4 * HOUR_MS : index === 2 ? nowMs - 23.9 * HOUR_MS : atMs,
            }
          : {}),
        entries: spoke ? [] : [{ key: 'x', atMs, spent: 2 }],
        firstEnteredAtMs: atMs - MINUTE_MS,
        follows: false,
        beforeSpeech: spoke ? [] : [{ atMs, kind: 'text' }],
        everSent: true,
        sentSinceCustomerMessage: 1,
      },
      mutualFollow: false,
      tags: hasContact ? ['高意向'] : [],
      hasContact,
      status: index % 23 === 19 ? 'closed' : 'open',
      ...(index % 3 === 0
        ? { assigneeId: ['m1', 'm2', 'm3'][index % 9 === 0 ? 0 : index % 2 === 0 ? 1 : 2] ?? 'm1' }
        : {}),
      ...(index % 29 === 13 ? { snoozedUntilMs: nowMs + 3 * HOUR_MS } : {}),
      version: 1,
    });
    const source = {
      channel: any(['live-room-widget', 'feed-swipe', 'search-ad', 'profile-page'] as const),
      adName: '双十二全包套餐',
      adId: '17802331',
    };
    const contact =
      world.leads.size === 7
        ? { phone: '***45', phoneFlaw: 'invalid' as const, wechat: 'm*******6' }
        : { phone: '138****5678', city: '上海', ...(index % 3 === 1 ? { phoneFlaw: 'masked' as const } : {}) };
    world.customers.set(id, {
      conversationId: id,
      name,
      platform: account.platform,
      source,
      firstSeenAtMs: atMs - DAY_MS,
      remark: index === 0 ? '合同细节比较在意，优先安排王敏跟进' : '',
      tags: hasContact ? ['高意向', '老房翻新'] : [],
      mutualFollow: false,
      ...(hasContact ? { contact } : {}),
    });
    if (hasContact) {
      world.leads.set(id, {
        id: `lead-${id}`,
        conversationId: id,
        accountId: account.id,
        accountName: account.name,
        platform: account.platform,
        customerName: name,
        contact,
        source,
        capturedAtMs: atMs - 54 * MINUTE_MS,
        state: any(['new', 'new', 'contacted', 'friend', 'lost'] as const),
      });
    }
    if (handedOver && world.notices.length < 8) {
      world.notices.push({
        id: `n${index}`,
        atMs,
        kind: hasContact ? 'lead.captured' : 'agent.handed-over',
        conversationId: id,
        customerName: name,
        reason: 'agent.hand-over.topic',
      });
    }
  }
  if (count > 0) world.items.set('c000000', showcase(nowMs));
  addGiven(world, nowMs);
  for (let ago = 0; count > 0 && ago < 31; ago += 1) {
    const calls = Math.round(180 + random() * 220);
    world.usage.push({
      day: new Date(nowMs - ago * DAY_MS).toISOString().slice(0, 10),
      calls,
      inputTokens: calls * 240,
      outputTokens: calls * 92,
      cacheReadTokens: calls * 1500,
      cacheWriteTokens: calls * 110,
    });
  }
  return world;
}

/** The thread of a conversation, made when first asked for. */
export function threadOf(world: World, id: string): ThreadItem[] {
  const known = world.items.get(id);
  if (known) return known;
  const conversation = world.conversations.get(id);
  if (!conversation) return [];
  const items: ThreadItem[] = [];
  const lines = 160;
  for (let index = 0; index < lines; index += 1) {
    const atMs = conversation.lastActivityAtMs - (lines - index) * 7 * MINUTE_MS;
    const isCustomer = index % 3 === 0;
    items.push({
      key: itemKey(atMs, isCustomer ? undefined : `m${index}`.padStart(12, '0')),
      atMs,
      kind: 'message',
      direction: isCustomer ? 'in' : 'out',
      body: { type: 'text', text: (isCustomer ? ASKS : ANSWERS)[index % 4] ?? '' },
      ...(isCustomer
        ? {}
        : {
            sender: 'agent' as const,
            senderName: '小秒',
            state: 'sent' as const,
            trace: trace('W2', atMs, atMs + HOUR_MS),
          }),
    });
  }
  world.items.set(id, items);
  return items;
}
