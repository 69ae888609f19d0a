import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Found, Stretch } from './search.ts';

/** How far a search has come, in a file, so that it may be broken off and go on. */

const Platform = z.object({
  /** Seeds 1 to this are done. */
  done: z.number().int(),
  answers: z.record(z.string(), z.number()),
  failures: z.array(z.object({ seed: z.number(), lines: z.array(z.string()) })),
});
const Progress = z.object({
  /** Of the rules that were searched: others begin anew. */
  rules: z.string(),
  douyin: Platform,
  xiaohongshu: Platform,
});
export type Progress = z.infer<typeof Progress>;

const nothing = (): Progress['douyin'] => ({ done: 0, answers: {}, failures: [] });

/** Digest of the rules, the packs and the oracle: what a figure holds for. */
export function digestOfRules(): string {
  const folder = fileURLToPath(new URL('../../shared/conversations', import.meta.url));
  const files = globSync(
    '{rules-{windows,grants,entries,days,facts,elsewhere,spending},model-rules,pack-*,oracle*}.ts',
    {
      cwd: folder,
    },
  )
    .filter((file) => !file.endsWith('.test.ts'))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(`${folder}/${file}`));
  return hash.digest('hex').slice(0, 12);
}

/** What was found so far of these very rules. @throws {SyntaxError} for a file that is none of ours. */
export function loadProgress(file: string, rules: string): Progress {
  const known = existsSync(file) ? Progress.safeParse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  if (known?.success && known.data.rules === rules) return known.data;
  return { rules, douyin: nothing(), xiaohongshu: nothing() };
}

export function saveProgress(file: string, progress: Progress): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(progress, null, 2)}\n`);
}

/** The next stretch is done; they come in order. */
export function advance(progress: Progress, { platform, from, count }: Stretch, found: Found): void {
  const known = progress[platform];
  known.done = from + count - 1;
  known.failures.push(...found.failures.map(({ seed, lines }) => ({ seed, lines: [...lines] })));
  for (const [answer, times] of Object.entries(found.answers)) {
    known.answers[answer] = (known.answers[answer] ?? 0) + times;
  }
}
