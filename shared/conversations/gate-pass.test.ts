import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';
import { scriptedHttp, sendRequest } from '../platforms/client-harness.ts';
import { createDouyinClient } from '../platforms/douyin/client.ts';
import { GatePass } from '../platforms/gate-pass.ts';
import { createXiaohongshuClient } from '../platforms/xiaohongshu/client.ts';
import { GatedSender } from './model.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function sources(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === 'node_modules') return [];
    if (statSync(path).isDirectory()) return sources(path);
    return path.endsWith('.ts') && !path.endsWith('.test.ts') ? [path] : [];
  });
}

test('W10, by type: nobody builds a gate pass out of what it shows', () => {
  const lookAlike: object = { tenantId: 't1', conversationId: 'c1', messageId: 'm1', sender: 'operator' };
  // @ts-expect-error its private field makes the type nominal: an object that looks like a pass is none
  const forged: GatePass = lookAlike;
  expect(forged).toBeDefined();
});

test('W10, at run time: no client sends with what only looks like a pass', async () => {
  const { http, requests } = scriptedHttp();
  const deps = { http, clock: { now: () => 0 }, baseUrl: 'https://platform.example' };
  const clients = [
    createDouyinClient({ ...deps, secrets: { clientKey: 'k', clientSecret: 's' } }),
    createXiaohongshuClient({
      ...deps,
      ids: { bytes: (length) => new Uint8Array(length) },
      secrets: { appId: 1, secret: 's', messageKey: 'k'.repeat(16) },
    }),
  ];
  const request = sendRequest((message) => new GatePass(message));
  const { pass: real } = request;
  const forgeries: unknown[] = [
    {},
    Object.assign({}, real),
    { ...real },
    structuredClone(real),
    JSON.parse(JSON.stringify(real)),
    Object.create(GatePass.prototype),
    Object.create(real),
    Object.setPrototypeOf({ ...real }, GatePass.prototype),
    new Proxy(real, {}),
  ];
  for (const client of clients)
    for (const forged of forgeries)
      await expect(client.send({ ...request, pass: forged as GatePass })).rejects.toThrow('past the gate (W10)');
  for (const client of clients)
    for (const none of [undefined, null, 'pass', 1])
      await expect(client.send({ ...request, pass: none as unknown as GatePass })).rejects.toThrow(TypeError);
  expect(requests).toEqual([]);
});

test('W10, at run time: a pass opens nothing but the very message that the gate judged', async () => {
  const { http, requests } = scriptedHttp();
  const client = createDouyinClient({
    http,
    clock: { now: () => 0 },
    baseUrl: 'https://platform.example',
    secrets: { clientKey: 'k', clientSecret: 's' },
  });
  const request = sendRequest((message) => new GatePass(message));
  for (const other of [
    { requestId: 'another' },
    { customerPlatformId: 'somebody-else' },
    { body: { type: 'text', text: 'something else' } } as const,
    // What looks the same may have been altered since.
    { body: { ...request.body } },
  ])
    await expect(client.send({ ...request, ...other })).rejects.toThrow('for another message (W10)');
  expect(requests).toEqual([]);
  await client.send(request);
  expect(requests).toHaveLength(1);
});

test('W10, at run time: neither a pass nor the demand for one can be altered', () => {
  const { pass } = sendRequest((message) => new GatePass(message));
  expect(() => Object.assign(pass, { tenantId: 'another' })).toThrow(TypeError);
  expect(() => Object.assign(GatePass, { demand: () => undefined })).toThrow(TypeError);
  expect(() => Object.assign(GatePass.prototype, { tenantId: 'another' })).toThrow(TypeError);
});

test('W10, by lint: a pass made anywhere but in the gate is an error', async () => {
  const config = [{ files: ['**/*.ts'], rules: {} }];
  const linter = new ESLint({ cwd: root, overrideConfig: config });
  const rules = async (path: string): Promise<string> =>
    JSON.stringify(((await linter.calculateConfigForFile(join(root, path))) as { rules: unknown }).rules);
  expect(await rules('functions/queues/sender.ts')).toContain("NewExpression[callee.name='GatePass']");
  expect(await rules('shared/conversations/operate.ts')).toContain("NewExpression[callee.name='GatePass']");
  expect(await rules('shared/conversations/gate.ts')).not.toContain("NewExpression[callee.name='GatePass']");
});

test('W10: one place of the product makes a pass, and only the gate calls a client’s send', () => {
  const files = [...sources(join(root, 'shared')), ...sources(join(root, 'functions'))];
  const holding = (pattern: RegExp): readonly string[] =>
    files.filter((path) => pattern.test(readFileSync(path, 'utf8'))).map((path) => path.slice(root.length));
  expect(holding(/new GatePass\(|as GatePass|<GatePass>/)).toEqual(['shared/conversations/gate.ts']);
  expect(
    holding(/\bclients?(\[[^\]]+\]|\.\w+)?\.send\(\{/).filter((path) => !path.startsWith('shared/runtime/')),
  ).toEqual(['shared/conversations/gate.ts']);
});

test('W10: everybody who may ask for a message gets a pass; the phone app and the platform never', () => {
  expect(GatedSender.options).toEqual([
    'operator',
    'agent',
    'welcome',
    'api',
    'broadcast',
    'sop',
    'flow',
    'comment-reply',
  ]);
});
