import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { writeStraight } from '../harness/bulk-rows.ts';
import { type Crowd, indexedCrowdRows } from '../harness/crowd.ts';
import { type Stack, startStack } from '../harness/stack.ts';
import { type HostedTenant, hostTenant } from '../harness/tenant.ts';
import { signIn } from './console.ts';

/** A tenant with 5,000 customers and 200,000 messages on a whole stack of its own (K1, I7). */

const CUSTOMERS = 5_000;
const MESSAGES_EACH = 40;
const MESSAGES = CUSTOMERS * MESSAGES_EACH;
/** Stands in one message of so many. */
const RARE_IN = 5_000;
const RARE = '飘窗';
const MINUTE_MS = 60_000;

let stack: Stack;
let tenant: HostedTenant;

const crowdOf = ({ tenantId, accountIds }: HostedTenant, nowMs: number): Crowd => ({
  tenantId,
  platform: 'xiaohongshu',
  conversations: CUSTOMERS,
  messagesEach: MESSAGES_EACH,
  nameAt: (index) => `顾客${index}`,
  conversationIdAt: (index) => `crowd${String(index).padStart(6, '0')}`,
  accountIdAt: () => accountIds.xiaohongshu,
  lastMsAt: (index) => nowMs - (index + 60) * MINUTE_MS,
  marks: [{ each: RARE_IN, also: `${RARE}怎么做` }],
  haveSpoken: true,
});

test.describe.configure({ mode: 'serial', timeout: 300_000 });
test.beforeAll(async () => {
  test.setTimeout(600_000);
  stack = await startStack({ simulators: false });
  tenant = await hostTenant(stack, { knowledge: [] });
  await stack.waitForIdle(300_000);
  const nowMs = await stack.clock.now();
  const rows = await indexedCrowdRows(crowdOf(tenant, nowMs), nowMs);
  writeStraight(join(stack.stateDir, 'table', 'dynamo.db'), stack.tableName, rows);
});
test.afterAll(() => stack.stop());

test(`I7: a two-character word is found among ${MESSAGES} messages, and opens its thread there`, async ({ page }) => {
  await signIn(page, undefined, stack.origin);
  const hits = page.locator('a[data-hit][href*="at="]');
  await stack.waitForIdle(60_000);
  await stack.resetMeter();
  const answered = page.waitForResponse((response) => response.url().includes('/api/v1/search?'));
  await page.getByRole('searchbox', { name: '搜索消息与客户' }).fill(RARE);
  await expect(hits.first()).toContainText(`${RARE}怎么做`, { timeout: 60_000 });
  const answer = await answered;
  // The search's own: a walk of the sweeper's may fall into the same moment.
  const own = (await stack.meter()).requests.filter((usage) => usage.function === 'HttpApi');
  const readUnits = own.reduce((sum, usage) => sum + usage.readUnits, 0);
  const description = `${Math.round(answer.request().timing().responseEnd)} ms, ${readUnits} read units`;
  test.info().annotations.push({ type: 'search', description });
  // What a page of hits and their people costs at most; a walk over the messages would be thousands.
  expect(readUnits, description).toBeGreaterThan(0);
  expect(readUnits, description).toBeLessThan(200);
  const older = page.getByRole('button', { name: '查找更早的消息' });
  await expect(async () => {
    if (await older.isVisible()) await older.click();
    await expect(hits).toHaveCount(MESSAGES / RARE_IN, { timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
  await hits.last().click();
  await expect(page.getByRole('log').getByText(`${RARE}怎么做`)).toBeInViewport();
});

const jobs = (page: Page) => page.getByRole('list', { name: '后台任务' }).getByRole('listitem');

test(`K1: ${CUSTOMERS} customers are tagged with progress, and given back`, async ({ page }) => {
  await signIn(page, undefined, stack.origin);
  const { xiaohongshu } = tenant.accountIds;
  await page.goto(`${stack.origin}/customers?account=${xiaohongshu}`);
  await page.getByLabel('选中已显示的客户').check();
  await page.getByRole('button', { name: '选中全部符合条件的' }).click();
  await expect(page.getByText('已选全部 5,000 位')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: '打标签' }).click();
  const dialog = page.getByRole('dialog', { name: '打标签' });
  await dialog.getByRole('button', { name: '加上标签' }).click();
  await page.getByRole('textbox', { name: '搜索标签' }).fill('五千位');
  await page.getByRole('button', { name: '新建“五千位”' }).click();
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: '确定' }).click();

  const job = jobs(page).filter({ hasText: '加标签 五千位' });
  // Figures between nothing and everything are seen on the way.
  await expect(job.getByRole('status')).toHaveText(/^[\d,]+ \/ 5,000$/, { timeout: 120_000 });
  await expect(job).toHaveAttribute('data-job', 'done', { timeout: 240_000 });
  await expect(job).toContainText('改了 5,000 位');
  const row = page.getByRole('table', { name: '客户' }).getByRole('row').nth(1);
  await expect(row).toContainText('五千位');

  await job.getByRole('button', { name: '撤销' }).click();
  const undo = jobs(page).filter({ hasText: '撤销' }).first();
  await expect(undo).toHaveAttribute('data-job', 'done', { timeout: 240_000 });
  await expect(undo).toContainText('改了 5,000 位');
  await expect(row).not.toContainText('五千位');
});
