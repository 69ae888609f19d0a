import { expect, test, type WebSocketRoute } from '@playwright/test';
import { composer, rowOf, signIn } from './console.ts';
import { CustomerPhone } from './phone.ts';

/** What the whole system brings to an open console: at once, and after a break without gaps or doubles (I1, I4). */

test.describe.configure({ timeout: 180_000 });

test('I1: offline and back, nothing is missing and nothing doubled, what was written offline goes out once', async ({
  page,
  context,
  browser,
}) => {
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/live/, (socket) => {
    sockets.push(socket);
    socket.connectToServer();
  });
  await signIn(page);
  // The customer's phone has a network of its own.
  const street = await browser.newContext({ locale: 'zh-CN' });
  const phone = new CustomerPhone(await street.newPage());
  await phone.enter('xiaohongshu', '端到端断网', '青木装饰');
  await phone.say('断网前说的');
  await rowOf(page, '端到端断网').click();
  const thread = page.getByRole('log');
  await expect(thread.getByText('断网前说的')).toHaveCount(1);

  await context.setOffline(true);
  await Promise.all(sockets.map((socket) => socket.close()));
  for (const text of ['断网时说的一', '断网时说的二']) {
    await phone.say(text);
    await expect(phone.messages.getByText(text)).toBeVisible();
  }
  await composer(page).fill('断网时写的回复');
  await composer(page).press('Enter');
  await expect(thread.getByText('没有发出')).toBeVisible();
  await expect(thread.getByText('断网时说的一')).toHaveCount(0);

  await context.setOffline(false);
  for (const text of ['断网时说的一', '断网时说的二'])
    await expect(thread.getByText(text, { exact: true })).toHaveCount(1, { timeout: 45_000 });
  await thread.getByRole('button', { name: '重新发送' }).click();
  await expect(phone.messages.getByText('断网时写的回复')).toBeVisible();
  await phone.say('重连后说的');
  await expect(thread.getByText('重连后说的')).toHaveCount(1);
  await expect(phone.messages.getByText('断网时写的回复')).toHaveCount(1);

  const said = ['断网前说的', '断网时说的一', '断网时说的二', '断网时写的回复', '重连后说的'];
  const shown = await thread.locator('[data-key]').allInnerTexts();
  const found = shown.flatMap((line) => said.filter((text) => line.includes(text)));
  expect(found.filter((text) => text !== '断网时写的回复')).toEqual(said.filter((text) => text !== '断网时写的回复'));
  expect(found.filter((text) => text === '断网时写的回复')).toHaveLength(1);
  await expect(rowOf(page, '端到端断网')).toHaveCount(1);
  await street.close();
});

test('I4: a card filled in while the conversation is open shows beside it by the socket alone', async ({
  page,
  context,
}) => {
  await signIn(page);
  const phone = new CustomerPhone(await context.newPage());
  await phone.enter('douyin', '端到端填卡', '青木装饰官方号');
  await phone.say('90平装修大概多少钱');
  await expect(phone.messages.getByText(/模拟回答/).first()).toBeVisible({ timeout: 60_000 });
  await phone.say('想预约量房，怎么联系你们');
  await expect(phone.messages.getByRole('group', { name: /留资卡片|电话收集卡片/ })).toBeVisible({ timeout: 60_000 });
  await rowOf(page, '端到端填卡').click();
  const contact = page.getByRole('complementary').getByTestId('contact');
  await expect(page.getByRole('log').getByText('想预约量房，怎么联系你们')).toBeVisible();
  await expect(page.getByRole('complementary').getByText('还没有留下联系方式')).toBeVisible();

  // When the number is painted, by the page's own clock, which is the machine's.
  const painted = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (document.querySelector('[data-testid=contact]')?.textContent.includes('139****7777') !== true) return;
          observer.disconnect();
          requestAnimationFrame(() => resolve(Date.now()));
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      }),
  );
  const fetched: string[] = [];
  page.on('request', (request) => {
    if (/\/api\/v1\/conversations\/[^/?]+$/.test(request.url())) fetched.push(request.url());
  });
  const card = phone.messages.getByRole('group', { name: /留资卡片|电话收集卡片/ }).last();
  await card.getByLabel('手机号').fill('13900007777');
  const actedAtMs = Date.now();
  await card.getByRole('button', { name: '提交' }).click();
  const paintedAtMs = await painted;
  await expect(contact).toContainText('139****7777');
  expect(fetched).toEqual([]);
  console.log(`I4: from the customer's press to the painted number ${paintedAtMs - actedAtMs} ms`);
});
