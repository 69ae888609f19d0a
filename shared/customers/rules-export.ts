import type { Source } from '../conversations/model.ts';
import type { ExportColumn } from '../jobs/model-export.ts';
import { CHANNEL_WORDS } from '../sources/rules-channels.ts';
import { wallClock } from './rules-due.ts';
import type { Stage } from './rules-stage.ts';

/** What a row of an export tells. Contacts are as their maker may see them. */
export interface ExportedCustomer {
  readonly name: string;
  readonly platform: 'douyin' | 'xiaohongshu';
  readonly accountName: string;
  readonly phone?: string | undefined;
  readonly wechat?: string | undefined;
  readonly contactName?: string | undefined;
  readonly city?: string | undefined;
  readonly tags: readonly string[];
  readonly stage?: Stage | undefined;
  /** The member whose conversation it is, by name. */
  readonly assignee?: string | undefined;
  readonly remark: string;
  readonly source?: Source | undefined;
  readonly firstSeenAtMs: number;
  readonly lastActivityAtMs: number;
  readonly spoke: boolean;
}

/** In the language of those who ask for exports, as the inbox's previews are. */
const HEADINGS: Readonly<Record<ExportColumn, string>> = {
  name: '客户',
  platform: '平台',
  account: '托管账号',
  phone: '手机号',
  wechat: '微信号',
  contactName: '称呼',
  city: '城市',
  tags: '标签',
  stage: '阶段',
  assignee: '负责人',
  remark: '备注',
  channel: '来源',
  adName: '广告名称',
  adId: '广告 ID',
  creativeId: '创意 ID',
  videoId: '视频 ID',
  firstSeen: '首次出现',
  lastActivity: '最近活动',
  spoke: '开过口',
};
const WIDTHS: Partial<Record<ExportColumn, number>> = { remark: 40, tags: 28, firstSeen: 18, lastActivity: 18 };

const PLATFORMS = { douyin: '抖音', xiaohongshu: '小红书' } as const;
const STAGES: Readonly<Record<Stage, string>> = {
  'new-friend': '新好友',
  trust: '信任建立',
  deal: '成交',
  repurchase: '复购',
  referral: '转介绍',
};

export const headingsOf = (columns: readonly ExportColumn[]): readonly string[] =>
  columns.map((column) => HEADINGS[column]);
export const widthsOf = (columns: readonly ExportColumn[]): readonly number[] =>
  columns.map((column) => WIDTHS[column] ?? 16);

/** One row of the table. Times are wall-clock times of the tenant's zone. */
export const rowOf = (
  customer: ExportedCustomer,
  columns: readonly ExportColumn[],
  timeZone: string,
): readonly string[] => columns.map((column) => harmless(textOf(customer, column, timeZone)));

function textOf(customer: ExportedCustomer, column: ExportColumn, timeZone: string): string {
  const { source } = customer;
  const time = (atMs: number): string => wallClock(timeZone, atMs).replace('T', ' ');
  switch (column) {
    case 'platform':
      return PLATFORMS[customer.platform];
    case 'account':
      return customer.accountName;
    case 'tags':
      return customer.tags.join('、');
    case 'stage':
      return customer.stage ? STAGES[customer.stage] : '';
    case 'channel':
      return CHANNEL_WORDS[source?.channel ?? 'unknown'];
    case 'adName':
    case 'adId':
    case 'creativeId':
    case 'videoId':
      return source?.[column] ?? '';
    case 'firstSeen':
      return time(customer.firstSeenAtMs);
    case 'lastActivity':
      return time(customer.lastActivityAtMs);
    case 'spoke':
      return customer.spoke ? '是' : '否';
    case 'name':
    case 'remark':
    case 'phone':
    case 'wechat':
    case 'contactName':
    case 'assignee':
    case 'city':
      return customer[column] ?? '';
  }
}

/** Signs that a spreadsheet program may read as the beginning of a formula, also when the sheet is saved as text later. */
const FORMULA = /^[\s\u00a0\ufeff]*[=+\-@＝＋－＠|%]/;
/** What no XML may hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * A text as a cell may hold it: customers choose their names, and a name must not become a formula in whatever program
 * opens the file, or opens what was saved from it.
 */
export function harmless(text: string): string {
  const clean = text.toWellFormed().replace(UNWRITABLE, '');
  return FORMULA.test(clean) || /^[\t\r\n]/.test(clean) ? `'${clean}` : clean;
}
