import { defineConfig } from '@playwright/test';
import { findChromium } from './infra/local/commands/chromium.ts';

const port = Number(process.env.E2E_PORT ?? 18_080);
const executablePath = findChromium();

/** End-to-end tests run against a whole `npm start` of their own, with its own ports and state. */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  reporter: [['line'], ['json', { outputFile: 'test-results/e2e.json' }]],
  projects: [
    { name: 'e2e', testMatch: '**/*.spec.ts' },
    { name: 'pictures', testMatch: '**/pictures.ts' },
  ],
  retries: 0,
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: `node infra/local/bootstrap.mjs start --fresh --no-open --no-watch --port ${port} --state .miaohong/e2e`,
    // Printed once the console is built and the demo tenant is there.
    wait: { stdout: /Miaohong runs/ },
    timeout: 300_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    stderr: 'pipe',
  },
});
