import { expect, type Page, test } from '@playwright/test';
import { POPUPS } from './popups.ts';
import { SCREENS } from './screens.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

/**
 * Whatever people or platforms may have written, on every screen (SEC29): each free text that the API answers with carries
 * code, and no screen runs it. `hostile.spec.ts` sends such texts through the whole system.
 */

/** Appended, so that names stay apart from one another. It must not hold what a screen looks for. */
const CODE = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{constructor.constructor("alert(3)")()}}';
/** What somebody may fill in freely: names, words, reasons, titles. */
const FREE =
  /^(?:name|nickName|customerName|accountName|senderName|authorName|actorName|memberName|ownerName|subject|text|note|remark|preview|title|workTitle|description|label|question|answer|persona|goal|when|reason|adName|city|email|shortcut|snippet|after|before)$/;
/** Lists of free texts. */
const FREE_LISTS = new Set(['tags', 'handOverTopics', 'welcome', 'tagsAdded', 'tagsRemoved']);
/** Here such a field is a word of ours: a state, a rule's code, a key of the answer. */
const OURS = /^[a-z]+(?:[.-][a-z0-9-]+)*$/;

function poisoned(value: unknown, field = '', isListed = false): unknown {
  if (typeof value === 'string')
    return (FREE.test(field) || isListed) && !OURS.test(value) && value !== '' ? value + CODE : value;
  if (Array.isArray(value)) return value.map((one) => poisoned(one, field, FREE_LISTS.has(field)));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, poisoned(one, key, field === 'stageGoals')]),
  );
}

let server: StandIn;
test.beforeAll(async () => {
  server = await startStandIn(60);
});
test.afterAll(() => server.stop());
// What a page still asks when its test ends has nobody to answer it.
test.afterEach(({ page }) => page.unrouteAll({ behavior: 'ignoreErrors' }));

/** Notes everything that would mean that something ran, or that the policy had to stop it. */
function watch(page: Page): string[] {
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => seen.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) seen.push(message.text());
  });
  return seen;
}

async function poison(page: Page): Promise<void> {
  await page.route('**/api/v1/**', async (route) => {
    const answer = await route.fetch();
    const isJson = answer.headers()['content-type']?.includes('json') ?? false;
    if (isJson) await route.fulfill({ response: answer, json: poisoned(await answer.json()) });
    else await route.fulfill({ response: answer });
  });
}

/** Screens where people's and platforms' words stand, those that came last included. */
const WORDY: ReadonlySet<string> = new Set([
  'inbox',
  'thread',
  'customers',
  'customer',
  'follow-ups',
  'leads',
  'leads-waiting',
  'materials',
  'materials-platform',
  'agents',
  'agent',
  'accounts',
  'account',
  'members',
  'audit',
  'rules',
]);
const OVER: ReadonlySet<string> = new Set(['tags-manage', 'lead-sources', 'notices', 'why', 'cards', 'macros']);

async function begin(page: Page, path: string): Promise<string[]> {
  await server.steer({ reset: true });
  await server.signIn(page);
  const seen = watch(page);
  await poison(page);
  await page.goto(server.origin + path);
  return seen;
}

/** Rules hold figures and no words of people, until they are compared. */
async function expectText(page: Page, seen: readonly string[]): Promise<void> {
  if (!/rules$/.test(page.url())) await expect(page.getByText('onerror=alert(1)').first()).toBeAttached();
  await expect(page.locator('img[src="x"], main script, [role="dialog"] script, [onerror]')).toHaveCount(0);
  expect(seen).toEqual([]);
}

for (const { name, path, shown } of SCREENS.filter((screen) => WORDY.has(screen.name))) {
  test(`SEC29: ${name} shows whatever was written as text`, async ({ page }) => {
    const seen = await begin(page, path);
    await shown(page).waitFor();
    await expectText(page, seen);
  });
}

for (const { name, path, open, shown } of POPUPS.filter((popup) => OVER.has(popup.name))) {
  test(`SEC29: ${name}, opened over its screen, shows whatever was written as text`, async ({ page }) => {
    const seen = await begin(page, path);
    await open(page);
    await shown(page).waitFor();
    await expectText(page, seen);
  });
}
