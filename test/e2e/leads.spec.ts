import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { besideStandIn } from './beside-stand-in.ts';

/** Leads as people, and lead records that wait (K5, K6, Z11). */

const server = besideStandIn(300);
test.beforeEach(({ page }) => server.signIn(page));

test('K5: a lead moves on, is filtered by it, and keeps its owner', async ({ page }) => {
  await page.goto(`${server.origin}/leads?state=new`);
  const rows = page.getByRole('row').filter({ has: page.getByRole('combobox') });
  await rows.first().waitFor();
  const changed = page.waitForRequest((request) => request.method() === 'PATCH');
  await rows.first().getByRole('combobox', { name: '状态' }).selectOption('contacted');
  expect((await changed).postDataJSON()).toEqual({ state: 'contacted' });
  await expect(rows.first().getByRole('combobox', { name: '状态' })).toHaveValue('contacted');
  await page.getByRole('combobox', { name: '状态' }).first().selectOption('friend');
  await expect(page).toHaveURL(/state=friend/);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('Z11: sources of one person are taken apart with a reason, and joined again', async ({ page }) => {
  await page.goto(`${server.origin}/leads`);
  const sources = page.getByRole('button', { name: /个来源/ }).first();
  await sources.click();
  await page.getByRole('button', { name: '不是同一人' }).first().click();
  await page.getByPlaceholder(/写下原因/).fill('夫妻共用一个号码');
  const decided = page.waitForRequest((request) => request.url().endsWith('/lead/separation'));
  await page.getByPlaceholder(/写下原因/).press('Enter');
  expect((await decided).postDataJSON()).toEqual({ state: 'apart', reason: '夫妻共用一个号码' });
  await expect(page.getByText('联系方式相同，按不同的人显示').first()).toBeVisible();
  await page.getByRole('button', { name: '合并为同一人' }).first().click();
  await page.getByPlaceholder(/写下原因/).fill('确认是本人');
  await page.getByPlaceholder(/写下原因/).press('Enter');
  await expect(page.getByText('同一人还在这里留过联系方式').first()).toBeVisible();
});

test('K5: a chosen set of columns is kept', async ({ page }) => {
  await page.goto(`${server.origin}/leads`);
  await expect(page.getByRole('columnheader', { name: '来源' })).toBeVisible();
  await page.getByRole('button', { name: '列', exact: true }).click();
  await page.getByRole('checkbox', { name: '来源' }).uncheck();
  await expect(page.getByRole('columnheader', { name: '来源' })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('columnheader', { name: '联系方式' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: '来源' })).toHaveCount(0);
});

test('K6: whoever is no candidate is found by hand, by the last digits of a number', async ({ page }) => {
  await page.goto(`${server.origin}/leads?view=waiting`);
  const record = page.getByRole('main').getByRole('listitem').filter({ hasText: '暖阳' });
  await record.getByRole('searchbox').fill('5678');
  const found = record.getByRole('list', { name: '找到的客户' }).getByRole('listitem');
  await expect(found.first()).toContainText('138****5678');
  // Only what was found: of all screens accessible.spec.ts looks at the whole, which takes minutes where others work too.
  const builder = new AxeBuilder({ page }).include('ul[aria-label="找到的客户"]');
  const { violations } = await builder.withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  const confirmed = page.waitForRequest((request) => request.url().endsWith('/r1/match'));
  await found.first().getByRole('button', { name: '就是这位' }).click();
  expect((await confirmed).postDataJSON()).toMatchObject({ conversationId: expect.stringMatching(/^c\d+$/) });
});

test('K6, X5: whoever left a number and never wrote can be called by those who may read it', async ({ page }) => {
  await page.goto(`${server.origin}/leads?view=waiting`);
  const record = page.getByRole('main').getByRole('listitem').filter({ hasText: '暖阳' });
  await expect(record.getByText('139****2468')).toBeVisible();
  const asked = page.waitForRequest((request) => request.url().endsWith('/lead-records/r1/reveal'));
  await record.getByRole('button', { name: '显示“暖阳”的完整联系方式' }).click();
  expect((await asked).method()).toBe('POST');
  await expect(record.getByText('13812345678')).toBeVisible();
  await expect(record.getByText('查看已记入审计日志')).toBeVisible();
});

test('K6: a record that names no conversation is given to whom it belongs, or to nobody', async ({ page }) => {
  await page.goto(`${server.origin}/leads`);
  await page.getByText('待匹配', { exact: true }).click();
  await expect(page).toHaveURL(/view=waiting/);
  const confirmed = page.waitForRequest((request) => request.url().endsWith('/match'));
  await page.getByRole('button', { name: '就是这位' }).first().click();
  expect((await confirmed).postDataJSON()).toMatchObject({ conversationId: expect.stringMatching(/^c\d+$/) });
  const nobody = page.getByRole('button', { name: '都不是，不再等待' });
  // The confirmed record leaves once the answer is in.
  await expect(nobody).toHaveCount(1);
  await nobody.click();
  await expect(page.getByText('没有待匹配的留资')).toBeVisible();
});

test('I4, K5: a card filled in while the conversation is open shows beside the thread and in the list', async ({
  page,
}) => {
  await page.goto(`${server.origin}/inbox/c000001`);
  await page.getByRole('log').waitFor();
  const at = { conversationId: 'c000001', platform: 'douyin', customerName: '刚留资的客户' };
  const contact = { phone: '139****8888' };
  const lead = {
    ...at,
    id: 'l_new',
    accountId: 'a1',
    accountName: '主号',
    contact,
    capturedAtMs: Date.now(),
    state: 'new',
  };
  const { conversationId, platform, customerName: name } = at;
  const customer = {
    conversationId,
    platform,
    name,
    firstSeenAtMs: 1,
    remark: '',
    tags: [],
    mutualFollow: false,
    contact,
  };
  await server.steer({ push: { type: 'customer', customer } });
  await server.steer({ push: { type: 'lead', lead } });
  await expect(page.getByRole('complementary').getByText('139****8888').first()).toBeVisible();
});
