import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { floorPlan, paintPng } from '../../infra/local/demo/picture.ts';
import { type ApiClient, signIn } from '../harness/sign-in.ts';
import { type Stack, startStack } from '../harness/stack.ts';
import { hostTenant } from '../harness/tenant.ts';

/** Pictures that lie with a platform, through the real function and the bucket (SEC28). */

const Found = z.object({ items: z.array(z.object({ of: z.string(), url: z.string().optional() })) });
const PICTURE = paintPng(40, 30, floorPlan);

let platform: Server;
let origin = '';
let stack: Stack;
let owner: ApiClient;
const asked: string[] = [];

beforeAll(async () => {
  platform = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/picture') response.setHeader('content-type', 'text/plain').end(PICTURE);
    else if (request.url === '/moved') response.writeHead(302, { location: '/picture' }).end();
    else response.end('<svg xmlns="http://www.w3.org/2000/svg"/>');
  });
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
  const address = platform.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  stack = await startStack({ simulators: false, env: { XIAOHONGSHU_API_URL: origin } });
  await hostTenant(stack, { knowledge: [] });
  owner = await signIn(stack.origin, 'demo-owner');
});
afterAll(async () => {
  await stack.stop();
  platform.close();
});

test('SEC28: a platform’s picture is fetched once and shown from the bucket as what its bytes are', async () => {
  const of = [`${origin}/picture`];
  const { items } = Found.parse((await owner.call('POST', '/pictures', { of })).body);
  expect(items[0]?.url).toMatch(/\/pictures\//);
  const shown = await fetch(items[0]?.url ?? '');
  expect(shown.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from(await shown.arrayBuffer()).equals(PICTURE)).toBe(true);
  await owner.call('POST', '/pictures', { of });
  expect(asked).toEqual(['/picture']);
});

test('SEC28: other hosts, redirects and what is no picture give nothing, and the stack’s own parts are never asked', async () => {
  asked.length = 0;
  const of = [
    `${origin}/moved`,
    `${origin}/drawing.svg`,
    `${stack.origin}/api/v1/me`,
    `${stack.origin}/_local/state`,
    'http://169.254.169.254/latest/meta-data/',
    'https://example.com/a.png',
  ];
  const answer = await owner.call('POST', '/pictures', { of });
  expect(Found.parse(answer.body).items).toEqual(of.map((one) => ({ of: one })));
  expect(asked.sort()).toEqual(['/drawing.svg', '/moved']);
});
