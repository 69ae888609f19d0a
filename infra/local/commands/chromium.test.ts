import { afterEach, expect, test, vi } from 'vitest';
import { ensureChromium, findChromium } from './chromium.ts';

afterEach(() => vi.unstubAllEnvs());

test('CHROMIUM_PATH decides', () => {
  vi.stubEnv('CHROMIUM_PATH', process.execPath);
  expect(findChromium()).toBe(process.execPath);
});

test('a wrong CHROMIUM_PATH is named, and nothing is installed instead', async () => {
  vi.stubEnv('CHROMIUM_PATH', '/no/such/browser');
  expect(await ensureChromium()).toEqual({
    missing:
      'Chromium is missing: looked at CHROMIUM_PATH (/no/such/browser); install it or set CHROMIUM_PATH to its program.',
  });
});
