import AxeBuilder from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { composer, rowOf, signIn } from './console.ts';
import { CustomerPhone } from './phone.ts';

/** People share the inbox (I1, I2, I5, I7): two browsers, one customer, a clock that is moved. */

const ACCOUNT = '青木装饰官方号';
const SUPERVISOR = 'supervisor@demo.miaohong.example';

/** Another person's browser. */
async function another(browser: Browser, email: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  await signIn(page, email);
  return page;
}

async function customerWrites(page: Page, name: string): Promise<CustomerPhone> {
  const phone = new CustomerPhone(await page.context().newPage());
  await phone.enter('douyin', name, ACCOUNT);
  await phone.say('90平装修大概多少钱');
  await expect(phone.messages.getByText(/模拟回答/).first()).toBeVisible({ timeout: 30_000 });
  return phone;
}

async function open(page: Page, name: string): Promise<void> {
  await rowOf(page, name).click();
  await expect(page.getByRole('log').getByText('90平装修大概多少钱')).toBeVisible();
}

/** Local runs let their clock be moved; what is due then happens. */
const advance = (page: Page, seconds: number) =>
  page.request.post('/_local/clock', { data: { advanceSeconds: seconds } });

/** What does not hold yet is looked at again a minute of the stack later: the sweeper runs every minute. */
const asTimePasses = (page: Page, check: () => Promise<void>) =>
  expect(async () => {
    await advance(page, 60);
    await check();
  }).toPass({ timeout: 60_000 });

const noSeriousFault = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
};

test('I5: two operators at one customer see each other, and the second is warned before answering', async ({
  page,
  browser,
}) => {
  await signIn(page);
  const other = await another(browser, SUPERVISOR);
  const name = '端到端两人';
  const phone = await customerWrites(page, name);
  await open(page, name);
  await open(other, name);
  await expect(page.getByText('林主管也在看')).toBeVisible();
  await expect(other.getByText('周店长也在看')).toBeVisible();

  await composer(other).pressSequentially('您好，我来回复');
  await expect(page.getByText('林主管正在输入').first()).toBeVisible();
  await composer(page).fill('我也来回复');
  await expect(page.locator('[data-collision=typing]')).toBeVisible();

  // Both are writing: the first press warns, the second means it.
  await composer(other).press('Enter');
  await expect(other.getByRole('button', { name: '仍然发送' })).toBeVisible();
  await expect(phone.messages.getByText('您好，我来回复')).toHaveCount(0);
  await composer(other).press('Enter');
  await expect(phone.messages.getByText('您好，我来回复')).toBeVisible();
  await expect(page.locator('[data-collision=answered]')).toContainText('林主管刚刚已经回复');
  await noSeriousFault(page);
  await composer(page).press('Enter');
  await expect(page.getByRole('button', { name: '仍然发送' })).toBeVisible();
  await expect(phone.messages.getByText('我也来回复')).toHaveCount(0);
  await composer(page).press('Enter');
  await expect(phone.messages.getByText('我也来回复')).toBeVisible();
  // Whoever answered first has it.
  await expect(page.getByRole('button', { name: '负责人：林主管' })).toBeVisible();
  await other.context().close();
});

test('I1: snoozed until tomorrow and back by itself; closed and opened again by the customer', async ({ page }) => {
  await signIn(page);
  const name = '端到端暂缓';
  const phone = await customerWrites(page, name);
  await open(page, name);
  const row = rowOf(page, name);

  await page.getByRole('button', { name: '暂缓', exact: true }).click();
  await page.getByRole('button', { name: /^1 小时后/ }).click();
  await expect(page.locator('[data-activity=snoozed]')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(row).toHaveCount(0);
  await page.getByRole('button', { name: /^已暂缓/ }).click();
  await expect(row).toBeVisible();
  await page.getByRole('button', { name: '全部', exact: true }).click();
  await advance(page, 3_600);
  await asTimePasses(page, () => expect(row).toBeVisible({ timeout: 3_000 }));

  await open(page, name);
  await page.keyboard.press('e');
  await expect(page.getByText('会话已关闭，客户再次发言时自动打开。')).toBeVisible();
  await noSeriousFault(page);
  await phone.say('再问一下工期');
  await expect(page.getByRole('log').getByText('再问一下工期')).toBeVisible();
  await expect(composer(page)).toBeVisible();
});

test('I7: quick reply and macro by slash, a message for later, an internal note', async ({ page }) => {
  await signIn(page);
  const name = '端到端宏';
  const phone = await customerWrites(page, name);
  await open(page, name);
  const thread = page.getByRole('log');

  // A quick reply is put into the composer, where it can be changed.
  await composer(page).press('/');
  await composer(page).pressSequentially('lf');
  await expect(page.getByRole('option', { name: /约量房/ })).toBeVisible();
  await noSeriousFault(page);
  await composer(page).press('Enter');
  await expect(composer(page)).toHaveValue(/量房是免费的/);
  await composer(page).press('Enter');
  await expect(phone.messages.getByText(/量房是免费的/)).toBeVisible();

  // A message for later stands last, with its time, and leaves in its minute.
  await composer(page).fill('明天见');
  await page.getByRole('button', { name: '定时发送' }).click();
  await page.getByRole('button', { name: /^1 小时后/ }).click();
  await expect(thread.locator('[data-scheduled]')).toContainText('定时发送');
  await expect(phone.messages.getByText('明天见')).toHaveCount(0);
  await advance(page, 3_600);
  await asTimePasses(page, () => expect(phone.messages.getByText('明天见')).toBeVisible({ timeout: 3_000 }));
  await expect(thread.locator('[data-scheduled]')).toHaveCount(0);

  // A note is for colleagues alone.
  await page.getByRole('button', { name: '备注', exact: true }).click();
  const note = page.getByRole('textbox', { name: '内部备注' });
  await note.fill('这位客户在比价');
  await note.press('Enter');
  await expect(thread.locator('[data-note]')).toContainText('这位客户在比价');
  await expect(phone.messages.getByText('这位客户在比价')).toHaveCount(0);

  // A macro does all of its steps at once.
  await page.getByRole('button', { name: '回复', exact: true }).click();
  await composer(page).press('/');
  await composer(page).pressSequentially('end');
  await page.getByRole('option', { name: /收尾/ }).click();
  await expect(phone.messages.getByText(/祝您装修顺利/)).toBeVisible();
  await expect(page.locator('[data-activity=closed]')).toBeVisible();
  await expect(page.getByRole('complementary').getByText('已跟进')).toBeVisible();
});

test('I1: a combination of filters is kept as a view, and found again', async ({ page }) => {
  await signIn(page);
  await page.getByRole('button', { name: '更多筛选' }).click();
  const filters = page.getByRole('dialog', { name: '更多筛选' });
  await filters.getByRole('button', { name: '已留资' }).click();
  await filters.getByLabel('状态').selectOption('any');
  await noSeriousFault(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '我的视图' }).click();
  await page.getByRole('textbox', { name: '视图名称' }).fill('所有留资');
  await page.getByRole('button', { name: '保存视图' }).click();
  await expect(page.getByRole('button', { name: '所有留资', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '全部', exact: true }).click();
  await page.reload();
  await page.getByRole('button', { name: '我的视图' }).click();
  await page.getByRole('button', { name: '所有留资', exact: true }).click();
  await expect(page).toHaveURL(/filter=with-contact&status=any/);
});

test('X3: on a phone one assigns, snoozes, answers and goes back', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page);
  const name = '端到端手机';
  const phone = await customerWrites(page, name);
  const row = rowOf(page, name);
  await row.click();
  const thread = page.getByRole('log');
  await expect(thread.getByText('90平装修大概多少钱')).toBeVisible();
  await page.getByRole('button', { name: /^负责人/ }).click();
  await page.getByRole('menuitem', { name: '小陈' }).click();
  await expect(page.getByRole('button', { name: '负责人：小陈' })).toBeVisible();
  await noSeriousFault(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  await composer(page).fill('您好，九万起，看您选的材料');
  await page.getByRole('button', { name: '发送', exact: true }).click();
  await expect(phone.messages.getByText('您好，九万起，看您选的材料')).toBeVisible();
  await expect(thread.getByText('您好，九万起，看您选的材料')).toHaveCount(1);

  await page.getByRole('button', { name: '暂缓', exact: true }).click();
  await page.getByRole('button', { name: /^1 小时后/ }).click();
  await expect(page.locator('[data-activity=snoozed]')).toBeVisible();
  await page.getByRole('link', { name: '返回列表' }).click();
  await expect(page.getByRole('group', { name: '会话' })).toBeVisible();
  await expect(row).toHaveCount(0);
  // The customer calls it back.
  await phone.say('好的，周六可以');
  await expect(row).toContainText('好的，周六可以');
});
