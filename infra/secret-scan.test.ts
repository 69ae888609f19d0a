import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { build } from 'esbuild';
import { expect, test, vi } from 'vitest';
import { cdkContext } from './cdk-context.ts';
import { fromRoot } from './paths.ts';
import { MiaohongStack } from './stack.ts';

/** SEC35: whoever builds has credentials in the environment; none of it may end up in what is deployed. */

const PLANTED = {
  DOUYIN_CLIENT_SECRET: 'planted-7f3Qz81LmXw0',
  XIAOHONGSHU_APP_SECRET: 'planted-Kq92vBn55TyR',
  XIAOHONGSHU_MESSAGE_KEY: '9d41c07be2a85f3360d7b1ee8c24fa59',
  ANTHROPIC_API_KEY: 'sk-ant-planted-4Hd8sWp2',
  SIGNING_KEY: 'planted-ZxC83hUo91Pa',
  AWS_SECRET_ACCESS_KEY: 'planted/wJalr+UtnFE7MDbPx',
};
for (const [name, value] of Object.entries(PLANTED)) vi.stubEnv(name, value);

/** Bits a character: of random letters and digits about 5, of words and addresses below 4.5. */
const RANDOM_BITS = 4.5;
const CANDIDATE = /[A-Za-z0-9+/=_-]{24,}/g;

function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

/** Letters of both cases and digits, as good as random: what a key looks like, and hardly anything else. */
const isRandom = (text: string): boolean =>
  /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text) && bitsOf(text) >= RANDOM_BITS;
/** Found in the SDK's own code: the alphabet of base64 and an address of its documentation. */
const isExplained = (text: string): boolean =>
  text.startsWith('ABCDEFGHIJKLM') || text.startsWith('com/aws/aws-sdk-js');
const keysIn = (text: string): string[] =>
  [...new Set(text.match(CANDIDATE) ?? [])].filter((found) => isRandom(found) && !isExplained(found));

/** Every text of the template but the names of its own parts, which end in a hash. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, held]) =>
    ['Ref', 'Fn::GetAtt', 'DependsOn', 'PolicyName'].includes(name) ? [] : textsOf(held),
  );
}

const entries = ['api', 'live', 'webhooks', 'timers']
  .map((name) => `functions/${name}/index.ts`)
  .concat(['conversation', 'reactions', 'notices'].map((name) => `functions/streams/${name}.ts`))
  .concat(['sender', 'agent'].map((name) => `functions/queues/${name}.ts`));

const bundleOf = async (entry: string): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [fromRoot(entry)],
    bundle: true,
    write: false,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': fromRoot('shared/runtime/lambda-credentials.ts') },
    logLevel: 'silent',
  });
  return outputFiles.map(({ text }) => text).join('\n');
};

test('the scan finds what it is for', () => {
  expect(keysIn('const k="wJalrXUtnFEMI7K4MDENGbPxRfiCYzEXAMPLEKEY"')).toHaveLength(1);
  expect(keysIn('https://execute-api.eu-west-1.amazonaws.com/some/long/path/of/words')).toEqual([]);
});

test.each(entries)('SEC35: the bundle of %s holds no credential', async (entry) => {
  const bundle = await bundleOf(entry);
  for (const value of Object.values(PLANTED)) expect(bundle).not.toContain(value);
  expect(keysIn(bundle)).toEqual([]);
});

test('SEC35: the template holds no credential', () => {
  const siteDir = mkdtempSync(join(tmpdir(), 'site-'));
  writeFileSync(join(siteDir, 'index.html'), '<!doctype html><title>Miaohong</title>');
  const app = new App({ context: { ...cdkContext(), 'aws:cdk:bundling-stacks': [] } });
  const template = Template.fromStack(new MiaohongStack(app, 'Scanned', { stageName: 'main', siteDir })).toJSON();
  const text = JSON.stringify(template);
  for (const value of Object.values(PLANTED)) expect(text).not.toContain(value);
  const texts = textsOf(template);
  expect(texts.length).toBeGreaterThan(1_000);
  expect(texts.flatMap(keysIn)).toEqual([]);
});
