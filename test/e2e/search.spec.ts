import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { besideStandIn } from './beside-stand-in.ts';

/** Search in the console (I7): what is typed, what is found, where a hit leads. */

const server = besideStandIn(300);
test.beforeEach(({ page }) => server.signIn(page));

test('I7: a two-character word finds messages; a hit opens its thread at the line', async ({ page }) => {
  await page.getByRole('searchbox', { name: '搜索消息与客户' }).fill('报价');
  const hit = page.locator('a[data-hit][href*="at="]').nth(3);
  await expect(hit.locator('mark').first()).toHaveText('报价');
  const key = new URL((await hit.getAttribute('href')) ?? '', server.origin).searchParams.get('at') ?? '';
  await hit.click();
  const line = page.getByRole('log').locator(`[data-key="${key}"]`);
  await expect(line).toBeInViewport();
  await expect(line).toContainText('报价');
  await expect(hit).toHaveAttribute('aria-current', 'true');
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('I7: people are found by name and remark, by keyboard, from the command bar too', async ({ page }) => {
  await page.locator('[data-row="0"]').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('小美');
  await expect(page.getByRole('heading', { name: '客户' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.locator('[data-row="0"]').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('搜索消息、客户，或跳转到…').fill('小美');
  await page.getByRole('option').filter({ hasText: '小美' }).first().waitFor();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/inbox\/c\d+/);
});

test('four states: nothing found says what can be searched for, failure tries again, one character asks for two', async ({
  page,
}) => {
  const box = page.getByRole('searchbox', { name: '搜索消息与客户' });
  await box.fill('没有这句话');
  await expect(page.getByText('没有找到“没有这句话”')).toBeVisible();
  await box.fill('阿');
  await expect(page.getByText(/至少需要两个字|阿/).first()).toBeVisible();
  await server.steer({ fail: 'search', status: 503 });
  await box.fill('工期');
  await expect(page.getByText('搜索没有完成')).toBeVisible();
  await server.steer({ fail: null });
  await page.getByRole('button', { name: '重试' }).click();
  await expect(page.locator('a[data-hit]').first()).toBeVisible();
});

test('I7: offline and back, the search goes on and the thread has what was missed once', async ({ page, context }) => {
  await page.goto(`${server.origin}/inbox/c000004`);
  const log = page.getByRole('log');
  await expect(log.locator('[data-key]').first()).toBeAttached();
  await context.setOffline(true);
  await server.steer({ dropLive: true });
  await server.steer({ say: { conversationId: 'c000004', text: '断网时说的瓷砖' } });
  await context.setOffline(false);
  await expect(log.getByText('断网时说的瓷砖')).toHaveCount(1);
  await page.getByRole('searchbox', { name: '搜索消息与客户' }).fill('瓷砖');
  await expect(page.locator('a[data-hit]').first()).toContainText('断网时说的');
});
