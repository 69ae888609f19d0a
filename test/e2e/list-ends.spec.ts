import { expect, test } from '@playwright/test';
import { besideStandIn } from './beside-stand-in.ts';

/** Lists that come by pages: what failed is said where it is missing, and nothing hides behind their end. */

const server = besideStandIn(400);
test.beforeEach(({ page }) => server.signIn(page));
// What a page still asks when its test ends has nobody to answer it.
test.afterEach(({ page }) => page.unrouteAll({ behavior: 'ignoreErrors' }));

test('four states: a page that did not come says so at the end of the list and comes when asked again', async ({
  page,
}) => {
  const list = page.getByRole('group', { name: '会话' });
  await page.locator('[data-row="0"]').waitFor();
  await server.steer({ fail: 'listConversations' });
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/conversations?')) asked.push(request.url());
  });
  await list.evaluate((element) => (element.scrollTop = 4_000));
  const failed = page.getByRole('alert').filter({ hasText: '更多内容没有加载出来' });
  await expect(failed).toBeVisible();
  const before = asked.length;
  // A server that refuses is not asked again by scrolling.
  await list.evaluate((element) => (element.scrollTop -= 200));
  await list.evaluate((element) => (element.scrollTop += 200));
  await server.steer({ fail: '' });
  await failed.getByRole('button', { name: '重试' }).click();
  await expect(failed).toHaveCount(0);
  expect(asked).toHaveLength(before + 1);
  // The alert goes when the page is asked for; the list is that long only once it has come.
  await expect(async () => {
    await list.evaluate((element) => (element.scrollTop = 9_000));
    await expect(page.locator('[data-row="120"]')).toBeAttached({ timeout: 500 });
  }).toPass();
});

test('I2: what says how far back was looked stands below the last row, not over it', async ({ page }) => {
  // A narrow filter: few are found, and there is more to look through.
  await page.route('**/api/v1/conversations?*', async (route) => {
    const answer = await route.fetch();
    const { items }: { items: readonly unknown[] } = await answer.json();
    const isFirst = !route.request().url().includes('cursor=');
    await route.fulfill({ response: answer, json: { items: isFirst ? items.slice(0, 15) : [], nextCursor: '99' } });
  });
  await page.reload();
  const bar = page.getByText('更早的会话还没有看');
  await expect(bar).toBeVisible();
  await page.getByRole('group', { name: '会话' }).evaluate((element) => (element.scrollTop = element.scrollHeight));
  const row = await page.locator('[data-row="14"]').boundingBox();
  const note = await bar.boundingBox();
  expect((row?.y ?? 0) + (row?.height ?? 0)).toBeLessThanOrEqual(note?.y ?? 0);
});
