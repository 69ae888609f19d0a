import { expect, type Page, test } from '@playwright/test';
import { accountRow, rowOf, signIn } from './console.ts';
import { CustomerPhone } from './phone.ts';

/** From the console to the platforms' own pages and back, as a company that hosts its first accounts (A1, A2). */

const OWNER = 'owner@second.miaohong.example';

/** Presses through to the platform's page and gives its address, which holds the state. */
async function leaveFor(page: Page, platform: '抖音' | '小红书'): Promise<URL> {
  await page.goto('/accounts');
  await page.getByRole('button', { name: '添加账号' }).click();
  await page.getByRole('dialog', { name: '添加账号' }).getByRole('button', { name: platform }).click();
  await page.waitForURL(/state=/);
  return new URL(page.url());
}

const scan = (page: Page) => page.getByRole('button', { name: '用这台手机扫码' }).click();
const agree = (page: Page) => page.getByRole('button', { name: '同意授权' }).click();
const refuse = (page: Page) => page.getByRole('button', { name: '拒绝' }).click();

/** What the accounts list says where hosting did not work, that nothing was hosted, and the ways on. */
async function expectRefusal(page: Page, words: string): Promise<void> {
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('授权没有完成');
  await expect(alert).toContainText(words);
  await expect(page).toHaveURL(/\/accounts$/);
  await expect(alert.getByRole('button', { name: '重新授权' })).toBeEnabled();
  await alert.getByRole('button', { name: '知道了' }).click();
  await expect(alert).toHaveCount(0);
  await expect(page.getByText('还没有托管账号')).toBeVisible();
}

test.beforeEach(async ({ page }) => {
  await signIn(page, OWNER);
});

test.describe
  .serial('hosting', () => {
    test('A2: a refusal on the platform’s page hosts nothing and says so', async ({ page }) => {
      await leaveFor(page, '抖音');
      await scan(page);
      await refuse(page);
      await expectRefusal(page, '你在平台上没有同意授权');

      await leaveFor(page, '小红书');
      await refuse(page);
      await expectRefusal(page, '你在平台上没有同意授权');
    });

    test('A2: a state that is forged, foreign to the platform or expired hosts nothing', async ({ page }) => {
      const state = (await leaveFor(page, '抖音')).searchParams.get('state') ?? '';
      await page.goto(`/accounts/return/douyin?code=c&state=${encodeURIComponent(`x${state}`)}`);
      await expectRefusal(page, '授权链接不是从这里发起的');
      await page.goto(`/accounts/return/xiaohongshu?auth_code=c&state=${encodeURIComponent(state)}`);
      await expectRefusal(page, '不是由你在这里发起的');

      await leaveFor(page, '抖音');
      await scan(page);
      await page.request.post(new URL('/_local/clock', test.info().project.use.baseURL).href, {
        data: { advanceSeconds: 16 * 60 },
      });
      await agree(page);
      await expectRefusal(page, '超过了 15 分钟');
    });

    test('A2: a code that the platform no longer takes hosts nothing, on either platform', async ({ page }) => {
      for (const [platform, path] of [
        ['抖音', 'douyin?code='],
        ['小红书', 'xiaohongshu?auth_code='],
      ] as const) {
        const state = (await leaveFor(page, platform)).searchParams.get('state') ?? '';
        await page.goto(`/accounts/return/${path}expired&state=${encodeURIComponent(state)}`);
        await expectRefusal(page, '平台没有接受这次授权');
      }
      await page.goto('/accounts/return/douyin');
      await expectRefusal(page, '平台返回的信息不完整');
    });

    // Whoever consents again gets new tokens and the platform ends the old ones: no account that other tests speak with.
    test('A1: an account that another company hosts stays theirs', async ({ page }) => {
      await leaveFor(page, '抖音');
      await scan(page);
      await page.getByRole('radio', { name: /青木设计师小林/ }).check();
      await agree(page);
      await expectRefusal(page, '这个账号已由其他企业托管');
    });

    test('A1: a Douyin account is hosted by QR code; its way back works once', async ({ page }) => {
      await leaveFor(page, '抖音');
      await scan(page);
      await page.getByRole('radio', { name: /云舍家居旗舰号/ }).check();
      const returning = page.waitForRequest((request) => request.url().includes('/accounts/return/douyin'));
      await agree(page);
      const back = (await returning).url();
      await expect(page.getByRole('heading', { name: '云舍家居旗舰号' })).toBeVisible();
      await expect(accountRow(page, '云舍家居旗舰号')).toContainText('托管中');

      await page.goto(back);
      await expect(page.getByRole('alert')).toContainText('这次授权已经用过');
    });

    test('A1: a Xiaohongshu account is hosted in two steps, each shown apart, then its staff account', async ({
      page,
      context,
    }) => {
      await leaveFor(page, '小红书');
      await page.getByRole('radio', { name: /云舍家居/ }).check();
      await agree(page);
      const steps = page.getByRole('region', { name: '托管还差一步' });
      await expect(steps.getByRole('listitem').filter({ hasText: '授权' }).first()).toContainText('已完成');
      await expect(steps.getByRole('listitem').filter({ hasText: '绑定到客服应用' })).toContainText('待完成');
      await expect(accountRow(page, '云舍家居设计有限公司')).toContainText('待绑定');
      const account = page.url();
      await expect(accountRow(page, '云舍家居设计有限公司')).toContainText('还差一步');

      await steps.getByRole('button', { name: '前往绑定' }).click();
      await page.getByRole('button', { name: '确认绑定' }).click();
      await expect(page.getByText('绑定成功')).toBeVisible();
      const binding = await context.newPage();
      await binding.goto(page.url());

      // Back at the account the state follows by itself; then staff accounts that are ticked on the platform's page.
      await page.goto(account);
      await expect(accountRow(page, '云舍家居设计有限公司')).toContainText('托管中');
      await expect(steps).toBeHidden();
      await binding.getByRole('checkbox', { name: '云舍软装师木木' }).check();
      await binding.getByRole('button', { name: '确认授权' }).click();
      await binding.getByRole('link', { name: '返回客服工具' }).click();
      await expect(async () => {
        await page.goto('/accounts');
        await expect(accountRow(page, '云舍软装师木木')).toContainText('托管中', { timeout: 2_000 });
      }).toPass();

      // Both steps together give messages.
      const phone = new CustomerPhone(await context.newPage());
      await phone.enter('xiaohongshu', '阿舟', '云舍家居');
      await phone.say('你们做全屋软装吗');
      await page.getByRole('link', { name: /收件箱/ }).click();
      await expect(rowOf(page, '阿舟')).toContainText('你们做全屋软装吗');
    });

    test('A4: a staff account that is no longer hosted is hosted again in one click, after its enterprise', async ({
      page,
    }) => {
      await page.goto('/accounts');
      await accountRow(page, '云舍软装师木木').click();
      await page.getByRole('button', { name: '停止托管' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: '停止托管' }).click();
      await expect(accountRow(page, '云舍软装师木木')).toContainText('已停止托管');
      const asked = page.waitForRequest((request) => request.url().endsWith('/host'));
      await page.getByRole('button', { name: '重新托管' }).click();
      expect((await asked).method()).toBe('POST');
      await expect(accountRow(page, '云舍软装师木木')).toContainText('托管中');
    });

    test('A3: whoever knows the subject of a Douyin account records it', async ({ page }) => {
      await page.goto('/accounts');
      await accountRow(page, '云舍家居旗舰号').click();
      await page.getByLabel('主体').fill('云舍家居设计有限公司');
      await page.getByRole('button', { name: '保存' }).click();
      await expect(
        page.getByRole('banner').or(page.locator('header')).filter({ hasText: '抖音' }).first(),
      ).toContainText('云舍家居设计有限公司');
    });

    test('A4: a Douyin account that is no longer hosted can be hosted again', async ({ page }) => {
      await page.goto('/accounts');
      await accountRow(page, '云舍家居旗舰号').click();
      await page.getByRole('button', { name: '停止托管' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: '停止托管' }).click();
      await expect(accountRow(page, '云舍家居旗舰号')).toContainText('已停止托管');
      await page.getByRole('button', { name: '重新托管' }).click();
      await scan(page);
      // A2: the phone is signed in to another account.
      await page.getByRole('radio', { name: /青木设计师小林/ }).check();
      await agree(page);
      const alert = page.getByRole('alert');
      await expect(alert).toContainText('平台上登录的不是要重新授权的那个账号');
      await expect(accountRow(page, '云舍家居旗舰号')).toContainText('已停止托管');
      // It begins again with the account that was meant.
      await alert.getByRole('button', { name: '重新授权“云舍家居旗舰号”' }).click();
      await scan(page);
      await page.getByRole('radio', { name: /云舍家居旗舰号/ }).check();
      await agree(page);
      await expect(accountRow(page, '云舍家居旗舰号')).toContainText('托管中');
    });
  });
