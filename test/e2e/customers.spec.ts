import { expect, type Page, test } from '@playwright/test';
import { signIn } from './console.ts';

/** The place of customers on the whole system: what operators do there all day (K1, K2, K3, I4). */

const rows = (page: Page) => page.getByRole('table', { name: '客户' }).getByRole('row');
const jobs = (page: Page) => page.getByRole('list', { name: '后台任务' });

async function openCustomers(page: Page): Promise<void> {
  await signIn(page);
  await page.getByRole('link', { name: '客户', exact: true }).click();
  await expect(rows(page).nth(3)).toBeVisible();
}

test('K1, K2: everybody who matches is tagged with progress, shown tagged, and given back', async ({ page }) => {
  await openCustomers(page);
  await page.getByLabel('选中已显示的客户').check();
  await page.getByRole('button', { name: '打标签' }).click();
  const dialog = page.getByRole('dialog', { name: '打标签' });
  await dialog.getByRole('button', { name: '加上标签' }).click();
  await page.getByRole('textbox', { name: '搜索标签' }).fill('批量一试');
  await page.getByRole('button', { name: '新建“批量一试”' }).click();
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: '确定' }).click();

  const job = jobs(page).getByRole('listitem').filter({ hasText: '加标签 批量一试' });
  await expect(job).toHaveAttribute('data-job', 'done', { timeout: 60_000 });
  await expect(job).toContainText(/改了 \d+ 位/);
  // The socket brought the rows their tag without a reload.
  await expect(rows(page).nth(1)).toContainText('批量一试');

  await job.getByRole('button', { name: '撤销' }).click();
  const undo = jobs(page).getByRole('listitem').filter({ hasText: '撤销' });
  await expect(undo).toHaveAttribute('data-job', 'done', { timeout: 60_000 });
  await expect(rows(page).nth(1)).not.toContainText('批量一试');
});

test('K1: filter, saved view, and the address that says both', async ({ page }) => {
  await openCustomers(page);
  await page.getByRole('button', { name: '筛选' }).click();
  await page.getByRole('button', { name: '成交', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/stages=deal/);
  await expect(rows(page).nth(1)).toContainText('成交');
  await page.getByRole('button', { name: '我的视图' }).click();
  await page.getByRole('textbox', { name: '视图名称' }).fill('快成交的');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: '快成交的', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.goto('/customers');
  await page.getByRole('button', { name: '我的视图' }).click();
  await page.getByRole('button', { name: '快成交的', exact: true }).click();
  await expect(page).toHaveURL(/stages=deal/);
});

test('K1, K3, I4: one customer beside the list: stage, follow-up with a reminder, timeline, start a chat', async ({
  page,
}) => {
  await openCustomers(page);
  await rows(page).nth(2).getByRole('link').click();
  await expect(page).toHaveURL(/\/customers\/[\w-]+/);
  await page.getByLabel('阶段').selectOption('referral');
  await expect(page.getByText(/阶段 .+ → 转介绍/)).toBeVisible();
  await page.getByRole('textbox', { name: '新的跟进' }).fill('周三回电，带两套案例');
  await page.getByLabel('提醒时间').selectOption('tomorrow');
  await page.getByRole('button', { name: '记录' }).click();
  await expect(page.getByRole('checkbox', { name: /完成：周三回电/ })).not.toBeChecked();

  // A colleague comes back to another; whoever manages members sees it in their list and takes it over.
  await page.getByRole('textbox', { name: '新的跟进' }).fill('送样板砖到店');
  await page.getByLabel('提醒时间').selectOption('week');
  await page.getByLabel('提醒谁').selectOption({ label: '到时提醒小陈' });
  await page.getByRole('button', { name: '记录' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: '送样板砖到店' }).first()).toContainText('提醒小陈');
  const customer = page.url();
  await page.getByRole('link', { name: '跟进', exact: true }).click();
  await page.getByRole('combobox', { name: '谁的跟进' }).selectOption({ label: '小陈' });
  const theirs = page.getByRole('listitem').filter({ hasText: '送样板砖到店' });
  await theirs.getByRole('button', { name: /转给同事/ }).click();
  await page.getByRole('menuitem', { name: '由我跟进' }).click();
  await expect(theirs).toHaveCount(0);
  await page.getByRole('combobox', { name: '谁的跟进' }).selectOption({ label: '我的跟进' });
  await expect(theirs).toBeVisible();
  await page.goto(customer);
  await page.getByRole('link', { name: '发起会话' }).click();
  await expect(page).toHaveURL(/\/inbox\/[\w-]+/);
});
