import { expect, type Page, test } from '@playwright/test';
import { rowOf, signIn } from './console.ts';
import { CustomerPhone } from './phone.ts';

/** From an advertisement to what a lead costs, on the whole stack (K4, B1). */

const line = (page: Page, name: string) =>
  page
    .getByRole('region', { name: '按来源' })
    .locator('tr')
    .filter({ has: page.getByRole('rowheader', { name }) });

/** What the line says under a heading. */
async function cell(page: Page, name: string, heading: string) {
  const headings = await page.getByRole('region', { name: '按来源' }).getByRole('columnheader').allInnerTexts();
  // The first heading is of the line's own name.
  return line(page, name)
    .first()
    .locator('td')
    .nth(headings.indexOf(heading) - 1);
}

/** How many came to each step by a source; nobody came = no line. */
async function stepsOf(page: Page, name: string): Promise<readonly number[]> {
  if ((await line(page, name).count()) === 0) return [0, 0, 0];
  const told = ['进入', '开口', '留资'].map(async (step) => (await cell(page, name, step)).textContent());
  return (await Promise.all(told)).map((text) => Number((text ?? '').replaceAll(',', '')));
}

/** The screen as of a count that began after everything that is asked about. */
async function countAnew(page: Page): Promise<void> {
  const before = await page.getByRole('status').filter({ hasText: '截至' }).count();
  const counted = page.waitForResponse(
    (answer) => answer.url().endsWith('/sources/counts') && answer.request().method() === 'POST',
  );
  if (before > 0) await page.getByRole('button', { name: '更新统计' }).click();
  expect((await counted).status()).toBe(202);
  await expect(page.getByText(/^截至 /)).toBeVisible({ timeout: 60_000 });
}

test('K4, B1: a customer comes from an advertisement, speaks, fills in the card, and the lead has its cost', async ({
  page,
  context,
}) => {
  const customer = '端到端广告客';
  await signIn(page);
  await page.goto('/sources?days=today');
  await expect(page.getByText(/^截至 /)).toBeVisible({ timeout: 60_000 });
  const before = await stepsOf(page, '视频锚点');

  const phone = new CustomerPhone(await context.newPage());
  await phone.enter('douyin', customer, '青木装饰官方号', '广告');
  await phone.say('90平装修大概多少钱');
  await expect(phone.messages.getByText(/模拟回答/).first()).toBeVisible({ timeout: 30_000 });
  await phone.say('想预约量房，怎么联系你们');
  await phone.leavePhone('douyin', '13900007777');
  await page.goto('/leads');
  await expect(page.getByText(customer).first()).toBeVisible();

  await page.goto('/sources?days=today');
  await expect(page.getByText(/^截至 /)).toBeVisible();
  await countAnew(page);
  await expect.poll(() => stepsOf(page, '视频锚点')).toEqual(before.map((count) => count + 1));
  await page.getByRole('button', { name: '视频锚点' }).click();
  await expect(page.getByText('整装线索计划')).toBeVisible();
  await expect(page.getByText('1798765432109876')).toBeVisible();

  // 300 yuan of this advertisement: its leads of today share them.
  await page.getByRole('button', { name: '投放花费' }).click();
  const dialog = page.getByRole('dialog', { name: '投放花费' });
  await dialog.getByText('记一笔', { exact: true }).click();
  await dialog.getByRole('combobox', { name: '来源' }).selectOption({ label: '视频锚点' });
  await dialog.getByRole('combobox', { name: '账号' }).selectOption({ label: '青木装饰官方号' });
  await dialog.getByLabel(/广告 ID/).fill('1798765432109876');
  await dialog.getByLabel('金额（元）').fill('300');
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText(/¥300/).first()).toBeVisible();
  await page.keyboard.press('Escape');
  const leads = (before[2] ?? 0) + 1;
  const each = (300 / leads).toFixed(2);
  await expect(await cell(page, '视频锚点', '留资成本')).toHaveText(`¥${each}`);

  // The conversation tells the same source.
  await page.goto('/inbox');
  await rowOf(page, customer).click();
  await expect(
    page
      .getByRole('complementary')
      .getByText(/整装线索计划/)
      .first(),
  ).toBeVisible();
});
