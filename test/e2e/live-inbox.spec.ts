import { expect, type Page, test } from '@playwright/test';
import { besideStandIn } from './beside-stand-in.ts';

/** What one click asks, and what the open inbox learns without asking, against the console's stand-in server. */

const server = besideStandIn(200);
test.beforeEach(async ({ page }) => {
  await server.signIn(page);
  await page.locator('[data-row="0"]').waitFor();
});

const ID = 'c000001';

async function open(page: Page): Promise<void> {
  await page.locator(`[data-conversation="${ID}"]`).click();
  await page.getByRole('log').waitFor();
}

interface Account {
  readonly id: string;
}

/** The account of a conversation as the stand-in tells of it. */
async function accountOf(page: Page): Promise<Account> {
  const headers = await authorization(page);
  const asked = await page.request.get(`${server.origin}/api/v1/conversations/${ID}`, { headers });
  const { conversation } = (await asked.json()) as { conversation: { accountId: string } };
  const listed = await page.request.get(`${server.origin}/api/v1/accounts`, { headers });
  const { items } = (await listed.json()) as { items: Account[] };
  const account = items.find(({ id }) => id === conversation.accountId);
  if (!account) throw new Error('the stand-in has no such account');
  return account;
}

async function authorization(page: Page): Promise<Record<string, string>> {
  const request = page.waitForRequest((one) => one.url().includes('/api/v1/') && 'authorization' in one.headers());
  await page.reload();
  const { authorization: token = '' } = (await request).headers();
  return { authorization: token };
}

test('COST8: a click asks for the conversation once, whatever the socket tells meanwhile', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.includes(`/conversations/${ID}`)) asked.push(`${request.method()} ${pathname.split(ID)[1] ?? ''}`);
  });
  await open(page);
  await page.getByText('跟进记录').first().waitFor();
  for (const text of ['还在吗', '想约周六', '可以吗']) {
    await server.steer({ say: { conversationId: ID, text } });
    await expect(page.getByRole('log').getByText(text)).toBeVisible();
  }
  expect(asked.filter((one) => one === 'GET ')).toHaveLength(1);
  expect(asked.filter((one) => one.includes('follow-ups'))).toEqual([]);
  // One for what was unread and one for each message that came while somebody looked.
  expect(asked.filter((one) => one === 'POST /read').length).toBeLessThanOrEqual(4);
});

test('A5: an account that dies stops the composer at once, and one that comes back frees it', async ({ page }) => {
  const account = await accountOf(page);
  await open(page);
  const refusal = page.getByText('账号授权已失效，重新授权后才能发送。').first();
  await expect(page.getByRole('textbox', { name: '输入消息' })).toBeVisible();
  await expect(refusal).toBeHidden();
  await server.steer({ push: { type: 'account', account: { ...account, status: 'needs-authorization' } } });
  await expect(refusal).toBeVisible();
  await server.steer({ push: { type: 'account', account: { ...account, status: 'hosted' } } });
  await expect(refusal).toBeHidden();
});

test('I1: marked as unread, a conversation is left and stays unread until it is opened anew', async ({ page }) => {
  await open(page);
  const row = page.locator(`[data-conversation="${ID}"]`);
  await page.getByRole('button', { name: '标为未读' }).click();
  await expect(page).toHaveURL(/\/inbox$/);
  await expect(row.getByText('条未读')).toBeAttached();
  await row.click();
  await page.getByRole('log').waitFor();
  await expect(row.getByText('条未读')).toHaveCount(0);
});
