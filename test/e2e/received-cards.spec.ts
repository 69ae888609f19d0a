import { expect, test } from '@playwright/test';
import { type StandIn, startStandIn } from './stand-in.ts';

/** M5: cards that customers send show in the chat as what they are, and nothing there makes a material of them. */

let server: StandIn;
test.beforeAll(async () => {
  server = await startStandIn(40);
});
test.afterAll(() => server.stop());

const CARDS = [
  [{ type: 'card', card: 'note', cardId: 'n1', title: '我家想装成这样' }, '我家想装成这样'],
  [{ type: 'card', card: 'name-card', cardId: 'n2', title: '王工' }, '王工'],
  [{ type: 'card', card: 'trade-card', cardId: 'n3' }, '交易卡'],
  [{ type: 'link', title: '参考的案例', url: 'https://example.com/a' }, '参考的案例'],
] as const;

test('M5: received platform cards show in the chat and cannot be saved as materials', async ({ page }) => {
  await server.steer({ reset: true });
  await server.signIn(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.goto(`${server.origin}/inbox/c000001`);
  const thread = page.getByRole('log');
  await thread.waitFor();
  const atMs = Date.now();
  const items = CARDS.map(([body], at) => ({
    key: `${atMs + at}#e_000000${at}`,
    atMs: atMs + at,
    kind: 'message',
    direction: 'in',
    body,
  }));
  await server.steer({ push: { type: 'items', conversationId: 'c000001', items } });
  for (const [, words] of CARDS) {
    const card = thread.getByText(words).last();
    await expect(card).toBeVisible();
    await card.hover();
    // Whatever the thread offers beside a line, making a material is not among it.
    await expect(thread.getByRole('button', { name: /素材|保存|存为/ })).toHaveCount(0);
    await expect(thread.getByRole('link', { name: /素材|保存|存为/ })).toHaveCount(0);
  }
  expect(asked.filter((line) => line === 'POST /api/v1/materials')).toEqual([]);
});
