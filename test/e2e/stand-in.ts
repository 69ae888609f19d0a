import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Page } from '@playwright/test';
import { freePort } from '../../infra/local/free-port.ts';

/** The console's stand-in server: states that a whole system does not show on demand. */
export interface StandIn {
  readonly origin: string;
  steer(command: object): Promise<unknown>;
  signIn(page: Page): Promise<void>;
  stop(): void;
}

export async function startStandIn(conversations: number): Promise<StandIn> {
  const port = await freePort();
  const args = ['web/mock/server.ts', '--port', `${port}`, '--conversations', `${conversations}`];
  const server: ChildProcess = spawn('node', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (server.stdout) await once(server.stdout, 'data');
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    steer: (command) => fetch(`${origin}/_mock`, { method: 'POST', body: JSON.stringify(command) }),
    async signIn(page) {
      await page.goto(`${origin}/`);
      await page.getByRole('button', { name: '登录' }).click();
      await page.getByRole('searchbox', { name: '搜索消息与客户' }).waitFor();
    },
    stop: () => void server.kill(),
  };
}
