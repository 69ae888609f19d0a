import { expect, test } from '@playwright/test';
import { type StandIn, startStandIn } from './stand-in.ts';

/** Notices by keyboard: they take no focus, can be gone to, and give the focus back (X3). */

let server: StandIn;
test.beforeAll(async () => {
  server = await startStandIn(60);
});
test.afterAll(() => {
  server.stop();
});

const notice = (id: string) => ({
  type: 'notice',
  notice: {
    id,
    kind: 'account.expiring',
    accountId: 'dy_staff',
    accountName: '设计师阿文',
    customerName: '',
    days: 5,
    atMs: 1_790_000_000_000,
  },
});

test('a notice leaves the focus where one types; F8 goes to it, it stays meanwhile, Escape goes back', async ({
  page,
}) => {
  await server.steer({ reset: true });
  await page.clock.install();
  await server.signIn(page);
  const search = page.getByRole('searchbox', { name: '搜索消息与客户' });
  await search.fill('报价');
  const toast = page.getByRole('group', { name: /设计师阿文/ });
  // Until the socket is there, nobody hears of it.
  await expect(async () => {
    await server.steer({ push: notice('n1') });
    await expect(toast).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(search).toBeFocused();
  // Screen readers are told of it, and of it alone.
  const region = page.getByRole('status').filter({ has: toast });
  await expect(region).toHaveAttribute('aria-atomic', 'false');
  await page.keyboard.press('F8');
  await expect(toast.getByRole('link', { name: '打开' })).toBeFocused();
  await page.clock.fastForward(60_000);
  await expect(toast.getByRole('link', { name: '打开' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(toast).toHaveCount(0);
  await expect(search).toBeFocused();
});

test('X3: on a phone the notices open from the bar by keyboard and give the focus back to it', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await server.steer({ reset: true });
  await server.signIn(page);
  const more = page.getByRole('navigation').getByRole('button', { name: '更多' });
  await more.focus();
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: '更多' });
  await expect(sheet).toBeVisible();
  await sheet.getByRole('button', { name: '通知' }).focus();
  await page.keyboard.press('Enter');
  const notices = page.getByRole('dialog', { name: '通知' });
  await expect(notices).toBeVisible();
  await expect.poll(() => notices.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('Escape');
  await expect(notices).toHaveCount(0);
  await expect(more).toBeFocused();
  // Again: it opens as it did the first time.
  await page.keyboard.press('Enter');
  await sheet.getByRole('button', { name: '通知' }).focus();
  await page.keyboard.press('Enter');
  await expect(notices).toBeVisible();
});
