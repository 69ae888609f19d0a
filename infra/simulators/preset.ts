import type { Account } from './core/model.ts';

/**
 * Accounts that exist from the start. The first two of each platform are already authorised with the tokens below, so
 * that a seeded demo works at once; the others go through the consent page.
 */
export const PRESET = {
  douyin: {
    enterprise: {
      id: '5e8ffee7-9c3c-432f-a4f5-634831623301',
      name: '青木装饰官方号',
      accessToken: 'act.local.qingmu-official',
      refreshToken: 'rft.local.qingmu-official',
    },
    staff: {
      id: '71c2b0d4-35aa-4b0e-8f11-0a6cfe24d902',
      name: '青木设计师小林',
      accessToken: 'act.local.qingmu-xiaolin',
      refreshToken: 'rft.local.qingmu-xiaolin',
    },
    retainCardId: '@local.retain-card.qingmu-quote',
    phoneCardId: '@local.phone-card.qingmu-callback',
  },
  xiaohongshu: {
    enterprise: {
      id: '5b8f2c1e000000000100a1c2',
      name: '青木装饰',
      accessToken: 'local-xhs-access-qingmu',
      refreshToken: 'local-xhs-refresh-qingmu',
      /** The tool's own name of the tenant account: `third_account_id` of every send. */
      accountCode: 'qingmu-decor',
    },
    staff: { id: '61d0a9b70000000002023f4e', name: '青木家装顾问阿宁' },
    leadCardId: '70044',
    staffLeadCardId: '70045',
    nameCardId: '60021',
    noteId: '66a1b2c3000000001e03f5d7',
  },
} as const;

const SUBJECT = '青木装饰工程有限公司';
const OTHER_SUBJECT = '云舍家居设计有限公司';

const account = (fields: Pick<Account, 'id' | 'name' | 'kind' | 'subject'> & Partial<Account>): Account => ({
  highWeight: false,
  banned: false,
  autoReplyPolicy: false,
  ...fields,
});

export const DOUYIN_ACCOUNTS: readonly Account[] = [
  account({ ...pick(PRESET.douyin.enterprise), kind: 'enterprise', subject: SUBJECT }),
  account({ ...pick(PRESET.douyin.staff), kind: 'staff', subject: SUBJECT, enterpriseId: PRESET.douyin.enterprise.id }),
  account({
    id: 'c1d7e9a2-6f40-4d3b-9b58-77d0f3aa1203',
    name: '云舍家居旗舰号',
    kind: 'enterprise',
    subject: OTHER_SUBJECT,
  }),
  account({
    id: 'e4b0528f-1c9e-4a67-b6d2-2f9c4d8e7604',
    name: '云舍主案设计师阿哲',
    kind: 'staff',
    subject: OTHER_SUBJECT,
    enterpriseId: 'c1d7e9a2-6f40-4d3b-9b58-77d0f3aa1203',
  }),
];

export const XIAOHONGSHU_ACCOUNTS: readonly Account[] = [
  account({ ...pick(PRESET.xiaohongshu.enterprise), kind: 'enterprise', subject: SUBJECT, highWeight: true }),
  account({
    ...pick(PRESET.xiaohongshu.staff),
    kind: 'staff',
    subject: SUBJECT,
    enterpriseId: PRESET.xiaohongshu.enterprise.id,
  }),
  account({ id: '5c90d1e2000000000100b3f4', name: '云舍家居', kind: 'enterprise', subject: OTHER_SUBJECT }),
  account({
    id: '62e1b8c90000000002034a5b',
    name: '云舍软装师木木',
    kind: 'staff',
    subject: OTHER_SUBJECT,
    enterpriseId: '5c90d1e2000000000100b3f4',
  }),
];

function pick(named: { readonly id: string; readonly name: string }): { id: string; name: string } {
  return { id: named.id, name: named.name };
}
