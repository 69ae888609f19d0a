import { expect, type Page, test } from '@playwright/test';
import { signIn } from './console.ts';

/** X1, SEC30: somebody is invited, joins, is limited, loses the inbox; the audit log tells all of it and is untouched. */

const NING = { email: 'ning@demo.miaohong.example', name: '阿宁' };
const rows = (page: Page) => page.locator('[data-conversation]');
/** What a member may do is remembered for a minute; the tests' minute is over at once. */
const minuteLater = (page: Page) => page.request.post('/_local/clock', { data: { advanceSeconds: 61 } });

test('X1: invite, join, own conversations only, change of role, audit', async ({ page, browser }) => {
  await signIn(page);
  await page.goto('/settings/members');
  await page.getByRole('button', { name: '邀请成员' }).click();
  const form = page.getByRole('form', { name: '邀请成员' });
  await form.getByLabel('邮箱').fill(NING.email);
  await form.getByLabel('姓名').fill(NING.name);
  await form.getByRole('button', { name: '发出邀请' }).click();
  const member = page.getByRole('list', { name: '成员' }).getByRole('listitem', { name: NING.name });
  await expect(member.getByText('待加入')).toBeVisible();

  // Invited twice is refused in plain words.
  await page.getByRole('button', { name: '邀请成员' }).click();
  await form.getByLabel('邮箱').fill(NING.email);
  await form.getByLabel('姓名').fill('别人');
  await form.getByRole('button', { name: '发出邀请' }).click();
  await expect(form.getByText('这个邮箱已是成员或已被邀请。')).toBeVisible();
  await form.getByRole('button', { name: '取消' }).click();

  // The invited person signs in and works with all conversations.
  const context = await browser.newContext();
  const ning = await context.newPage();
  await signIn(ning, NING.email);
  await expect(rows(ning).first()).toBeVisible();
  await page.reload();
  await expect(member.getByText('待加入')).toBeHidden();

  // Limited to own conversations, and none is hers: nothing is left, by search and by address either.
  const foreign = await rows(ning).first().getAttribute('data-conversation');
  await member.getByRole('switch', { name: /只看自己的会话/ }).click();
  await expect(member.getByRole('switch', { name: /只看自己的会话/ })).toBeChecked();
  await minuteLater(page);
  await ning.reload();
  await expect(ning.getByRole('link', { name: /收件箱/ })).toBeVisible();
  await expect(rows(ning)).toHaveCount(0);
  await ning.goto(`/inbox/${foreign}`);
  await expect(ning.getByRole('alert').first()).toBeVisible();

  // Working for an account, she sees its conversations and no others.
  await page.goto('/accounts');
  await page.getByRole('region', { name: '托管账号' }).getByRole('link').filter({ hasText: '青木装饰官方号' }).click();
  await page.getByRole('group', { name: '接待成员' }).getByLabel(NING.name).check();
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('已保存')).toBeVisible();
  await ning.goto('/inbox');
  await expect(rows(ning).first()).toBeVisible();
  for (const row of await rows(ning).all()) await expect(row).toContainText('官方号');

  // Finance has no inbox.
  await page.goto('/settings/members');
  await member.getByRole('combobox').selectOption({ label: '财务' });
  await expect(member.getByRole('switch')).toBeHidden();
  await minuteLater(page);
  await ning.goto('/inbox');
  await expect(ning.getByRole('link', { name: /用量/ })).toBeVisible();
  await expect(ning.getByRole('link', { name: /收件箱/ })).toBeHidden();

  // The log tells it, and nobody touched it.
  await page.goto('/settings/audit');
  const log = page.getByRole('list', { name: '操作日志' });
  await expect(log.getByText('客服 → 财务')).toBeVisible();
  await expect(log.getByText('加入企业')).toBeVisible();
  await expect(log.getByText('邀请成员')).toBeVisible();
  await page.getByRole('button', { name: '校验是否被改动' }).click();
  await expect(page.getByText(/^未被改动/)).toBeVisible();
  await context.close();
});
