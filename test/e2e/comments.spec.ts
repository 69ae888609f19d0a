import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { OperatorMessage } from '../../shared/contracts/routes.ts';
import { besideStandIn } from './beside-stand-in.ts';

/** W7: intent comments answered from the thread, against the console's stand-in server. */

const CONVERSATION = '/inbox/c000005';
const server = besideStandIn(60);
test.beforeEach(async ({ page }) => {
  await server.signIn(page);
  await page.goto(`${server.origin}${CONVERSATION}`);
  await page.getByRole('log').waitFor();
});

const answerButton = (page: Page) => page.getByRole('button', { name: '回复评论' });
const field = (page: Page) => page.getByRole('textbox', { name: '输入消息' });
const bar = (page: Page) => page.getByRole('group', { name: '正在回复这条评论' });

test('W7: a comment is answered with one text that quotes it, by keyboard, and shows as answered', async ({ page }) => {
  await expect(page.getByRole('log').getByText('已回复这条评论')).toHaveCount(1);
  await expect(page.getByText('已过可引用回复的时间')).toBeVisible();
  await expect(answerButton(page)).toHaveCount(1);
  await expect(page.getByText('客户的意向评论可以引用回复一条文字')).toBeVisible();
  await answerButton(page).focus();
  await page.keyboard.press('Enter');
  await expect(field(page)).toBeFocused();
  await expect(bar(page)).toContainText('回复评论：松江可以做吗？想约个量房');
  await expect(bar(page)).toContainText(/只能发一条文字 · 还剩 23:3\d:\d\d/);
  await expect(page.getByRole('button', { name: '卡片' })).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.type('可以的，松江都能做');
  const sending = page.waitForRequest((request) => request.url().endsWith('/c000005/messages'));
  await page.keyboard.press('Enter');
  const { body, hold } = OperatorMessage.parse((await sending).postDataJSON());
  expect(body).toEqual({ type: 'text', text: '可以的，松江都能做', quote: { commentId: 'k3', noteId: 'note-k3' } });
  expect(hold).toBeUndefined();
  await expect(bar(page)).toHaveCount(0);
  await expect(page.getByRole('log').getByText('已回复这条评论')).toHaveCount(2);
  await expect(answerButton(page)).toHaveCount(0);
  const bubble = page.locator('[data-key]').filter({ hasText: '可以的，松江都能做' });
  await expect(bubble.getByRole('button', { name: '引用评论：松江可以做吗？想约个量房' })).toBeEnabled();
});

test('W7: Esc lets go of the comment and keeps the words; a draft keeps both', async ({ page }) => {
  await answerButton(page).click();
  await field(page).fill('可以的');
  await page.reload();
  await expect(bar(page)).toContainText('松江可以做吗？想约个量房');
  await expect(field(page)).toHaveValue('可以的');
  await field(page).press('Escape');
  await expect(bar(page)).toHaveCount(0);
  await expect(field(page)).toHaveValue('可以的');
  await expect(page.getByRole('button', { name: '卡片' })).toBeVisible();
});

test('W9: an answer that did not arrive is sent again under the same id, with its quote', async ({ page }) => {
  await answerButton(page).click();
  await field(page).fill('可以的');
  await server.steer({ fail: 'sendMessage', status: 503 });
  const sent: OperatorMessage[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/messages'))
      sent.push(OperatorMessage.parse(request.postDataJSON()));
  });
  await field(page).press('Enter');
  await expect(page.getByText('没有发出')).toBeVisible();
  await expect(answerButton(page)).toHaveCount(1);
  await server.steer({ fail: null });
  await page.getByRole('button', { name: '重新发送' }).click();
  await expect(page.getByText('没有发出')).toHaveCount(0);
  await expect(answerButton(page)).toHaveCount(0);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
  expect(sent[1]?.body).toMatchObject({ quote: { commentId: 'k3' } });
});

test('A3: an account below the pack’s spend is told the figure instead of being offered an answer', async ({
  page,
}) => {
  await page.goto(`${server.origin}/accounts/xhs_official`);
  await page.evaluate(async () => {
    await fetch('/api/v1/accounts/xhs_official', {
      method: 'PATCH',
      headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
      body: JSON.stringify({ adSpend30dYuan: 2_999 }),
    });
  });
  await page.goto(`${server.origin}${CONVERSATION}`);
  await expect(page.getByText('不到 ¥3,000，平台不允许回复意向评论')).toBeVisible();
  await expect(answerButton(page)).toHaveCount(0);
});

test('W3: the thread tells of consent, and the composer counts the day’s three messages', async ({ page }) => {
  await page.goto(`${server.origin}/inbox/c000006`);
  const log = page.getByRole('log');
  await expect(log.getByText('客户授权主动私信')).toHaveCount(2);
  await expect(log.getByText('客户取消主动私信授权')).toBeVisible();
  await field(page).fill('今天有活动');
  await expect(page.getByRole('button', { name: '发送', exact: true })).toBeEnabled();
});
