import { expect, type Page, test } from '@playwright/test';
import { livingRoom, paintPng } from '../../infra/local/demo/picture.ts';
import { besideStandIn } from './beside-stand-in.ts';

/** What hands do beside typing: drop and paste pictures, put a message off, choose a sound. */

const server = besideStandIn(60);
test.beforeEach(({ page }) => server.signIn(page));

const PICTURE = [...paintPng(64, 48, livingRoom)];

/** Gives the composer a picture as the browser does: by clipboard, or dropped onto it. */
const give = (page: Page, how: 'paste' | 'drop') =>
  page.getByRole('textbox', { name: '输入消息' }).evaluate(
    (field, { kind, bytes }) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], '客厅.png', { type: 'image/png' }));
      const shared = { bubbles: true, cancelable: true };
      field.dispatchEvent(
        kind === 'paste'
          ? new ClipboardEvent('paste', { ...shared, clipboardData: data })
          : new DragEvent('drop', { ...shared, dataTransfer: data }),
      );
    },
    { kind: how, bytes: PICTURE },
  );

for (const how of ['paste', 'drop'] as const) {
  test(`I3: a picture by ${how} is shown before it is sent, can be dropped again, and stands in the thread`, async ({
    page,
  }) => {
    await page.goto(`${server.origin}/inbox/c000000`);
    await page.getByRole('textbox', { name: '输入消息' }).waitFor();
    const shown = page.getByRole('group', { name: '要发送的图片' });
    await give(page, how);
    await expect(shown.getByRole('img')).toBeVisible();
    await shown.getByRole('button', { name: '移除图片' }).click();
    await expect(shown).toHaveCount(0);
    await give(page, how);
    const sent = page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/messages'));
    await shown.getByRole('button', { name: '发送' }).click();
    expect((await sent).postDataJSON()).toMatchObject({ body: { type: 'image' } });
    await expect(shown).toHaveCount(0);
    const line = page.getByRole('log').locator('[data-key]').last();
    await expect(line.getByRole('button', { name: '查看大图' })).toBeVisible();
  });
}

test('I7: a message is put off to a time that is offered, and says so where it waits', async ({ page }) => {
  await page.goto(`${server.origin}/inbox/c000000`);
  await page.getByRole('textbox', { name: '输入消息' }).fill('下午给您报价单');
  await page.getByRole('button', { name: '定时发送' }).click();
  const sent = page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/messages'));
  await page
    .getByRole('dialog', { name: '定时发送' })
    .getByRole('button', { name: /1 小时后/ })
    .click();
  const { sendAtMs } = (await sent).postDataJSON();
  expect(sendAtMs - Date.now()).toBeGreaterThan(55 * 60_000);
  const line = page.getByRole('log').locator('[data-key]').filter({ hasText: '下午给您报价单' });
  await expect(line).toContainText(/定时/);
  await expect(page.getByRole('textbox', { name: '输入消息' })).toHaveValue('');
});

test('a sound is heard when it is chosen, and the choice is kept', async ({ page }) => {
  await page.addInitScript(() => {
    window.OscillatorNode = class extends OscillatorNode {
      override start(when?: number): void {
        const { dataset } = document.documentElement;
        dataset.tones = `${Number(dataset.tones ?? 0) + 1}`;
        super.start(when);
      }
    };
  });
  await page.goto(`${server.origin}/settings`);
  const choice = page.getByRole('group', { name: '提示音' });
  // What is still on its way above would move it from under the press.
  const settled = async () => {
    await expect(choice).toBeVisible();
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  };
  await settled();
  await choice.getByRole('radio').last().check({ force: true });
  await expect(page.locator('html')).toHaveAttribute('data-tones', '2');
  await page.reload();
  await settled();
  await expect(choice.getByRole('radio').last()).toBeChecked();
  await choice.getByRole('radio').first().check({ force: true });
  await expect(choice.getByRole('radio').first()).toBeChecked();
  await expect(page.locator('html')).not.toHaveAttribute('data-tones');
});

test('a file dropped beside the composer does not take the console away', async ({ page }) => {
  await page.goto(`${server.origin}/inbox/c000000`);
  await page.getByRole('textbox', { name: '输入消息' }).waitFor();
  const isHeld = await page.getByRole('log').evaluate((thread) => {
    const data = new DataTransfer();
    data.items.add(new File(['x'], 'a.png', { type: 'image/png' }));
    return !thread.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
  });
  expect(isHeld).toBe(true);
});
