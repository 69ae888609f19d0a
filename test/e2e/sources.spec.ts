import { expect, type Page, test } from '@playwright/test';
import { besideStandIn } from './beside-stand-in.ts';

/** K4: where customers came from, how far they went, what it cost. */

const server = besideStandIn(40);
test.beforeEach(async ({ page }) => {
  await server.signIn(page);
  await page.goto(`${server.origin}/sources?days=7`);
});

const table = (page: Page) => page.getByRole('region', { name: '按来源' });
const cost = (page: Page) => page.getByText('留资成本', { exact: true }).first().locator('xpath=following-sibling::dd');

test('K4: figures never counted are counted at once, with progress, and say until when they hold', async ({ page }) => {
  await expect(page.getByText(/^正在统计 \d+\/\d+ 个账号$/)).toBeVisible();
  await expect(page.getByText(/^截至 /)).toBeVisible();
  await expect(table(page).getByRole('rowheader', { name: '视频锚点' }).first()).toBeVisible();
});

test('K4: a source opens into its advertisements; lines stand by what one asks for', async ({ page }) => {
  await table(page).getByRole('button', { name: '视频锚点' }).click();
  await expect(table(page).getByText('旧房翻新·客厅前后对比')).toBeVisible();
  await table(page).getByRole('button', { name: '进入', exact: true }).click();
  await expect(table(page).getByRole('columnheader', { name: '进入', exact: true })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  const visits = await table(page).locator('tbody tr > td:first-of-type').allInnerTexts();
  const channels = visits.map((text) => Number(text.replace(/\D/g, '')));
  expect(channels[0]).toBe(Math.max(...channels));
});

test('K4: a range is in the address, and one account is chosen', async ({ page }) => {
  await page.getByText('近 30 天', { exact: true }).click();
  await expect(page).toHaveURL(/days=30/);
  await page.getByLabel('账号', { exact: true }).selectOption({ label: '筑家装饰官方号' });
  await expect(page).toHaveURL(/account=dy_official/);
  await expect(page.getByRole('region', { name: '按账号' })).toHaveCount(0);
});

test('K4: a report read in gives the cost of a lead; rows that cannot be are named and left out', async ({ page }) => {
  await expect(cost(page)).toHaveText('—');
  await page.getByRole('button', { name: '投放花费' }).click();
  const dialog = page.getByRole('dialog', { name: '投放花费' });
  await dialog.getByText('读取表格', { exact: true }).click();
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(Date.now());
  const rows = ['日期,来源,花费(元)', `${today},搜索广告,1200.50`, `${today},搜索广告,很多`, '2026-02-30,视频锚点,5'];
  await dialog.locator('input[type="file"]').setInputFiles({
    name: 'report.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(rows.join('\n')),
  });
  await expect(dialog.getByText(/第 3 行/)).toBeVisible();
  await expect(dialog.getByText(/第 4 行/)).toBeVisible();
  await dialog.getByRole('button', { name: '保存 1 笔' }).click();
  await expect(dialog.getByText('已保存 1 笔')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(cost(page)).toHaveText(/^¥[\d.,]+$/);
});

test("K4: a platform's own report is read by saying what it is of, and next week's says it by itself", async ({
  page,
}) => {
  const choose = async () => {
    await page.getByRole('button', { name: '投放花费' }).click();
    const dialog = page.getByRole('dialog', { name: '投放花费' });
    await dialog.getByText('读取表格', { exact: true }).click();
    const rows = [
      '时间-天,计划名称,现金支出',
      '2026-11-01,春季,12.5',
      '2026-11-01,秋季,7.5',
      '2026-11-02,春季,0',
      '合计,,20',
    ];
    await dialog.locator('input[type="file"]').setInputFiles({
      name: 'report.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(rows.join('\n')),
    });
    return dialog;
  };
  const dialog = await choose();
  await expect(dialog.getByRole('alert')).toContainText('来源、花费');
  await dialog.getByRole('combobox', { name: '花费', exact: true }).selectOption({ label: '现金支出' });
  await dialog.getByRole('combobox', { name: '来源', exact: true }).selectOption({ label: '搜索广告' });
  await expect(dialog.getByText('可保存 1 笔')).toBeVisible();
  await expect(dialog.getByText(/^1 行与前面/)).toBeVisible();
  await expect(dialog.getByText(/^2 行是合计/)).toBeVisible();
  const saved = page.waitForRequest((request) => request.method() === 'PUT' && request.url().endsWith('/spends'));
  await dialog.getByRole('button', { name: '保存 1 笔' }).click();
  expect((await saved).postDataJSON()).toEqual({
    items: [{ from: '2026-11-01', to: '2026-11-01', channel: 'search-ad', amountFen: 2000 }],
  });
  await expect(dialog.getByText('已保存 1 笔')).toBeVisible();
  await page.keyboard.press('Escape');
  await choose();
  await expect(dialog.getByText('可保存 1 笔')).toBeVisible();
});

test('K4: a file that is no table is refused in words', async ({ page }) => {
  await page.getByRole('button', { name: '投放花费' }).click();
  const dialog = page.getByRole('dialog', { name: '投放花费' });
  await dialog.getByText('读取表格', { exact: true }).click();
  await dialog.locator('input[type="file"]').setInputFiles({
    name: 'report.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: Buffer.from('504b0304deadbeef', 'hex'),
  });
  await expect(dialog.getByRole('alert')).toBeVisible();
});
