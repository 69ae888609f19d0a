import { createHash } from 'node:crypto';
import type { SimulatorClock } from '../clock.ts';
import type { Conversation } from '../core/model.ts';
import type { World } from '../core/world.ts';
import type { LeadValues, Settings } from '../twin.ts';
import type { Events } from './events.ts';

export type LeadsDeps = {
  readonly world: World;
  readonly events: Events;
  readonly clock: SimulatorClock;
  readonly settings: () => Settings;
  /** Whether the owner ticked 私信留资数据. */
  readonly sharesLeads: (accountId: string) => boolean;
};

/** Attribution to an ad's creative follows the record itself by this much. */
const ATTRIBUTION_DELAY_MS = 60_000;
const BEIJING_OFFSET_MS = 8 * 3_600_000;

export type LeadOrigin = 'card' | 'auto';

/** Hands a lead record to the tool and to the merchant's own webhook: a moment later, and again once attributed. */
export function createLeads(deps: LeadsDeps): (c: Conversation, values: LeadValues, origin: LeadOrigin) => void {
  return (c, values, origin) => {
    const viaTool = deps.sharesLeads(c.accountId);
    const afterMs = deps.settings().leadDelayMs;
    const fromAd = c.entries.some(
      (entry) => entry.source === 'ad' || entry.source === 'search-ad' || entry.source === 'feed',
    );
    const record = leadRecord(deps, c, values, origin, fromAd);
    deps.events.lead(c.accountId, record, afterMs, viaTool);
    if (!fromAd) return;
    const attributed = { ...record, type: 2, creativity_id: 31105598, creativity_name: '整装实景-A' };
    deps.events.lead(c.accountId, attributed, afterMs + ATTRIBUTION_DELAY_MS, viaTool);
  };
}

/** The record names the account and a nick name, never the thread (K6). */
function leadRecord(
  { world, clock }: LeadsDeps,
  c: Conversation,
  values: LeadValues,
  origin: LeadOrigin,
  fromAd: boolean,
): Record<string, unknown> {
  const customer = world.customers.get(c.customerId);
  const account = world.accounts.get(c.accountId);
  const isStaff = account?.kind === 'staff';
  return {
    id: numberFrom(`${c.accountId}|${c.customerId}|${clock.now()}`, 1_000_000_000),
    type: 0,
    time: new Date(clock.now() + BEIJING_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' '),
    red_id: String(94_000_000_000 + numberFrom(c.customerId, 999_999_999)),
    nick_name: customer?.name ?? '',
    area: values.city === '' ? (customer?.city ?? '') : values.city,
    leads_tag: '留客资',
    phone_num: values.phone,
    wechat: values.wechat,
    remark: values.name,
    source: origin === 'card' ? '留资组件' : '-',
    ad_account: fromAd ? '青木装饰-聚光01' : '',
    info_status: '已留资',
    auto_recognize: origin === 'card' ? '否' : '是',
    note_link: 'https://www.xiaohongshu.com/explore/66a1b2c3000000001e03f5d7',
    campaign_id: fromAd ? 10438821 : -1,
    campaign_name: fromAd ? '整装-客资-信息流' : '',
    unit_id: fromAd ? 20917733 : -1,
    unit_name: fromAd ? '整装-25-40岁' : '',
    creativity_id: -1,
    creativity_name: '',
    msg_receive_name: account?.name ?? '',
    msg_receive_id: c.accountId,
    link_id: '',
    link_name: '',
    open_talk: c.lastCustomerAtMs === undefined ? '否' : '是',
    staff_name: isStaff ? account.name : '',
    staff_labels: [],
    staff_country: isStaff ? '中国' : '',
    staff_province: isStaff ? '浙江' : '',
    staff_city: isStaff ? '杭州' : '',
    ext_info: '',
  };
}

const numberFrom = (text: string, below: number): number =>
  createHash('sha256').update(text).digest().readUIntBE(0, 6) % below;
