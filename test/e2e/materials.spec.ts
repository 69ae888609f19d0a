import { Buffer } from 'node:buffer';
import { expect, type Page, test } from '@playwright/test';
import { floorPlan, livingRoom, paintPng } from '../../infra/local/demo/picture.ts';
import { composer, rowOf, signIn } from './console.ts';
import { CustomerPhone } from './phone.ts';

/** Materials as an operator makes and sends them (M1, M2, M6, I3). */

const nameField = (page: Page) => page.getByRole('textbox', { name: '名称', exact: true });
const preview = (page: Page) => page.getByRole('figure');
const save = (page: Page) => page.getByRole('button', { name: '保存', exact: true }).click();
const saved = (page: Page) => expect(page.getByText('已保存').first()).toBeVisible();
const choose = (page: Page, name: string, mimeType: string, buffer: Buffer) =>
  page.getByRole('group', { name: /上传/ }).locator('input[type=file]').setInputFiles({ name, mimeType, buffer });

async function make(page: Page, kind: string): Promise<void> {
  await page.getByRole('link', { name: /素材/ }).first().click();
  await page.getByRole('button', { name: '新建素材' }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${kind}`) }).click();
}

async function makeText(page: Page, name: string, text: string): Promise<void> {
  await make(page, '文本');
  await nameField(page).fill(name);
  await page.getByRole('textbox', { name: '内容', exact: true }).fill(text);
  await save(page);
  await saved(page);
}

test('M2, M6: a combination is made, sent, and shows at once what its base became', async ({ page, context }) => {
  await signIn(page);
  const phone = new CustomerPhone(await context.newPage());
  await phone.enter('douyin', '素材小美', '青木装饰官方号');
  await phone.say('想看看效果图');

  await makeText(page, '看图问候', '{{customer.name|朋友}}，请看这张图');
  await expect(preview(page).getByText('小美，请看这张图')).toBeVisible();

  await make(page, '图片');
  await choose(page, '样板间.png', 'image/png', paintPng(320, 240, livingRoom));
  await expect(nameField(page)).toHaveValue('样板间');
  await save(page);
  await saved(page);

  await make(page, '组合素材');
  await nameField(page).fill('看图两连');
  for (const part of ['看图问候', '样板间']) {
    await page.getByRole('button', { name: '添加素材' }).click();
    await page.getByRole('combobox', { name: '搜索素材名称或内容' }).fill(part);
    await page.getByRole('option', { name: new RegExp(part) }).click();
  }
  await expect(preview(page).getByText('小美，请看这张图')).toBeVisible();
  await expect(preview(page).getByRole('img', { name: '图片' })).toBeVisible();
  await save(page);
  await saved(page);

  // Sent by the slash, with the customer's own name; the picture arrives as it was uploaded.
  await page
    .getByRole('link', { name: /收件箱/ })
    .first()
    .click();
  await rowOf(page, '素材小美').click();
  await composer(page).fill('/看图两连');
  await page.getByRole('option', { name: /看图两连/ }).click();
  await expect(phone.messages.getByText('素材小美，请看这张图')).toBeVisible({ timeout: 30_000 });
  await expect(phone.messages.getByRole('img', { name: '图片' }).last()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('log').getByRole('img', { name: '图片' }).last()).toBeVisible();

  // The base changes, and with it the combination.
  await page.getByRole('link', { name: /素材/ }).first().click();
  await page.getByRole('link', { name: /看图问候/ }).click();
  await page.getByRole('textbox', { name: '内容', exact: true }).fill('{{customer.name|朋友}}，这是新的样板间');
  await save(page);
  await saved(page);
  await page.getByRole('link', { name: /看图两连/ }).click();
  await expect(preview(page).getByText('小美，这是新的样板间')).toBeVisible();

  // A base in use stays, and says where.
  await page.getByRole('link', { name: /看图问候/ }).click();
  await page.getByRole('button', { name: '删除素材' }).click();
  await page.getByRole('alertdialog', { name: '删除“看图问候”' }).getByRole('button', { name: '删除素材' }).click();
  await expect(page.getByRole('status').getByRole('link', { name: '看图两连' })).toBeVisible();
});

test('M1: wrong and huge files are refused before a byte travels; C1, C2, M6 while one writes', async ({ page }) => {
  await signIn(page);
  const uploads: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT' && request.url().includes('/uploads/')) uploads.push(request.url());
  });
  await make(page, '图片');
  await choose(page, '假图片.png', 'image/png', Buffer.from('<script>alert(1)</script>'));
  await expect(page.getByRole('alert')).toContainText('这种文件不能用');
  const huge = Buffer.concat([paintPng(8, 8, floorPlan), Buffer.alloc(10 * 1024 * 1024)]);
  await choose(page, '太大.png', 'image/png', huge);
  await expect(page.getByRole('alert')).toContainText('文件太大');
  await choose(page, '空的.png', 'image/png', Buffer.alloc(0));
  await expect(page.getByRole('alert')).toContainText('文件是空的');
  // Begins as an image does, and is none behind it: customers would get a broken one.
  await choose(
    page,
    '损坏.png',
    'image/png',
    Buffer.concat([paintPng(8, 8, floorPlan).subarray(0, 40), Buffer.alloc(99)]),
  );
  await expect(page.getByRole('alert')).toContainText('图片打不开');
  // A photo as phones keep it opens nowhere else; a film does not travel to be told that an image was meant.
  const container = (brand: string) => Buffer.concat([Buffer.from('0000001866747970', 'hex'), Buffer.from(brand)]);
  await choose(page, '手机照片.heic', 'image/heic', container('heic\0\0\0\0mif1heic'));
  await expect(page.getByRole('alert')).toContainText('这种文件不能用');
  await choose(page, '短片.mp4', 'video/mp4', container('isom\0\0\0\0isommp42'));
  await expect(page.getByRole('alert')).toContainText('这里要图片');
  expect(uploads).toEqual([]);

  await make(page, '视频');
  await expect(page.getByRole('checkbox', { name: /抖音/ })).toBeDisabled();
  await expect(page.getByRole('checkbox', { name: /小红书/ })).toBeChecked();

  await make(page, '文本');
  await nameField(page).fill('带链接');
  await page.getByRole('textbox', { name: '内容', exact: true }).fill('详情看 example.com');
  await expect(page.getByText(/^抖音：/)).toBeVisible();
  await expect(page.getByRole('button', { name: '保存', exact: true })).toBeDisabled();
});

test('I3: an image pasted into the composer is shown, sent and arrives on Xiaohongshu', async ({ page, context }) => {
  await signIn(page);
  const phone = new CustomerPhone(await context.newPage());
  await phone.enter('xiaohongshu', '贴图小红', '青木装饰');
  await phone.say('户型怎么改');
  await rowOf(page, '贴图小红').click();
  const base64 = paintPng(200, 150, floorPlan).toString('base64');
  await composer(page).evaluate(async (field, data) => {
    const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
    const clipboard = new DataTransfer();
    clipboard.items.add(new File([bytes], '户型.png', { type: 'image/png' }));
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }));
  }, base64);
  const pending = page.getByRole('group', { name: '要发送的图片' });
  await pending.getByRole('button', { name: /发送/ }).click();
  const shown = phone.messages.getByRole('img', { name: '图片' }).last();
  await expect(shown).toBeVisible({ timeout: 30_000 });
  // The platform fetched it from the address it was given, and shows its own copy.
  await expect(shown).toHaveAttribute('src', /\/xiaohongshu\/media\//);
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(200);
});
