import { expect, type Page } from '@playwright/test';

export type PlatformName = 'douyin' | 'xiaohongshu';

/** The simulators stand one port above the console. */
const simulators = (page: Page): string => {
  const base = new URL(page.url() === 'about:blank' ? 'http://127.0.0.1' : page.url());
  return `http://${base.hostname}:${Number(process.env.E2E_PORT ?? 18_080) + 1}`;
};

/** The customer's phone: one person writing to one hosted account. */
export class CustomerPhone {
  readonly #page: Page;
  constructor(page: Page) {
    this.#page = page;
  }

  get messages() {
    return this.#page.getByRole('log', { name: '聊天记录' });
  }

  /** Makes a customer, picks the account and opens the message page; `source` in the words of the phone. */
  async enter(platform: PlatformName, customer: string, account: string, source?: string): Promise<void> {
    const page = this.#page;
    await page.goto(`${simulators(page)}/${platform}/app/`);
    const form = page.getByRole('form', { name: '新建顾客' });
    if (!(await form.isVisible())) await page.getByRole('button', { name: '新建顾客' }).click();
    await form.getByLabel('昵称').fill(customer);
    await form.getByRole('button', { name: '创建' }).click();
    await expect(page.getByRole('radio', { name: customer })).toBeChecked();
    await page.getByRole('radio', { name: account, exact: true }).check();
    if (source !== undefined) await page.getByRole('radio', { name: source, exact: true }).check();
    await page.getByRole('button', { name: '进入私信' }).click();
    await expect(this.messages).toBeVisible();
  }

  async picture(path: string): Promise<void> {
    await this.#page.screenshot({ path });
  }

  async say(text: string): Promise<void> {
    await this.#page.getByRole('textbox', { name: '输入消息' }).fill(text);
    await this.#page.getByRole('button', { name: '发送', exact: true }).click();
  }

  /** Fills in the newest card that asks for a phone number. */
  async leavePhone(platform: PlatformName, phone: string): Promise<void> {
    const card = this.messages
      .getByRole('group', { name: platform === 'douyin' ? /留资卡片|电话收集卡片/ : '留资卡' })
      .last();
    await card.getByLabel('手机号').fill(phone);
    await card.getByRole('button', { name: '提交' }).click();
    await expect(card.getByText('已提交')).toBeVisible();
  }
}
