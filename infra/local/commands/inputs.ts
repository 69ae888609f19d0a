import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './process.ts';

/** Remembers by content what a build was made from, so that unchanged parts are not built again. */

const STAMPS = 'node_modules/.cache/miaohong';

const isTest = (name: string): boolean => /\.(test|bench)\.ts$/.test(name);

function addFile(hash: ReturnType<typeof createHash>, path: string): void {
  hash
    .update(path)
    .update('\0')
    .update(readFileSync(join(root, path)))
    .update('\0');
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string, skip: ReadonlySet<string>): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = `${folder}/${entry.name}`;
    if (skip.has(path) || entry.name === 'node_modules' || isTest(entry.name)) continue;
    if (entry.isDirectory()) addFolder(hash, path, skip);
    else if (entry.isFile()) addFile(hash, path);
  }
}

/** A fingerprint of files and folders (from the root); tests and the paths in `skip` do not count. */
export function fingerprint(paths: readonly string[], skip: readonly string[] = []): string {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths) {
    const found = statSync(join(root, path), { throwIfNoEntry: false });
    if (found?.isDirectory()) addFolder(hash, path, new Set(skip));
    else if (found) addFile(hash, path);
  }
  return hash.digest('hex');
}

/** True if the last successful build of `name` was made from these inputs. */
export function isCurrent(name: string, inputs: string): boolean {
  try {
    return readFileSync(join(root, STAMPS, name), 'utf8') === inputs;
  } catch {
    return false;
  }
}

export function remember(name: string, inputs: string): void {
  mkdirSync(join(root, STAMPS), { recursive: true });
  writeFileSync(join(root, STAMPS, name), inputs);
}
