import { expect, type Page, test } from '@playwright/test';
import { besideStandIn } from './beside-stand-in.ts';

/** What looks alike and is not: a refusal and a thing that is gone, one account and another, one contact and the next. */

const server = besideStandIn(60);
test.beforeEach(({ page }) => server.signIn(page));

async function commands(page: Page, typed: string) {
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog').getByRole('combobox').fill(typed);
  return (name: string) => page.getByRole('dialog').getByRole('option', { name });
}

test('I7: what marks a thread as unread is offered where its lines are on the screen, not beside a customer', async ({
  page,
}) => {
  await page.locator('[data-row="0"]').click();
  await expect(page.getByRole('log')).toBeVisible();
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const offered = await commands(page, '标为');
  await expect(offered('标为未读')).toBeVisible();
  await page.goto(`${server.origin}/customers/${id}`);
  await expect(page.getByRole('link', { name: '发起会话' })).toBeVisible();
  await commands(page, '关闭');
  await expect(offered('关闭会话')).toBeVisible();
  await page.getByRole('dialog').getByRole('combobox').fill('标为');
  await expect(offered('关闭会话')).toHaveCount(0);
  await expect(offered('标为未读')).toHaveCount(0);
});

test('G4: a material that could not be asked for is not called deleted, and comes when asked again', async ({
  page,
}) => {
  await page.route('**/api/v1/materials/material-3', (route) => route.abort());
  await page.goto(`${server.origin}/agents/agent-xiaomiao`);
  const field = page.locator('section').filter({ has: page.getByRole('heading', { name: '可发送的素材' }) });
  const failed = field.getByRole('alert').filter({ hasText: '没有读到这个素材' });
  await expect(failed).toBeVisible();
  // The one that is gone says so still.
  await expect(field.getByText('素材已删除或不再共享，不会发送')).toHaveCount(1);
  await page.unroute('**/api/v1/materials/material-3');
  await failed.getByRole('button', { name: '重试' }).click();
  await expect(field.getByText('客厅效果图')).toBeVisible();
  await expect(failed).toHaveCount(0);
});

test('Z11: each contact a customer leaves asks anew who else the person is', async ({ page }) => {
  await page.goto(`${server.origin}/leads`);
  await page.getByRole('table').getByRole('link').first().click();
  await page.waitForURL(/\/inbox\//);
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const asked: string[] = [];
  await page.route(`**/api/v1/conversations/${id}/lead`, async (route) => {
    asked.push(route.request().url());
    await route.continue();
  });
  const told = page.waitForResponse((answer) => answer.url().endsWith('/lead'));
  await page.getByRole('button', { name: '同一人的其他留资' }).click();
  const { others: _others, apart: _apart, separation: _separation, ...lead } = await (await told).json();
  for (const [at, phone] of ['139****0001', '139****0002'].entries()) {
    const again = page.waitForResponse((answer) => answer.url().endsWith('/lead'));
    await server.steer({ push: { type: 'lead', lead: { ...lead, contact: { phone } } } });
    await again;
    expect(asked).toHaveLength(at + 2);
  }
});

test('A2: whoever declined to authorise an account again is told which, and begins again with that very one', async ({
  page,
}) => {
  const begun: unknown[] = [];
  await page.route('**/api/v1/accounts/authorizations', async (route) => {
    begun.push(route.request().postDataJSON());
    const authorizeUrl = `${server.origin}/accounts/return/douyin?state=way-1&error=access_denied`;
    await route.fulfill({ status: 201, json: { authorizeUrl } });
  });
  await page.goto(`${server.origin}/accounts/dy_staff`);
  await page.getByRole('button', { name: '重新授权', exact: true }).click();
  const problem = page.getByRole('alert').filter({ hasText: '授权没有完成' });
  await expect(problem).toContainText('“设计师阿文”的抖音授权没有完成');
  await problem.getByRole('button', { name: '重新授权“设计师阿文”' }).click();
  await expect.poll(() => begun.length).toBe(2);
  await expect(problem).toBeVisible();
  expect(begun[1]).toEqual(begun[0]);
  expect(begun[0]).toMatchObject({ platform: 'douyin', accountId: 'dy_staff' });
});

test('M3: a sync that failed says when and why instead of reading as fresh, and is tried again', async ({ page }) => {
  await page.goto(`${server.origin}/materials/platform`);
  const account = page
    .locator('div')
    .filter({ has: page.getByRole('heading', { name: '筑家装饰官方号' }) })
    .last();
  const failed = page.getByRole('alert').filter({ hasText: /同步失败/ });
  await expect(failed).toContainText(/同步失败：.+下面是 .+ 同步到的/);
  // The account beside it was synced: its line says so, and this one's does not.
  await expect(account).not.toContainText('同步');
  const asked = page.waitForRequest((one) => one.method() === 'POST' && one.url().includes('/accounts/dy_official/'));
  await failed.getByRole('button', { name: '重新同步' }).click();
  await asked;
  await expect(failed.getByRole('button', { name: '重新同步' })).toBeEnabled();
});

test('M3: while nobody knows how fresh cards are, none is called never synced', async ({ page }) => {
  await page.route('**/api/v1/card-syncs', (route) => route.abort());
  await page.goto(`${server.origin}/materials/platform`);
  // What jobs tell calls for them once more.
  await page.waitForLoadState('networkidle');
  const failed = page.getByRole('alert').filter({ hasText: '没有读到同步情况' });
  await expect(failed).toBeVisible();
  await expect(page.getByText('还没同步过')).toHaveCount(0);
  await page.unroute('**/api/v1/card-syncs');
  await failed.getByRole('button', { name: '重试' }).click();
  await expect(page.getByText('还没同步过').first()).toBeVisible();
});
