import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint, Linter } from 'eslint';
import typescript from 'typescript-eslint';
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
    structuredClone(real),
    JSON.parse(JSON.stringify(real)),
    Object.create(GatePass.prototype),
    Object.create(real),
    Object.setPrototypeOf(structuredClone(real), GatePass.prototype),
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

/** What the repository's own rules on passes say of a file with this text at this place. */
async function complaints(path: string, code: string): Promise<readonly string[]> {
  const { rules = {} } = (await new ESLint({ cwd: root }).calculateConfigForFile(join(root, path))) as Linter.Config;
  const onPasses = Object.entries(rules).filter(
    ([name]) => name.endsWith('no-restricted-syntax') || name.endsWith('no-restricted-imports'),
  );
  const config: Linter.Config = {
    files: ['**/*.ts'],
    languageOptions: { parser: typescript.parser },
    plugins: { '@typescript-eslint': typescript.plugin },
    rules: Object.fromEntries(onPasses),
  };
  return new Linter({ cwd: root }).verify(code, [config], join(root, path)).map(({ message }) => message);
}

const IMPORT = "import { GatePass } from '../platforms/gate-pass.ts';";
test.each([
  ['by its name', `${IMPORT} export const pass = new GatePass(message);`],
  [
    'by another name',
    "import { GatePass as Pass } from '../platforms/gate-pass.ts'; export const pass = new Pass(message);",
  ],
  [
    'through its module',
    "import * as all from '../platforms/gate-pass.ts'; export const pass = new all.GatePass(message);",
  ],
  ['through a variable', `${IMPORT} const Pass = GatePass; export const pass = new Pass(message);`],
  ['by reflection', `${IMPORT} export const pass = Reflect.construct(GatePass, [message]);`],
  ['by an heir', `${IMPORT} class Pass extends GatePass {} export const pass = new Pass(message);`],
  ['by the constructor of another', 'export const pass = new request.pass.constructor(message);'],
  ['when it is wanted', "export const pass = import('../platforms/gate-pass.ts').then(({ GatePass }) => GatePass);"],
  ['for others', "export { GatePass } from '../platforms/gate-pass.ts';"],
  ['for others, with all', "export * from '../platforms/gate-pass.ts';"],
])('W10, by lint: a pass made anywhere but in the gate is an error: %s', async (_how, code) => {
  for (const place of ['shared/conversations/operate.ts', 'functions/queues/sender.ts'])
    expect(await complaints(place, code)).not.toEqual([]);
  // A client may ask for a pass and not make one.
  expect(await complaints('shared/platforms/douyin/client.ts', code)).not.toEqual([]);
});

test('W10, by lint: the gate makes passes, a client demands them, everybody may speak of them', async () => {
  expect(
    await complaints('shared/conversations/gate.ts', `${IMPORT} export const pass = new GatePass(message);`),
  ).toEqual([]);
  const demand = "import { GatePass } from '../gate-pass.ts'; GatePass.demand(request);";
  expect(await complaints('shared/platforms/douyin/client.ts', demand)).toEqual([]);
  expect(await complaints('shared/conversations/operate.ts', demand)).not.toEqual([]);
  const type = "import type { GatePass } from '../platforms/gate-pass.ts'; export type Kept = GatePass;";
  expect(await complaints('shared/conversations/operate.ts', type)).toEqual([]);
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

test('W10: only a client calls the platform where it takes messages', () => {
  const files = [...sources(join(root, 'shared')), ...sources(join(root, 'functions'))];
  const holding = (pattern: RegExp): readonly string[] =>
    files
      .filter((path) => pattern.test(readFileSync(path, 'utf8')))
      .map((path) => path.slice(root.length))
      .sort();
  expect(holding(/\bCALLS\.send\b/)).toEqual([
    'shared/platforms/douyin/client.ts',
    'shared/platforms/xiaohongshu/client.ts',
  ]);
  expect(holding(/im\/send\/msg/)).toEqual(['shared/platforms/douyin/wire-calls.ts']);
  expect(holding(/im\/third\/send/)).toEqual(['shared/platforms/xiaohongshu/wire-calls.ts']);
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
