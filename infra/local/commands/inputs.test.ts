import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprint } from './inputs.ts';
import { root } from './process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'node_modules/.inputs-'));
  writeFileSync(join(folder, 'a.ts'), 'one');
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 50 }));

const now = (skip: readonly string[] = []) => fingerprint([relative(root, folder)], skip);

test('only content counts: touching a file builds nothing, changing it does', () => {
  const before = now();
  utimesSync(join(folder, 'a.ts'), 1, 1);
  expect(now()).toBe(before);
  writeFileSync(join(folder, 'a.ts'), 'two');
  expect(now()).not.toBe(before);
});

test('tests and skipped paths do not count, a renamed file does', () => {
  const before = now();
  writeFileSync(join(folder, 'a.test.ts'), 'x');
  writeFileSync(join(folder, 'skipped.ts'), 'x');
  expect(now([`${relative(root, folder)}/skipped.ts`])).toBe(before);
  writeFileSync(join(folder, 'b.ts'), 'one');
  rmSync(join(folder, 'a.ts'));
  expect(now([`${relative(root, folder)}/skipped.ts`])).not.toBe(before);
});
