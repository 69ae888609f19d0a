import { accountIdOf } from '../../../shared/accounts/account-id.ts';
import type { Account } from '../../../shared/accounts/model.ts';
import type { AccountCard, AccountCards } from '../../../shared/accounts/store-cards.ts';
import { DEFAULT_MODEL } from '../../../shared/agents/models.ts';
import type { Agent } from '../../../shared/agents/store-agents.ts';
import type { Authorization } from '../../../shared/platforms/platform.ts';
import { PRESET } from '../../simulators/preset.ts';
import { demoTenantId, secondTenantId } from '../defaults.ts';
import { demoKnowledge } from './knowledge.ts';

/** The demo's company: its tenants, AI employee and hosted accounts, which the simulators know under the same ids. */

const DAY_MS = 86_400_000;
const SUBJECT = '青木装饰工程有限公司';
export const demoAgentId = '01DEMO0000000000000000AGENT';

export const demoTenants = [
  { tenantId: demoTenantId, name: '青木装饰', timeZone: 'Asia/Shanghai' },
  { tenantId: secondTenantId, name: '云舍家居', timeZone: 'Asia/Shanghai' },
];

export const demoAgent = (nowMs: number): Agent => ({
  tenantId: demoTenantId,
  agentId: demoAgentId,
  name: '小青',
  persona:
    '你是青木装饰的家装顾问小青，在杭州做了六年家装咨询。说话亲切、干脆，像朋友聊天，不用书面语，不堆感叹号。先弄清楚面积、户型、是毛坯还是老房、在哪个区，再给参考价；拿不准的就说要等设计师量房后确认，绝不承诺最低价，也不贬低同行。',
  goal: '解答装修价格、工期、质保和流程，了解客户的面积与区域；客户有明确意向时，邀请留下手机号预约免费量房。',
  knowledge: demoKnowledge,
  handOverTopics: ['投诉', '退款', '合同纠纷', '施工事故', '要求找经理'],
  askForContact: true,
  model: DEFAULT_MODEL,
  gatherSeconds: 3,
  pauseAfterHumanMinutes: 30,
  version: 1,
  updatedAtMs: nowMs,
});

export type AccountName = 'dy' | 'dyStaff' | 'xhs' | 'xhsStaff';

const idOf: Readonly<Record<AccountName, string>> = {
  dy: accountIdOf('douyin', PRESET.douyin.enterprise.id),
  dyStaff: accountIdOf('douyin', PRESET.douyin.staff.id),
  xhs: accountIdOf('xiaohongshu', PRESET.xiaohongshu.enterprise.id),
  xhsStaff: accountIdOf('xiaohongshu', PRESET.xiaohongshu.staff.id),
};

const common = (nowMs: number) => ({
  tenantId: demoTenantId,
  kindRecorded: true,
  subject: SUBJECT,
  ownerId: 'demo-supervisor',
  operatorIds: ['demo-operator'],
  authorized: true,
  bound: true,
  unhosted: false,
  highWeight: false,
  adSpend30dYuan: 0,
  agentId: demoAgentId,
  agentMode: 'full-auto' as const,
  createdAtMs: nowMs - 45 * DAY_MS,
  version: 0,
});

export function demoAccounts(nowMs: number): Readonly<Record<AccountName, Account>> {
  const { douyin, xiaohongshu } = PRESET;
  return {
    dy: {
      ...common(nowMs),
      id: idOf.dy,
      platform: 'douyin',
      platformId: douyin.enterprise.id,
      name: douyin.enterprise.name,
      kind: 'enterprise',
      authorizationExpiresAtMs: nowMs + 180 * DAY_MS,
      welcome: ['您好，这里是青木装饰，我是顾问小青。', '想了解报价、案例还是工期？告诉我面积和小区，马上给您参考价。'],
    },
    dyStaff: {
      ...common(nowMs),
      id: idOf.dyStaff,
      platform: 'douyin',
      platformId: douyin.staff.id,
      name: douyin.staff.name,
      kind: 'staff',
      authorizationExpiresAtMs: nowMs + 180 * DAY_MS,
      welcome: ['你好，我是设计师小林，户型图可以直接发我。'],
      // The limited operator sees this account's conversations and no others.
      operatorIds: ['demo-limited'],
    },
    xhs: {
      ...common(nowMs),
      id: idOf.xhs,
      platform: 'xiaohongshu',
      platformId: xiaohongshu.enterprise.id,
      name: xiaohongshu.enterprise.name,
      kind: 'enterprise',
      highWeight: true,
      adSpend30dYuan: 12_800,
      accountCode: xiaohongshu.enterprise.accountCode,
      welcome: ['哈喽，我是青木装饰的小青，看到笔记来的吗？', '发我面积和所在区，先给你一个参考价～'],
    },
    xhsStaff: {
      ...common(nowMs),
      id: idOf.xhsStaff,
      platform: 'xiaohongshu',
      platformId: xiaohongshu.staff.id,
      name: xiaohongshu.staff.name,
      kind: 'staff',
      adSpend30dYuan: 3_600,
      tokenAccountId: idOf.xhs,
      welcome: ['你好呀，我是顾问阿宁，装修问题都可以问我。'],
    },
  };
}

const { douyin: dy, xiaohongshu: xhs } = PRESET;
/** As the simulators name the materials of an account that is not the enterprise. */
const staffOwn = (id: string) => `${id}-${xhs.staff.id.slice(0, 6)}`;

/** What the simulators hold beside the cards: shown, sent by nobody (M3). */
export const demoMessageCards: Readonly<Record<string, NonNullable<AccountCards['messageCards']>>> = {
  [idOf.dy]: [
    { id: `${dy.phoneCardId}-m1`, kind: 'text-link', title: '整装套餐一览' },
    { id: `${dy.phoneCardId}-m2`, kind: 'image-link', title: '样板间实景图' },
    { id: `${dy.phoneCardId}-m3`, kind: 'question-list', title: '装修前常问的三件事' },
    { id: `${dy.phoneCardId}-m4`, kind: 'phone-call', title: '拨打门店热线' },
  ],
};

/** What the simulators hold for the accounts (M3). */
export const demoCards: Readonly<Record<string, readonly AccountCard[]>> = {
  [idOf.dy]: [{ id: dy.retainCardId, card: 'phone-collect-card', title: '留下电话，设计师回电报价' }],
  [idOf.xhs]: [
    { id: xhs.nameCardId, card: 'name-card', title: '设计师企微' },
    { id: '60022', card: 'name-card', title: '门店热线' },
    { id: xhs.leadCardId, card: 'lead-card', title: '免费领取整装报价' },
    { id: '5518820', card: 'landing-page', title: '整装套餐预约量房' },
    { id: xhs.noteId, card: 'note', title: '89平三居改造，一个月搬进新家' },
  ],
  [idOf.xhsStaff]: [
    { id: staffOwn(xhs.nameCardId), card: 'name-card', title: '设计师企微' },
    { id: staffOwn('60022'), card: 'name-card', title: '门店热线' },
    { id: xhs.staffLeadCardId, card: 'lead-card', title: '免费领取整装报价' },
    { id: staffOwn(xhs.noteId), card: 'note', title: '89平三居改造，一个月搬进新家' },
  ],
};

type Preset = { readonly id: string; readonly accessToken: string; readonly refreshToken: string };

const authorization = (preset: Preset, nowMs: number, accessDays: number): Authorization => ({
  accountPlatformId: preset.id,
  accessToken: preset.accessToken,
  refreshToken: preset.refreshToken,
  accessExpiresAtMs: nowMs + accessDays * DAY_MS,
  refreshExpiresAtMs: nowMs + 30 * DAY_MS,
});

/** Tokens that the simulators accept from the start. The staff account of Xiaohongshu uses its enterprise's. */
export const demoAuthorizations = (nowMs: number) => [
  {
    accountId: idOf.dy,
    platform: 'douyin' as const,
    authorization: authorization(PRESET.douyin.enterprise, nowMs, 15),
  },
  {
    accountId: idOf.dyStaff,
    platform: 'douyin' as const,
    authorization: authorization(PRESET.douyin.staff, nowMs, 15),
  },
  {
    accountId: idOf.xhs,
    platform: 'xiaohongshu' as const,
    authorization: authorization(PRESET.xiaohongshu.enterprise, nowMs, 1),
  },
];
