import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { POPUPS } from './popups.ts';
import { SCREENS } from './screens.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

/** X3: every screen, and whatever opens over one, wide and on a phone, light and dark: no fault that axe knows. */

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

/** axe reads every node: what takes seconds here takes minutes on a machine that does other things as well. */
test.describe.configure({ timeout: 400_000 });

let server: StandIn;
test.beforeAll(async () => {
  server = await startStandIn(240);
});
test.afterAll(() => server.stop());

type Theme = 'light' | 'dark';
async function paint(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.waitForFunction((dark) => document.documentElement.classList.contains('dark') === dark, theme === 'dark');
  // Colours on their way from one theme to the other are of neither; what sets out does so by the second frame.
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
    for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
  });
}

/** `part`: what is looked at of the page; absent = all of it. */
async function violations(page: Page, theme: Theme, part?: string): Promise<readonly string[]> {
  await paint(page, theme);
  const builder = new AxeBuilder({ page });
  if (part !== undefined) builder.include(part);
  // What dark changes is colours.
  if (theme === 'light') builder.withTags(['wcag2a', 'wcag2aa', 'wcag21aa']);
  else builder.withRules('color-contrast');
  const { violations: found } = await builder.analyze();
  return found.map(({ id, nodes }) => {
    const places = nodes.map((node) => node.target.join(' ')).slice(0, 3);
    return `${id}: ${places.join(' | ')}`;
  });
}

/** Looks at what is shown in both themes, and that it fits. */
async function judge(page: Page, where: string, width: number, part?: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const)
    expect.soft(await violations(page, theme, part), `${where}, ${width} px, ${theme}`).toEqual([]);
  const scrolls = await page.evaluate(() => document.documentElement.scrollWidth);
  expect.soft(scrolls, `${where}: width`).toBeLessThanOrEqual(width);
}

/** Few enough for a test to end in time on a slow machine. */
const AT_ONCE = 6;
const inLots = <T>(list: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / AT_ONCE) }, (_, lot) => list.slice(lot * AT_ONCE, (lot + 1) * AT_ONCE));
const names = (list: readonly { readonly name: string }[]): string => list.map(({ name }) => name).join(', ');

for (const viewport of SIZES) {
  const { width } = viewport;
  for (const screens of inLots(SCREENS.filter(({ kin }) => !kin)))
    test(`X3: accessible, and fits ${width} px: ${names(screens)}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await server.signIn(page);
      for (const screen of screens) {
        await page.emulateMedia({ colorScheme: 'light' });
        await page.goto(`${server.origin}${screen.path}`);
        await screen.shown(page).waitFor();
        await judge(page, screen.name, width);
      }
    });

  for (const popups of inLots(POPUPS.filter(({ desktopOnly }) => !desktopOnly || width > 1000)))
    test(`X3: accessible when open, and fits ${width} px: ${names(popups)}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await server.signIn(page);
      for (const popup of popups) {
        await page.emulateMedia({ colorScheme: 'light' });
        await page.goto(`${server.origin}${popup.path}`);
        await SCREENS.find(({ path }) => path === popup.path)
          ?.shown(page)
          .waitFor();
        await popup.open(page);
        await popup.shown(page).waitFor();
        // The screen under it is looked at by itself.
        const part = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox], form, aside';
        await judge(page, popup.name, width, (await page.locator(part).count()) > 0 ? part : undefined);
      }
    });
}
