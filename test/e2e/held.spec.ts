import { expect, type Page, test } from '@playwright/test';
import { besideStandIn } from './beside-stand-in.ts';

/** W8, Z1: what an operator does with a message that waits, against the console's stand-in server. */

const server = besideStandIn(60);
test.beforeEach(async ({ page }) => {
  await server.signIn(page);
  await page.goto(`${server.origin}/inbox/c000000`);
});

const bubbleOf = (page: Page, text: string) => page.locator('[data-key]').filter({ hasText: text });

test('W8: its words are changed, and then it is cancelled', async ({ page }) => {
  const waiting = bubbleOf(page, '活动通知');
  await expect(waiting).toContainText('前面还有暂存的消息，按顺序等待。');
  await waiting.getByRole('button', { name: '修改' }).click();
  const field = waiting.getByRole('textbox', { name: '暂存的消息' });
  await expect(field).toHaveValue('活动通知');
  await field.fill('周末有样板间开放日');
  const changing = page.waitForRequest((request) => request.method() === 'PATCH');
  await waiting.getByRole('button', { name: '保存' }).click();
  expect((await changing).postDataJSON()).toEqual({ text: '周末有样板间开放日' });
  const changed = bubbleOf(page, '周末有样板间开放日');
  await expect(changed.getByRole('button', { name: '取消发送' })).toBeVisible();
  await changed.getByRole('button', { name: '取消发送' }).click();
  await expect(changed).toContainText('已被人工取消。');
  await expect(changed.getByRole('button', { name: '现在发送' })).toHaveCount(0);
});

test('W8: sent now, out of turn, it leaves', async ({ page }) => {
  const waiting = bubbleOf(page, '活动通知');
  const releasing = page.waitForRequest((request) => request.url().includes('/release'));
  await waiting.getByRole('button', { name: '现在发送' }).click();
  expect((await releasing).method()).toBe('POST');
  await expect(waiting.locator('[data-state="sent"]')).toBeVisible();
  await expect(waiting.getByRole('button', { name: '修改' })).toHaveCount(0);
});

test('Z1: why it waits is told with the facts that decided and the fingerprint that holds them', async ({ page }) => {
  const waiting = bubbleOf(page, '活动通知');
  await waiting.hover();
  await waiting.getByRole('button', { name: '为什么' }).click();
  const why = page.getByRole('dialog', { name: '为什么这样处理' });
  await expect(why).toContainText('前面还有暂存的消息，按顺序等待。');
  await expect(why).toContainText('douyin-2026-03-01');
  await expect(why).toContainText('客户最后发言');
  await expect(why).toContainText('账号权重');
  await expect(why).toContainText('事实指纹');
  await expect(why).toContainText('重新判定，结果一致');
});

test('Z1: a message from the phone says that it passed no gate of ours', async ({ page }) => {
  const phone = bubbleOf(page, '我在手机上先给您发了目录页');
  await phone.hover();
  await phone.getByRole('button', { name: '为什么' }).click();
  await expect(page.getByRole('dialog', { name: '为什么这样处理' })).toContainText('这条不是从这里发出的');
});
