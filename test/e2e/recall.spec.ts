import { expect, test } from '@playwright/test';
import { besideStandIn } from './beside-stand-in.ts';

/** Section 3: taking back own messages, against the console's stand-in server. */

const server = besideStandIn(60);
test.beforeEach(({ page }) => server.signIn(page));

test('I2: Xiaohongshu’s two minutes count down; taken back, the thread says when', async ({ page }) => {
  await page.goto(`${server.origin}/inbox/c000007`);
  const field = page.getByRole('textbox', { name: '输入消息' });
  await field.fill('这条发错了');
  await field.press('Enter');
  const bubble = page.locator('[data-key]').filter({ hasText: '这条发错了' });
  await expect(bubble.locator('[data-state="sent"]')).toBeVisible();
  await bubble.hover();
  const recall = bubble.getByRole('button', { name: /^撤回 0[0-2]:\d\d$/ });
  await expect(recall).toBeVisible();
  await recall.click();
  await page.getByRole('alertdialog').getByRole('button', { name: '撤回' }).click();
  await expect(bubble).toContainText(/\d\d:\d\d 已撤回/);
  await expect(bubble.getByRole('button', { name: /撤回/ })).toHaveCount(0);
});

test('I2: once the two minutes are over, the button says so and does nothing', async ({ page }) => {
  await page.goto(`${server.origin}/inbox/c000005`);
  const bubble = page.locator('[data-key]').filter({ hasText: '这套是 12 万落地' });
  await bubble.hover();
  const recall = bubble.getByRole('button', { name: '撤回：已超过平台允许的撤回时间' });
  await expect(recall).toBeVisible();
  await recall.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
});

test('I2: Douyin names no limit; what a customer took back is marked with its time', async ({ page }) => {
  await page.goto(`${server.origin}/inbox/c000000`);
  await expect(page.getByRole('log').getByText(/客户于 .*\d\d:\d\d 撤回/)).toHaveCount(1);
  const field = page.getByRole('textbox', { name: '输入消息' });
  await field.fill('稍后给您报价');
  await field.press('Enter');
  const bubble = page.locator('[data-key]').filter({ hasText: '稍后给您报价' });
  await expect(bubble.locator('[data-state="sent"]')).toBeVisible();
  await bubble.hover();
  await expect(bubble.getByRole('button', { name: '撤回', exact: true })).toBeVisible();
});
