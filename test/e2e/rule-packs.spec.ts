import { expect, test } from '@playwright/test';
import { besideStandIn } from './beside-stand-in.ts';

/** W12: a rule pack is read as a table, changed, and tried on the past, against the console's stand-in server. */

const server = besideStandIn(20);
test.beforeEach(async ({ page }) => {
  await server.signIn(page);
  await page.goto(`${server.origin}/settings/rules`);
});

test('W12: the pack in force reads as a table, with what is assumed', async ({ page }) => {
  const table = page.getByRole('table', { name: 'douyin-2026-03-01 的内容' });
  const entry = table.getByRole('row').filter({ hasText: 'W1' });
  await expect(entry).toContainText('30 秒');
  await expect(entry).toContainText('3 条');
  await expect(entry).toContainText('每天最多 3 次，相隔至少 1 小时');
  await expect(table.getByRole('row').filter({ hasText: 'W3' })).toContainText('估计');
  await page.getByRole('radio', { name: '小红书' }).press('Space');
  await expect(page.getByRole('table', { name: 'xiaohongshu-2026-03-01 的内容' })).toContainText('从此不限时');
});

test('W12: a changed pack is tried: durations as people write them, the difference and its bounds', async ({
  page,
}) => {
  const editor = page.getByRole('textbox', { name: /要试算的规则/ });
  await expect(editor).toHaveValue(/"length": "24h"/);
  const written = await editor.inputValue();
  await editor.fill(written.replace('"length": "24h"', '"length": "24 小时"'));
  const run = page.getByRole('button', { name: '用过去的会话试算' });
  await run.click();
  await expect(page.getByRole('alert')).toContainText('时长要写成 24h、30m、30s 这样');
  await editor.fill(written.replace('"length": "24h"', '"length": "12h"'));
  const trying = page.waitForRequest((request) => request.url().endsWith('/rule-packs/comparison'));
  await run.click();
  const asked: unknown = (await trying).postDataJSON();
  expect(asked).toMatchObject({
    pack: {
      marginMs: 1_000,
      windows: expect.arrayContaining([expect.objectContaining({ rule: 'W2', lengthMs: 43_200_000 })]),
    },
  });
  await expect(
    page.getByText('试算范围：每个账号最近 50 个会话，合计不超过 300 个，每个会话最近 150 条记录。'),
  ).toBeVisible();
  await expect(page.getByRole('link', { name: '李女士' })).toBeVisible();
});
