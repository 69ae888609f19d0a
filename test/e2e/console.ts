import { expect, type Page } from '@playwright/test';

/** The console as a person uses it. */

/** Signs in as the demo's owner, whom the local page proposes, or as somebody else; at another stack by its `origin`. */
export async function signIn(page: Page, email?: string, origin = ''): Promise<void> {
  await page.goto(`${origin}/`);
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page.getByLabel('邮箱')).toHaveValue('owner@demo.miaohong.example');
  if (email !== undefined) await page.getByLabel('邮箱').fill(email);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(page.getByRole('link', { name: /收件箱/ })).toBeVisible();
}

/** The conversation's row in the inbox list. */
export const rowOf = (page: Page, customer: string) =>
  page.locator('[data-conversation]').filter({ hasText: customer });

export const composer = (page: Page) => page.getByPlaceholder(/^回复 /);

/** The account's row in the list of hosted accounts. */
export const accountRow = (page: Page, name: string) =>
  page.getByRole('region', { name: '托管账号' }).getByRole('link').filter({ hasText: name });
