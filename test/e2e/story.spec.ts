import { expect, test } from '@playwright/test';
import { composer, rowOf, signIn } from './console.ts';
import { CustomerPhone, type PlatformName } from './phone.ts';

interface Story {
  readonly platform: PlatformName;
  readonly account: string;
  readonly customer: string;
  readonly phone: string;
  readonly masked: string;
}

const STORIES: readonly Story[] = [
  {
    platform: 'douyin',
    account: '青木装饰官方号',
    customer: '端到端小抖',
    phone: '13900001111',
    masked: '139****1111',
  },
  { platform: 'xiaohongshu', account: '青木装饰', customer: '端到端小红', phone: '13900002222', masked: '139****2222' },
];

for (const story of STORIES) {
  test(`${story.platform}: enter, welcome, answer, card, lead, takeover (W1, W2, W4, W6, G2, G8, I4, K5, T1, X4)`, async ({
    page,
    context,
  }) => {
    await signIn(page);
    const phone = new CustomerPhone(await context.newPage());

    // The customer opens the message page: the welcome comes within its 30 seconds, the inbox shows the conversation.
    await phone.enter(story.platform, story.customer, story.account);
    await expect(phone.messages.getByText(/青木/).first()).toBeVisible({ timeout: 30_000 });
    const row = rowOf(page, story.customer);
    await expect(row).toBeVisible();
    await row.click();
    const thread = page.getByRole('log');
    await expect(thread.getByText('欢迎语').first()).toBeVisible();

    // A question: the AI employee answers from its knowledge and says that it is simulated.
    await phone.say('90平装修大概多少钱');
    await expect(phone.messages.getByText(/模拟回答/).first()).toBeVisible({ timeout: 30_000 });
    await expect(thread.getByText('90平装修大概多少钱')).toBeVisible();
    await expect(thread.getByText(/AI 员工/).first()).toBeVisible();

    // Buying intent: a card comes; the phone number left through it appears beside the thread without a reload.
    await phone.say('想预约量房，怎么联系你们');
    await phone.leavePhone(story.platform, story.phone);
    const panel = page.getByRole('complementary');
    await expect(panel.getByText(story.masked).first()).toBeVisible({ timeout: 30_000 });

    // A person takes over and answers by hand; what the customer then says is left to people.
    await composer(page).fill('您好，我是店长，明天给您回电');
    await composer(page).press('Enter');
    await expect(phone.messages.getByText('您好，我是店长，明天给您回电')).toBeVisible();
    const answers = await phone.messages.getByText(/模拟回答/).count();
    await phone.say('好的，几点');
    await expect(thread.getByText('好的，几点')).toBeVisible();
    await composer(page).fill('上午十点');
    await composer(page).press('Enter');
    await expect(phone.messages.getByText('上午十点')).toBeVisible();
    expect(await phone.messages.getByText(/模拟回答/).count()).toBe(answers);

    // The lead is in the list, masked.
    await page.getByRole('link', { name: /线索/ }).first().click();
    await expect(page.getByText(story.customer).first()).toBeVisible();
    await expect(page.getByText(story.masked).first()).toBeVisible();
  });
}
