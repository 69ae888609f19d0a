import { expect, type Page } from '@playwright/test';

/** The console as a person uses it. */

export async function signIn(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page.getByLabel('邮箱')).toHaveValue('owner@demo.miaohong.example');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(page.getByRole('link', { name: /收件箱/ })).toBeVisible();
}

/** The conversation's row in the inbox list. */
export const rowOf = (page: Page, customer: string) =>
  page.locator('[data-conversation]').filter({ hasText: customer });

export const composer = (page: Page) => page.getByPlaceholder(/^回复 /);
