import type { Locator, Page } from '@playwright/test';
import { button, heading } from './finders.ts';

/** Every screen of the console as the stand-in server shows it: for checks and for pictures. */

export interface Screen {
  readonly name: string;
  readonly path: string;
  /** What is there once the screen is. */
  readonly shown: (page: Page) => Locator;
  /** The question that the screen opens with: kept waiting, refused, or answered with nothing it shows its other states. */
  readonly asks?: string | RegExp;
  /** What "nothing" is; absent = the screen is never empty. */
  readonly nothing?: object;
  /** Made of the same pieces as another one: for eyes, not for checks. */
  readonly kin?: boolean;
}

const none = { items: [] };
export const SCREENS: readonly Screen[] = [
  {
    name: 'inbox',
    path: '/inbox',
    shown: (page) => page.locator('[data-row="0"]'),
    asks: '**/api/v1/conversations?*',
    nothing: none,
  },
  {
    name: 'thread',
    path: '/inbox/c000000',
    shown: (page) => page.getByRole('log').locator('[data-key]').last(),
    asks: '**/api/v1/conversations/c000000',
  },
  {
    name: 'thread-closing',
    path: '/inbox/c000001',
    shown: (page) => page.getByRole('log').locator('[data-key]').last(),
  },
  { name: 'thread-shut', path: '/inbox/c000019', shown: (page) => page.getByRole('log').locator('[data-key]').last() },
  {
    name: 'search',
    path: `/inbox?q=${encodeURIComponent('报价')}`,
    shown: (page) => page.locator('a[data-hit]').first(),
    asks: '**/api/v1/search?*',
    nothing: { people: [], messages: [], terms: [] },
  },
  {
    name: 'customers',
    path: '/customers',
    shown: (page) => page.getByRole('table', { name: '客户' }),
    asks: '**/api/v1/customers?*',
    nothing: none,
  },
  {
    name: 'customer',
    path: '/customers/c000003',
    shown: (page) => button(page, '记录'),
    asks: '**/api/v1/conversations/c000003',
  },
  {
    name: 'follow-ups',
    path: '/follow-ups',
    shown: heading(/^已到时间/),
    asks: '**/api/v1/follow-ups?*',
    nothing: none,
  },
  {
    name: 'leads',
    path: '/leads',
    shown: (page) => page.getByRole('table', { name: '线索' }),
    asks: '**/api/v1/leads?*',
    nothing: none,
  },
  {
    name: 'leads-waiting',
    path: '/leads?view=waiting',
    shown: (page) => button(page, '就是这位'),
    asks: '**/api/v1/lead-records*',
    nothing: none,
  },
  {
    name: 'materials',
    path: '/materials',
    shown: (page) => page.getByRole('link', { name: /开场问候/ }),
    asks: /\/api\/v1\/materials(\?|$)/,
    nothing: none,
  },
  { name: 'material-text', path: '/materials/material-1', shown: (page) => page.getByRole('figure') },
  { name: 'material-image', kin: true, path: '/materials/material-3', shown: (page) => page.getByRole('figure') },
  { name: 'material-combined', path: '/materials/material-5', shown: (page) => page.getByRole('figure') },
  {
    name: 'material-new-text',
    kin: true,
    path: '/materials/new?kind=text',
    shown: (page) => page.getByRole('textbox', { name: '内容', exact: true }),
  },
  {
    name: 'material-new-image',
    path: '/materials/new?kind=image',
    shown: (page) => page.getByRole('group', { name: /上传/ }),
  },
  {
    name: 'material-new-video',
    kin: true,
    path: '/materials/new?kind=video',
    shown: (page) => page.getByRole('group', { name: /上传/ }),
  },
  {
    name: 'material-new-combined',
    kin: true,
    path: '/materials/new?kind=combined',
    shown: (page) => button(page, '添加素材'),
  },
  { name: 'materials-platform', path: '/materials/platform', shown: heading(/.+/) },
  {
    name: 'agents',
    path: '/agents',
    shown: (page) => page.getByRole('link', { name: /小秒/ }),
    asks: '**/api/v1/agents',
    nothing: none,
  },
  {
    name: 'agent',
    path: '/agents/agent-xiaomiao',
    shown: heading('转人工话题'),
    asks: '**/api/v1/agents/agent-xiaomiao',
  },
  { name: 'agent-new', kin: true, path: '/agents/new', shown: heading('转人工话题') },
  {
    name: 'accounts',
    path: '/accounts',
    shown: (page) => page.getByRole('link', { name: /筑家装饰官方号/ }),
    asks: '**/api/v1/accounts',
    nothing: none,
  },
  { name: 'account', path: '/accounts/dy_official', shown: heading('私信欢迎语') },
  { name: 'account-staff', kin: true, path: '/accounts/dy_staff', shown: heading('私信欢迎语') },
  { name: 'account-xiaohongshu', kin: true, path: '/accounts/xhs_official', shown: heading('私信欢迎语') },
  { name: 'account-lost', path: '/accounts/xhs_staff', shown: (page) => button(page, '重新授权') },
  { name: 'account-unbound', path: '/accounts/xhs_new', shown: (page) => button(page, '前往绑定') },
  {
    name: 'account-missing',
    kin: true,
    path: '/accounts/nobody',
    shown: (page) => page.getByText('没有这个账号').first(),
  },
  {
    name: 'account-declined',
    path: '/accounts/return/douyin?error=access_denied',
    shown: (page) => page.getByRole('alert'),
  },
  {
    name: 'account-returned',
    kin: true,
    path: '/accounts/return/douyin?code=c&state=s',
    shown: heading('私信欢迎语'),
    asks: '**/api/v1/accounts/authorization*/**',
  },
  {
    name: 'usage',
    path: '/usage',
    shown: (page) => page.getByText('每日 tokens').first(),
    asks: '**/api/v1/usage?*',
    nothing: { days: [] },
  },
  {
    name: 'sources',
    path: '/sources',
    shown: (page) => page.getByRole('region', { name: '按来源' }),
    asks: '**/api/v1/sources/funnel?*',
    nothing: {
      from: '2026-06-01',
      to: '2026-06-07',
      countedAtMs: Date.now(),
      total: { entered: 0, spoke: 0, contact: 0, spendFen: 0 },
      sources: [],
      days: [],
      accounts: [],
      unassignedSpendFen: 0,
    },
  },
  { name: 'settings', path: '/settings', shown: heading('显示'), asks: '**/api/v1/assignment-rules' },
  {
    name: 'members',
    path: '/settings/members',
    shown: (page) => page.getByRole('list', { name: '成员' }).getByRole('listitem').first(),
    asks: '**/api/v1/members',
  },
  {
    name: 'audit',
    path: '/settings/audit',
    shown: (page) => page.getByRole('list', { name: '操作日志' }).getByRole('listitem').first(),
    asks: '**/api/v1/audit?*',
    nothing: none,
  },
  {
    name: 'rules',
    path: '/settings/rules',
    shown: (page) => page.getByRole('textbox').first(),
    asks: '**/api/v1/rule-packs',
  },
];
