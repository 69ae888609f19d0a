import { expect, test } from '@playwright/test';
import { rowOf, signIn } from './console.ts';
import { CustomerPhone } from './phone.ts';

/** M3: a name card on its way to the customer, and what the platform tells of it, through the whole system. */

test('M3, I2: a name card of the account is sent from the card menu; that the customer copied it shows in the open thread', async ({
  page,
  context,
}) => {
  await signIn(page);
  const phone = new CustomerPhone(await context.newPage());
  await phone.enter('xiaohongshu', '端到端小复', '青木装饰');
  await phone.say('怎么加你们的微信');
  const row = rowOf(page, '端到端小复');
  await expect(row).toBeVisible({ timeout: 30_000 });
  await row.click();
  const thread = page.getByRole('log');
  await expect(thread.getByText('怎么加你们的微信')).toBeVisible();

  // The account's cards are fetched with this click, and not before.
  await page.getByRole('button', { name: '卡片', exact: true }).click();
  await page.getByRole('menuitem', { name: /设计师企微/ }).click();
  const card = phone.messages.getByRole('group', { name: '名片' }).last();
  await expect(card).toContainText('设计师企微', { timeout: 30_000 });

  await card.getByRole('button', { name: '复制' }).click();
  await expect(thread.getByText(/客户复制了名片“设计师企微”/)).toBeVisible({ timeout: 30_000 });
});
