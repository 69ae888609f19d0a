import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Which of the needles stand in clear in the files below a folder, as `file: needle` (INV16, SEC32). `skip` names parts
 * of paths that may hold them.
 */
export function findLeaks(folder: string, needles: readonly string[], skip: readonly string[]): readonly string[] {
  const wanted = needles.map((needle) => Buffer.from(needle, 'utf8'));
  return filesBelow(folder, skip).flatMap((file) => {
    const bytes = readFileSync(join(folder, file));
    return needles.filter((_, at) => bytes.includes(wanted[at] ?? '')).map((needle) => `${file}: ${needle}`);
  });
}

/** Which texts of a form stand in clear there. `pattern` is searched in bytes read as Latin-1: for digits and the like. */
export function findFormed(folder: string, pattern: RegExp, skip: readonly string[]): readonly string[] {
  return filesBelow(folder, skip).flatMap((file) =>
    [...readFileSync(join(folder, file), 'latin1').matchAll(pattern)].map(([text]) => text),
  );
}

const filesBelow = (folder: string, skip: readonly string[]): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => !skip.some((part) => file.includes(part)) && statSync(join(folder, file)).isFile(),
  );
