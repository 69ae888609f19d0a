import { expect, test } from '@playwright/test';
import { rowOf, signIn } from './console.ts';
import { CustomerPhone } from './phone.ts';

/** Retakes the pictures of the README: `npm run screenshots`. */

const FOLDER = 'web/pictures';

test.use({ viewport: { width: 1440, height: 900 } });

test('inbox and customer, desktop', async ({ page, context }) => {
  await signIn(page);
  const phone = new CustomerPhone(await context.newPage());
  await phone.enter('douyin', '林夏', '青木装饰官方号');
  await phone.say('90平装修大概多少钱');
  await expect(phone.messages.getByText(/模拟回答/).first()).toBeVisible({ timeout: 30_000 });
  await phone.say('想预约量房，怎么联系你们');
  await phone.leavePhone('douyin', '13900003333');
  await rowOf(page, '林夏').click();
  await expect(page.getByRole('complementary').getByText('139****3333').first()).toBeVisible();
  await page.screenshot({ path: `${FOLDER}/inbox.png` });
  await phone.picture(`${FOLDER}/customer.png`);
});

test('inbox, dark', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await signIn(page);
  await page.locator('[data-conversation]').nth(2).click();
  await expect(page.getByRole('log')).toBeVisible();
  await page.screenshot({ path: `${FOLDER}/inbox-dark.png` });
});

test('inbox on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page);
  await page.screenshot({ path: `${FOLDER}/inbox-phone.png` });
});
