import type { Locator, Page } from '@playwright/test';

/** Every screen of the console, and what opens over it, as the stand-in server shows them: for checks and for pictures. */

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

/** Something that opens over a screen. */
export interface Popup {
  readonly name: string;
  readonly path: string;
  readonly open: (page: Page) => Promise<void>;
  readonly shown: (page: Page) => Locator;
  /** Where it cannot be reached on a phone. */
  readonly desktopOnly?: boolean;
}

const none = { items: [] };
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).first();
const press = (name: string | RegExp) => (page: Page) => button(page, name).click();
const dialog = (name: string | RegExp) => (page: Page) => page.getByRole('dialog', { name });
const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name }).first();

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
      countedAtMs: 4_000_000_000_000,
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

const THREAD = '/inbox/c000000';
/** Beside the thread, or over it on a phone. */
const contactPart = (page: Page) => page.getByRole('heading', { name: '联系方式' });
const slash = async (page: Page) => {
  await page.getByRole('textbox', { name: '输入消息' }).fill('/');
};

export const POPUPS: readonly Popup[] = [
  {
    name: 'command-bar',
    path: '/inbox',
    open: (page) => page.keyboard.press('Control+k'),
    shown: dialog('命令栏'),
  },
  {
    name: 'command-bar-found',
    path: THREAD,
    open: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder('搜索消息、客户，或跳转到…').fill('报价');
    },
    shown: (page) => page.getByRole('option').filter({ hasText: '报价' }).first(),
  },
  { name: 'keys', path: '/inbox', open: (page) => page.keyboard.press('?'), shown: dialog('快捷键') },
  { name: 'notices', path: '/inbox', open: press(/^通知/), shown: dialog('通知'), desktopOnly: true },
  { name: 'inbox-filter', path: '/inbox', open: press('更多筛选'), shown: dialog('更多筛选') },
  { name: 'inbox-views', path: '/inbox', open: press('我的视图'), shown: dialog('我的视图') },
  { name: 'assign', path: THREAD, open: press(/^负责人/), shown: (page) => page.getByRole('menu') },
  { name: 'snooze', path: THREAD, open: press('暂缓'), shown: dialog('暂缓') },
  { name: 'slash', path: THREAD, open: slash, shown: (page) => page.getByRole('listbox', { name: '快捷回复' }) },
  { name: 'emoji', path: THREAD, open: press('表情'), shown: dialog('表情') },
  { name: 'later', path: THREAD, open: press('定时发送'), shown: dialog('定时发送') },
  { name: 'cards', path: THREAD, open: press('卡片'), shown: (page) => page.getByRole('menu') },
  {
    name: 'composer-materials',
    path: THREAD,
    open: press('素材'),
    shown: (page) => page.getByRole('option', { name: /开场问候/ }).first(),
  },
  { name: 'note', path: THREAD, open: press('备注'), shown: (page) => page.getByRole('textbox', { name: '内部备注' }) },
  {
    name: 'macros',
    path: THREAD,
    open: async (page) => {
      await slash(page);
      await button(page, '管理快捷回复和宏').click();
    },
    shown: (page) => page.getByRole('dialog').last(),
  },
  {
    name: 'why',
    path: THREAD,
    open: (page) => page.getByRole('button', { name: '为什么' }).last().click(),
    shown: dialog('为什么这样处理'),
  },
  {
    name: 'panel',
    path: THREAD,
    open: async (page) => {
      if (!(await contactPart(page).isVisible())) await button(page, /客户信息$/).click();
    },
    shown: (page) => contactPart(page),
  },
  { name: 'customers-filter', path: '/customers', open: press('筛选'), shown: dialog('筛选') },
  { name: 'customers-columns', path: '/customers', open: press('列'), shown: dialog('列'), desktopOnly: true },
  { name: 'tags-manage', path: '/customers', open: press('标签与阶段'), shown: dialog('标签与阶段') },
  {
    name: 'batch',
    path: '/customers',
    open: (page) => page.getByLabel('选中已显示的客户').check(),
    shown: (page) => button(page, '打标签'),
  },
  {
    name: 'batch-tag',
    path: '/customers',
    open: async (page) => {
      await page.getByLabel('选中已显示的客户').check();
      await button(page, '打标签').click();
    },
    shown: dialog('打标签'),
  },
  { name: 'leads-columns', path: '/leads', open: press('列'), shown: dialog('列'), desktopOnly: true },
  {
    name: 'lead-sources',
    path: '/leads',
    open: (page) =>
      page
        .getByRole('button', { name: /个来源/ })
        .first()
        .click(),
    shown: (page) => button(page, '不是同一人'),
  },
  { name: 'material-kinds', path: '/materials', open: press('新建素材'), shown: (page) => page.getByRole('menu') },
  {
    name: 'material-delete',
    path: '/materials/material-3',
    open: press('删除素材'),
    shown: (page) => page.getByRole('alertdialog'),
  },
  { name: 'host-account', path: '/accounts', open: press('添加账号'), shown: dialog('添加账号') },
  {
    name: 'unhost',
    path: '/accounts/dy_official',
    open: press('停止托管'),
    shown: (page) => page.getByRole('alertdialog'),
  },
  {
    name: 'invite',
    path: '/settings/members',
    open: press('邀请成员'),
    shown: (page) => page.getByRole('form', { name: '邀请成员' }),
  },
  {
    name: 'agent-changed',
    path: '/agents/agent-xiaomiao',
    open: (page) => page.getByRole('textbox').first().fill('小秒二号'),
    shown: (page) => button(page, '保存'),
  },
  {
    name: 'account-changed',
    path: '/accounts/dy_official',
    open: (page) => page.getByRole('textbox').first().fill('您好，这是新的欢迎语'),
    shown: (page) => button(page, '保存'),
  },
  {
    name: 'spends',
    path: '/sources',
    open: press('投放花费'),
    shown: dialog('投放花费'),
  },
];
