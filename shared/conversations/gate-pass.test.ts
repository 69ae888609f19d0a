import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { GatePass } from '../platforms/platform.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function sources(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === 'node_modules') return [];
    if (statSync(path).isDirectory()) return sources(path);
    return path.endsWith('.ts') && !path.endsWith('.test.ts') ? [path] : [];
  });
}

test('W10: nobody builds a gate pass out of what it shows', () => {
  // @ts-expect-error the brand has no value: an object that looks like a pass is none
  const forged: GatePass = { tenantId: 't1', conversationId: 'c1', messageId: 'm1' };
  expect(forged).toBeDefined();
});

test('W10: one place of the product asserts a gate pass, and only the gate calls a client’s send', () => {
  const files = [...sources(join(root, 'shared')), ...sources(join(root, 'functions'))];
  const holding = (pattern: RegExp): readonly string[] =>
    files.filter((path) => pattern.test(readFileSync(path, 'utf8'))).map((path) => path.slice(root.length));
  expect(holding(/as GatePass|<GatePass>/)).toEqual(['shared/conversations/gate.ts']);
  expect(
    holding(/\bclients?(\[[^\]]+\]|\.\w+)?\.send\(\{/).filter((path) => !path.startsWith('shared/runtime/')),
  ).toEqual(['shared/conversations/gate.ts']);
});
