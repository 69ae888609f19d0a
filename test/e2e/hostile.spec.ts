import { expect, type Page, test } from '@playwright/test';
import { composer, rowOf, signIn } from './console.ts';
import { CustomerPhone } from './phone.ts';

/** What strangers write reaches the console through the whole system and stays text (SEC29). */

const CORPUS = [
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(2)>',
  '"><script>alert(3)</script>',
  '<iframe srcdoc="<script>parent.alert(4)</script>"></iframe>',
  '{{constructor.constructor("alert(5)")()}}',
  '<a href="javascript:alert(6)">点我</a>',
  '&lt;b&gt;已经转义&lt;/b&gt;',
  'a\u202Egnp.exe',
] as const;
const NAME = '<b onclick=alert(7)>小美</b>';
const REMARK = '"><img src=x onerror=alert(8)>';

/** Notes everything that would mean that something ran, or that the policy had to stop it. */
function watch(page: Page): string[] {
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => seen.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) seen.push(message.text());
  });
  return seen;
}

test('SEC29: names, messages and remarks that look like code are shown as text', async ({ page, context }) => {
  const seen = watch(page);
  await signIn(page);
  const phone = new CustomerPhone(await context.newPage());
  await phone.enter('xiaohongshu', NAME, '青木装饰');
  await rowOf(page, NAME).click();
  const thread = page.getByRole('log');
  for (const text of CORPUS) {
    await phone.say(text);
    await expect(thread.getByText(text, { exact: true })).toBeVisible();
  }

  // What the team writes about the customer, and answers with, is no less text.
  const remark = page.getByRole('complementary').getByLabel('备注');
  await remark.fill(REMARK);
  await remark.blur();
  await composer(page).fill(CORPUS[2]);
  await composer(page).press('Enter');
  await expect(thread.getByText(CORPUS[2], { exact: true })).toHaveCount(2);
  await page.reload();
  await expect(thread.getByText(CORPUS[0], { exact: true })).toBeVisible();
  await expect(page.getByRole('complementary').getByLabel('备注')).toHaveValue(REMARK);
  await expect(page).toHaveTitle(/<b onclick=alert\(7\)>小美/);

  await expect(page.locator('a[href^="javascript:"], img[src="x"], iframe, main script')).toHaveCount(0);
  expect(seen).toEqual([]);
});
