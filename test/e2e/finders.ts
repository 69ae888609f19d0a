import type { Page } from '@playwright/test';

/** Pieces of a screen by what readers hear of them. */

export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).first();
export const press = (name: string | RegExp) => (page: Page) => button(page, name).click();
export const dialog = (name: string | RegExp) => (page: Page) => page.getByRole('dialog', { name });
export const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name }).first();
