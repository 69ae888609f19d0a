import { expect, test } from '@playwright/test';
import { besideStandIn } from './beside-stand-in.ts';

/** G1: lists name AI employees, and what opens is fetched whole. */

const server = besideStandIn(40);
test.beforeEach(({ page }) => server.signIn(page));

test('G1: a new one is saved, listed last, and open under its own address without being asked for', async ({
  page,
}) => {
  await page.goto(`${server.origin}/agents/new`);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (/\/agents\/[^/]+$/.test(request.url()) && request.method() === 'GET') asked.push(request.url());
  });
  await page.getByRole('textbox').first().fill('小月');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page).toHaveURL(/\/agents\/agent-2$/);
  await expect(page.getByRole('heading', { name: '小月' })).toBeVisible();
  const list = page.getByRole('region', { name: 'AI 员工' });
  await expect(list.getByRole('link').last()).toContainText('小月');
  expect(asked.filter((url) => url.includes('/api/'))).toEqual([]);
});

test('G1: one that cannot be read says so and comes when asked again; one that is not there is called so', async ({
  page,
}) => {
  await page.route('**/api/v1/agents/agent-xiaomiao', (route) => route.abort());
  await page.goto(`${server.origin}/agents/agent-xiaomiao`);
  const failed = page.getByRole('alert').filter({ hasText: '这名 AI 员工没有加载出来' });
  await expect(failed).toBeVisible();
  await page.unroute('**/api/v1/agents/agent-xiaomiao');
  await failed.getByRole('button', { name: '重试' }).click();
  await expect(page.getByRole('heading', { name: '转人工话题' })).toBeVisible();
  await page.goto(`${server.origin}/agents/agent-nobody`);
  await expect(page.getByText('没有这名 AI 员工')).toBeVisible();
});

test('G1: a colleague’s change is met whole, and taken', async ({ page, context }) => {
  await page.goto(`${server.origin}/agents/agent-xiaomiao`);
  await page.getByRole('textbox').first().fill('我的叫法');
  const colleague = await context.newPage();
  await server.signIn(colleague);
  await colleague.goto(`${server.origin}/agents/agent-xiaomiao`);
  await colleague.getByRole('textbox').first().fill('同事的叫法');
  await colleague.getByRole('button', { name: '保存', exact: true }).click();
  await expect(colleague.getByRole('link', { name: /同事的叫法/ })).toBeVisible();

  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.getByRole('button', { name: '用同事的版本' }).click();
  await expect(page.getByRole('textbox').first()).toHaveValue('同事的叫法');
  await expect(page.getByRole('link', { name: /同事的叫法/ })).toBeVisible();
});
