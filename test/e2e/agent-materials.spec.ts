import { expect, test } from '@playwright/test';
import { type StandIn, startStandIn } from './stand-in.ts';

/** G4: a supervisor chooses on the agent's page what it may send. */

let server: StandIn;
test.beforeAll(async () => {
  server = await startStandIn(40);
});
test.afterAll(() => server.stop());

test('G4: materials and cards are chosen with when they fit; personal ones and what is gone are not sent', async ({
  page,
}) => {
  await server.steer({ reset: true });
  await server.signIn(page);
  await page.goto(`${server.origin}/agents/agent-xiaomiao`);
  const field = page.locator('section').filter({ has: page.getByRole('heading', { name: '可发送的素材' }) });
  await expect(field.getByText('素材已删除或不再共享，不会发送').first()).toBeVisible();
  await field.getByRole('button', { name: '移除“素材已删除”' }).click();

  await field.getByRole('button', { name: '添加素材' }).click();
  await expect(page.getByRole('option', { name: /89平户型图/ })).toContainText('个人素材，先改成团队共享');
  await expect(page.getByRole('option', { name: /客厅效果图/ })).toContainText('已经选了');
  await page.getByRole('option', { name: /质保说明/ }).click();
  await field.getByRole('textbox', { name: '什么时候发“质保说明”' }).fill('客户问质保');
  await field.getByRole('combobox', { name: '选平台素材的账号' }).selectOption('筑家装饰');
  await field.getByRole('combobox', { name: '添加平台素材' }).selectOption({ label: '企业微信 · 小秒 · 名片' });

  const saved = page.waitForRequest((request) => request.method() === 'PUT');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  expect((await saved).postDataJSON()).toMatchObject({
    materials: [
      { kind: 'material', id: 'material-3', when: '客户想看效果图或案例' },
      { kind: 'card', id: 'note-1', accountId: 'xhs_official', when: '小红书客户问预算' },
      { kind: 'material', id: 'material-2', when: '客户问质保' },
      { kind: 'card', id: 'name-1', accountId: 'xhs_official', when: '' },
    ],
  });
});

test('M2, G4: a material says which AI employees send it, leads there, and is not deleted under them', async ({
  page,
}) => {
  await server.steer({ reset: true });
  await server.signIn(page);
  await page.goto(`${server.origin}/materials/material-3`);
  await page.getByRole('button', { name: '用在哪里' }).click();
  const uses = page.getByRole('status').filter({ hasText: '用到它' });
  await expect(uses).toContainText('组合素材');
  await expect(uses).toContainText('AI 员工');

  await page.getByRole('button', { name: '删除素材' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '删除素材' }).click();
  await expect(uses.getByRole('link', { name: '小秒' })).toBeVisible();
  await expect(page.getByLabel('名称', { exact: true })).toHaveValue('客厅效果图');
  await uses.getByRole('link', { name: '小秒' }).click();
  await expect(page).toHaveURL(/\/agents\/agent-xiaomiao$/);
});
