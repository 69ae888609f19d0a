import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { OperatorMessage } from '../../shared/contracts/routes.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

/** The console against its stand-in server: states and floods that a whole system does not show on demand. */

let server: StandIn;
let origin = '';

const steer = (command: object) => server.steer(command);

test.beforeAll(async () => {
  server = await startStandIn(2000);
  origin = server.origin;
});
test.afterAll(() => server.stop());
// What a page still asks when its test ends has nobody to answer it.
test.afterEach(({ page }) => page.unrouteAll({ behavior: 'ignoreErrors' }));

/** Whatever the policy refuses or a script throws fails the test that caused it (SEC29). */
const faults = new Map<Page, string[]>();
test.beforeEach(async ({ page }) => {
  await steer({ reset: true });
  const seen: string[] = [];
  faults.set(page, seen);
  page.on('pageerror', (error) => seen.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) seen.push(message.text());
  });
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`${origin}/`);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('searchbox', { name: '搜索消息与客户' }).waitFor();
});
test.afterEach(({ page }) => {
  expect(faults.get(page)).toEqual([]);
});

const violations = async (page: Page) => {
  const { violations: found } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  return found.map(
    (one) =>
      `${one.id}: ${one.nodes
        .map((node) => node.target.join(' '))
        .slice(0, 3)
        .join(' | ')}`,
  );
};

test('I3: list, thread and reply by keyboard alone', async ({ page }) => {
  await page.locator('[data-row="0"]').waitFor();
  await page.keyboard.press('j');
  await expect(page.locator('[data-row="0"]')).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('[data-row="2"]')).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/inbox\/c000000/);
  await page.getByRole('log').waitFor();
  await page.keyboard.press('r');
  await page.keyboard.type('周六上午十点，方便吗？');
  const sending = page.waitForRequest((request) => request.url().endsWith('/c000000/messages'));
  await page.keyboard.press('Enter');
  expect((await sending).postDataJSON()).toMatchObject({ body: { type: 'text', text: '周六上午十点，方便吗？' } });
  const bubble = page.locator('[data-key]').filter({ hasText: '周六上午十点，方便吗？' });
  await expect(bubble.locator('[data-state="sent"]')).toBeVisible();
  await expect(bubble).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/inbox$/);
});

test('W9: a message whose answer was lost is retried under the same id and stands once', async ({ page }) => {
  await page.goto(`${origin}/inbox/c000000`);
  const field = page.getByRole('textbox', { name: '输入消息' });
  await field.fill('合同样本已发');
  await steer({ fail: 'sendMessage', status: 503 });
  const ids: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/messages'))
      ids.push(OperatorMessage.parse(request.postDataJSON()).messageId);
  });
  await field.press('Enter');
  await expect(page.getByText('没有发出')).toBeVisible();
  await steer({ fail: null });
  await page.getByRole('button', { name: '重新发送' }).click();
  await expect(page.getByText('没有发出')).toBeHidden();
  await expect(page.locator('[data-key]').filter({ hasText: '合同样本已发' })).toHaveCount(1);
  expect(ids).toHaveLength(2);
  expect(ids[0]).toBe(ids[1]);
});

test('I5: whoever writes before the thread has come is warned of nothing in it', async ({ page }) => {
  const mayArrive = Promise.withResolvers<undefined>();
  await page.route(/\/conversations\/c000000$/, async (route) => {
    await mayArrive.promise;
    await route.continue();
  });
  await page.goto(`${origin}/inbox/c000000`);
  const field = page.getByRole('textbox', { name: '输入消息' });
  await field.fill('合同样本已发');
  mayArrive.resolve(undefined);
  await expect(page.getByRole('log').locator('[data-key]').first()).toBeAttached();
  const sending = page.waitForRequest((request) => request.url().endsWith('/c000000/messages'));
  await field.press('Enter');
  expect((await sending).postDataJSON()).toMatchObject({ body: { text: '合同样本已发' } });
});

test('I1: nothing comes between a press and its row, whatever happens in the list meanwhile', async ({ page }) => {
  await page.goto('about:blank');
  const [socket] = await Promise.all([page.waitForEvent('websocket'), page.goto(`${origin}/inbox`)]);
  const row = page.locator('[data-row="0"]');
  await row.waitFor();
  const id = (await row.getAttribute('data-conversation')) ?? '';
  const box = await row.boundingBox();
  if (!box) throw new Error('no row');
  const told = socket.waitForEvent('framereceived', ({ payload }) => payload.includes('按下时说的'));
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.mouse.down();
  await steer({ say: { conversationId: 'c001500', text: '按下时说的' } });
  await told;
  // Two frames: what the news draws is drawn.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await page.mouse.up();
  await expect(page).toHaveURL(`${origin}/inbox/${id}`);
});

test('I2: new messages do not move what one reads; a pill counts them', async ({ page }) => {
  await page.goto(`${origin}/inbox/c000004`);
  const log = page.getByRole('log');
  await expect(log.locator('[data-key]').first()).toBeAttached();
  await log.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
  await expect(page.getByRole('button', { name: '回到最新消息' })).toBeVisible();
  const before = await log.evaluate((element) => element.scrollTop);
  await steer({ say: { conversationId: 'c000004', text: '还在吗' } });
  await steer({ say: { conversationId: 'c000004', text: '想约周六量房' } });
  await page.getByRole('button', { name: '2 条新消息' }).waitFor();
  expect(Math.abs((await log.evaluate((element) => element.scrollTop)) - before)).toBeLessThan(2);
  await page.getByRole('button', { name: '2 条新消息' }).click();
  await expect(log.getByText('想约周六量房')).toBeInViewport();
});

test('I1: after a break of the socket nothing is missing and nothing doubled', async ({ page }) => {
  await page.goto(`${origin}/inbox/c000004`);
  const log = page.getByRole('log');
  await expect(log.locator('[data-key]').first()).toBeAttached();
  await steer({ say: { conversationId: 'c000004', text: '断线前' } });
  await expect(log.getByText('断线前')).toHaveCount(1);
  await steer({ dropLive: true });
  await steer({ say: { conversationId: 'c000004', text: '断线时' } });
  await expect(log.getByText('断线时')).toHaveCount(1);
  await steer({ say: { conversationId: 'c000004', text: '重连后' } });
  await expect(log.getByText('重连后')).toHaveCount(1);
  await expect(log.getByText('断线前')).toHaveCount(1);
});

test('I1: what happens between a list’s question and its answer stands in the list', async ({ page }) => {
  await page.goto('about:blank'); // whatever the page before still asks and opens is over
  let answers = 0;
  page.on('response', (response) => {
    if (response.url().includes('/api/v1/conversations?')) answers += 1;
  });
  const [socket] = await Promise.all([page.waitForEvent('websocket'), page.goto(`${origin}/inbox`)]);
  const row = page.locator('[data-conversation]').filter({ hasText: '问与答之间' });
  // The list, and twice more once the socket is open: after these nobody asks again of himself.
  await expect.poll(() => answers).toBe(3);
  const mayArrive = Promise.withResolvers<undefined>();
  await page.route('**/api/v1/conversations?*', async (route) => {
    const response = await route.fetch();
    await mayArrive.promise;
    await route.fulfill({ response });
  });
  const asked = page.waitForResponse((response) => response.url().includes('/conversations?'));
  await page.getByRole('button', { name: /^未读/ }).click();
  await expect(page.locator('[data-conversation]')).toHaveCount(0);
  const told = socket.waitForEvent('framereceived', ({ payload }) => payload.includes('问与答之间'));
  await steer({ say: { conversationId: 'c001500', text: '问与答之间' } });
  await told;
  mayArrive.resolve(undefined);
  await asked;
  await expect(row).toBeVisible();
});

test('SEC29: what customers write is text, wherever it shows', async ({ page }) => {
  const corpus = [
    '<img src=x onerror=alert(1)>',
    '<svg/onload=alert(2)>',
    '"><script>alert(3)</script>',
    'javascript:alert(4)',
    '{{constructor.constructor("alert(5)")()}}',
  ];
  await page.goto(`${origin}/inbox/c000004`);
  const log = page.getByRole('log');
  await expect(log.locator('[data-key]').first()).toBeAttached();
  for (const text of corpus) {
    await steer({ say: { conversationId: 'c000004', text } });
    await expect(log.getByText(text, { exact: true })).toBeVisible();
  }
  await expect(page.locator('a[href^="javascript:"], img[src="x"]')).toHaveCount(0);
});

test('SPEED14: a long list keeps few rows in the page, however far one scrolls', async ({ page }) => {
  const list = page.getByRole('group', { name: '会话' });
  for (let turn = 0; turn < 20; turn += 1) {
    await list.evaluate((element) => (element.scrollTop += 4_000));
    await expect.poll(() => page.locator('[data-row]').count()).toBeGreaterThan(0);
  }
  expect(await page.locator('[data-row]').count()).toBeLessThan(60);
  expect(Number(await page.locator('[data-row]').last().getAttribute('data-row'))).toBeGreaterThan(200);
});

test('I4: what is due is ticked off, taken back, and leads to its customer', async ({ page }) => {
  await page.goto(`${origin}/follow-ups`);
  const overdue = page.getByRole('list', { name: /^已到时间/ }).getByRole('listitem');
  await expect(overdue).toHaveCount(2);
  const done = page.waitForRequest((request) => request.method() === 'PATCH');
  await overdue.first().getByRole('checkbox').click();
  expect((await done).postDataJSON()).toEqual({ done: true });
  await expect(overdue.first().getByRole('checkbox')).toBeChecked();
  await overdue.first().getByRole('checkbox').click();
  await expect(overdue.first().getByRole('checkbox')).not.toBeChecked();
  // Another time moves it to the days to come.
  await overdue
    .first()
    .getByRole('button', { name: /^改.+的跟进时间$/ })
    .click();
  await page.getByRole('button', { name: /^下周一/ }).click();
  await expect(overdue).toHaveCount(1);
  await overdue.first().getByRole('link').first().click();
  await expect(page).toHaveURL(/\/customers\/c\d+/);
});

test('X3: a phone’s bar shows five items; the rest waits behind the last one', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${origin}/customers`);
  const bar = page.getByRole('navigation', { name: '导航' });
  await expect(bar.getByRole('link')).toHaveCount(4);
  await bar.getByRole('button', { name: '更多' }).click();
  const sheet = page.getByRole('dialog', { name: '更多' });
  await expect(sheet.getByRole('link')).toHaveCount(6);
  expect(await violations(page)).toEqual([]);
  await sheet.getByRole('link', { name: '账号' }).click();
  await expect(page).toHaveURL(/\/accounts$/);
  await expect(sheet).toBeHidden();
});

test('X1: finance sees figures and no customer', async ({ page }) => {
  // The page of before would begin anew by itself once it learns that it may see less.
  await page.goto('about:blank');
  await steer({ role: 'finance' });
  await page.goto(`${origin}/`);
  await expect(page).toHaveURL(/\/sources/);
  await expect(page.getByRole('link', { name: '收件箱' })).toHaveCount(0);
});

test('four states are drawn on purpose: failed says why and tries again, empty says what to do', async ({ page }) => {
  await steer({ fail: 'listConversations', status: 503 });
  await page.goto(`${origin}/inbox`);
  await expect(page.getByRole('alert')).toContainText('会话没有加载出来');
  await steer({ fail: null });
  await page.getByRole('button', { name: '重试' }).click();
  await expect(page.locator('[data-row="0"]')).toBeVisible();
  await steer({ empty: true });
  await page.goto(`${origin}/inbox`);
  await expect(page.getByRole('heading', { name: '开始使用' })).toBeVisible();
});
