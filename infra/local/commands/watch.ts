import { watch } from 'node:fs';
import { join } from 'node:path';
import { root } from './process.ts';

/** Tells which part of the repository changed, once things are quiet for a moment. */

export type Part = 'console' | 'functions';

const FOLDERS: Readonly<Record<string, readonly Part[]>> = {
  functions: ['functions'],
  shared: ['functions', 'console'],
  'web/src': ['console'],
  'web/messages': ['console'],
  'web/static': ['console'],
};
/** Editors write several files for one save. */
const QUIET_MS = 120;

const matters = (file: string | null): boolean =>
  file !== null && /\.(ts|js|svelte|css|json|html|svg)$/.test(file) && !/\.test\.ts$|paraglide|\.svelte-kit/.test(file);

/** Watches until `stop` is called; costs nothing while nobody saves. */
export function watchSources(changed: (parts: ReadonlySet<Part>) => void): () => void {
  let pending = new Set<Part>();
  let quiet: NodeJS.Timeout | undefined;
  const watchers = Object.entries(FOLDERS).map(([folder, parts]) =>
    watch(join(root, folder), { recursive: true }, (_, file) => {
      if (!matters(file)) return;
      for (const part of parts) pending.add(part);
      clearTimeout(quiet);
      quiet = setTimeout(() => {
        const parts = pending;
        pending = new Set();
        changed(parts);
      }, QUIET_MS);
    }),
  );
  return () => {
    clearTimeout(quiet);
    for (const watcher of watchers) watcher.close();
  };
}
