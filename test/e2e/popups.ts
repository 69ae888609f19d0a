import type { Locator, Page } from '@playwright/test';
import { button, dialog, press } from './finders.ts';

/** What opens over a screen, as the stand-in server shows it. */

/** Something that opens over a screen. */
export interface Popup {
  readonly name: string;
  readonly path: string;
  readonly open: (page: Page) => Promise<void>;
  readonly shown: (page: Page) => Locator;
  /** Where it cannot be reached on a phone. */
  readonly desktopOnly?: boolean;
}

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
