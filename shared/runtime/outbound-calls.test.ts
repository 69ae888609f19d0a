import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/**
 * SEC28: nothing of ours fetches an address that somebody gave it. The one way out is the `Http` port; who takes it, and
 * with which hosts, is written out here: a new caller is a decision to be made twice.
 */

const root = join(import.meta.dirname, '../..');
const sources = ['shared', 'functions'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|harness|fixtures|vectors/.test(file))
    .map((file) => join(folder, file)),
);
const using = (pattern: RegExp): string[] =>
  sources.filter((file) => pattern.test(readFileSync(join(root, file), 'utf8'))).sort();

test('SEC27, SEC28: only the platforms’ clients call out over the port, each to the host of its environment', () => {
  expect(using(/\bhttp\(\{|\bhttp\(request\b/)).toEqual(['shared/platforms/platform-call.ts']);
});

test('SEC28: no other way out: neither fetch nor a client of one’s own outside of the runtime', () => {
  expect(using(/[^.\w]fetch\(/)).toEqual([]);
  const ownClients = using(/from 'node:https?'|from 'undici'|from 'axios'/);
  expect(ownClients).toContain(join('shared', 'runtime', 'http-client.ts'));
  expect(ownClients.filter((file) => !file.startsWith(join('shared', 'runtime')))).toEqual([]);
});

test('SEC28: files of other hosts are fetched for pictures alone, by the API, after their rules', () => {
  expect(using(/remote-files/)).toEqual([
    join('functions', 'api', 'index.ts'),
    join('shared', 'pictures', 'rehost.ts'),
  ]);
  expect(using(/createRemoteFiles\(/)).toEqual([
    join('functions', 'api', 'index.ts'),
    join('shared', 'runtime', 'remote-files.ts'),
  ]);
});

test('SEC28: an address in a message is shown or stored, never part of a call', () => {
  // Platforms' adapters build every address from their base and fixed paths.
  for (const file of using(/platformCall|postJson|callPlatform|http: Http/)) {
    const text = readFileSync(join(root, file), 'utf8');
    expect(text, file).not.toMatch(/url:\s*(body|message|event|media|content)\.\w*[uU]rl/);
  }
});
