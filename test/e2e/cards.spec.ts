import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { besideStandIn } from './beside-stand-in.ts';
import { composer } from './console.ts';

/** Platform materials as an operator finds, sends and syncs them (M3, I3). */

const server = besideStandIn(300);
test.beforeEach(({ page }) => server.signIn(page));

test('I3, M3: a card is sent by slash and from among the materials, as from the card menu', async ({ page }) => {
  await page.goto(`${server.origin}/inbox/c000000`);
  const sent = () => page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/messages'));
  const card = { type: 'card', card: 'phone-collect-card', cardId: 'card-phone' };

  await composer(page).fill('/量房');
  const bySlash = sent();
  await page.getByRole('option', { name: /预约免费量房/ }).click();
  expect((await bySlash).postDataJSON()).toMatchObject({ body: card });
  await expect(composer(page)).toHaveValue('');

  await page.getByRole('button', { name: '素材', exact: true }).click();
  await page.getByRole('combobox', { name: '搜索素材名称或内容' }).fill('量房');
  const fromMaterials = sent();
  await page.getByRole('option', { name: /预约免费量房/ }).click();
  expect((await fromMaterials).postDataJSON()).toMatchObject({ body: card });
});

test('M3: a sync of all accounts goes on when its page is left, and shows how far it is', async ({ page }) => {
  await page.goto(`${server.origin}/materials/platform`);
  const started = page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/card-syncs'));
  await page.getByRole('button', { name: '全部同步' }).click();
  await started;
  await page.getByRole('link', { name: /线索/ }).first().click();
  await page.getByRole('link', { name: /素材/ }).first().click();
  await page.goto(`${server.origin}/materials/platform`);
  await expect(page.getByText(/已同步 \d+ 个账号|正在同步 \d+ \/ \d+ 个账号/)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('M3: message cards of Douyin are shown among platform materials, and nowhere to be sent', async ({ page }) => {
  await page.goto(`${server.origin}/materials/platform`);
  const line = page.getByRole('listitem').filter({ hasText: '整装套餐一览' });
  await expect(line).toContainText('消息卡片 · 文字链接 · 抖音不开放发送');
  await expect(line.getByRole('button')).toHaveCount(0);
  await page.goto(`${server.origin}/inbox/c000000`);
  await composer(page).fill('/套餐一览');
  await expect(page.getByRole('option', { name: /整装套餐一览/ })).toHaveCount(0);
});

test('M3: a card is sent from where platform materials are shown, to a conversation of its account', async ({
  page,
}) => {
  await page.goto(`${server.origin}/materials/platform`);
  await page.getByRole('button', { name: '发送“预约免费量房”' }).click();
  const dialog = page.getByRole('dialog', { name: '发送“预约免费量房”' });
  await dialog.getByRole('searchbox').fill('小美');
  const sent = page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/messages'));
  await dialog
    .getByRole('button', { name: /小美.*发到这个会话/ })
    .first()
    .click();
  expect((await sent).postDataJSON()).toMatchObject({
    body: { type: 'card', card: 'phone-collect-card', cardId: 'card-phone' },
  });
  await expect(page).toHaveURL(/\/inbox\/c\d+$/);
});
