import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from '@playwright/test';
import { findChromium } from '../../infra/local/commands/chromium.ts';
import { root } from '../../infra/local/commands/process.ts';
import { POPUPS } from './popups.ts';
import { SCREENS, type Screen } from './screens.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

/**
 * Shoots every screen of the console in every state, wide and on a phone, light and dark, and what opens over them:
 * `npm run screenshots -- --screens`, one of them with `--only inbox`. For eyes; nothing is compared.
 */

const FOLDER = join(root, 'test-results', 'screens');
const SIZES = [
  { viewport: { width: 1440, height: 900 } },
  { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
] as const;
const THEMES = ['light', 'dark'] as const;
/** A skeleton shows after a moment only. */
const SKELETON_AFTER_MS = 700;

const { values: flags } = parseArgs({ options: { only: { type: 'string' } } });
const wanted = ({ name }: { readonly name: string }) => flags.only === undefined || name.startsWith(flags.only);
let taken = 0;
const missed: string[] = [];

async function shoot(page: Page, name: string): Promise<void> {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForFunction(
      (dark) => document.documentElement.classList.contains('dark') === dark,
      colorScheme === 'dark',
    );
    // Colours on their way from one theme to the other are of neither; what sets out does so by the second frame.
    await page.evaluate(async () => {
      for (let frame = 0; frame < 2; frame += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
    });
    const path = join(FOLDER, `${name}-${page.viewportSize()?.width}-${colorScheme}.png`);
    await page.screenshot({ path, animations: 'disabled' });
    taken += 1;
  }
}

/** One picture more, or a line at the end that it could not be taken. */
async function attempt(name: string, page: Page, show: () => Promise<unknown>): Promise<void> {
  try {
    await show();
    await page.evaluate(() => document.fonts.ready);
  } catch (error) {
    missed.push(`${name} ${page.viewportSize()?.width}: ${String(error).split('\n')[0]}`);
  }
  await shoot(page, name);
}

async function states(page: Page, origin: string, screen: Screen): Promise<void> {
  const { name, path, asks, nothing } = screen;
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await attempt(name, page, async () => {
    await page.goto(`${origin}${path}`);
    await screen.shown(page).waitFor({ timeout: 8_000 });
  });
  if (asks === undefined) return;
  await page.route(asks, () => new Promise(() => undefined));
  await page.goto(`${origin}${path}`);
  await page.waitForTimeout(SKELETON_AFTER_MS);
  await shoot(page, `${name}-loading`);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  const refusal = { error: { code: 'service.unavailable', message: 'service.unavailable' } };
  await page.route(asks, (route) => route.fulfill({ status: 503, json: refusal }));
  await attempt(`${name}-failed`, page, async () => {
    await page.goto(`${origin}${path}`);
    await page.getByRole('alert').first().waitFor({ timeout: 8_000 });
  });
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  if (nothing === undefined) return;
  await page.route(asks, (route) => route.fulfill({ json: nothing }));
  // Nothing says that it is there: the screen is done asking.
  await attempt(`${name}-empty`, page, () => page.goto(`${origin}${path}`, { waitUntil: 'networkidle' }));
}

async function sitting(browser: Browser, server: StandIn, size: (typeof SIZES)[number]): Promise<void> {
  const context = await browser.newContext({ ...size, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  await page.goto(server.origin);
  await page.getByRole('button', { name: '登录' }).waitFor();
  if (wanted({ name: 'sign-in' })) await shoot(page, 'sign-in');
  await server.signIn(page);
  for (const screen of SCREENS.filter(wanted)) await states(page, server.origin, screen);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  for (const popup of POPUPS.filter(wanted)) {
    if (popup.desktopOnly && size.viewport.width < 1000) continue;
    // What was typed over the screen before is a draft by now.
    await page.evaluate(() => {
      for (const key of Object.keys(sessionStorage)) if (key.includes('draft')) sessionStorage.removeItem(key);
    });
    await attempt(`over-${popup.name}`, page, async () => {
      await page.goto(`${server.origin}${popup.path}`);
      const under = SCREENS.find(({ path }) => path === popup.path);
      await under?.shown(page).waitFor({ timeout: 8_000 });
      page.setDefaultTimeout(8_000);
      await popup.open(page);
      await popup.shown(page).waitFor();
    });
  }
  if (wanted({ name: 'first-steps' })) {
    await server.steer({ empty: true });
    await attempt('first-steps', page, () => page.goto(`${server.origin}/inbox`, { waitUntil: 'networkidle' }));
    await server.steer({ reset: true });
  }
  await context.close();
}

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const server = await startStandIn(240);
const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu', '--lang=zh-CN'],
});
try {
  for (const size of SIZES) await sitting(browser, server, size);
} finally {
  await browser.close();
  server.stop();
}
console.log(`${taken} pictures in ${FOLDER}`);
for (const line of missed) console.log(`not as expected: ${line}`);
process.exit(missed.length === 0 ? 0 : 1);
