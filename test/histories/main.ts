import { historyOf } from '../../shared/conversations/oracle-histories.ts';
import { linesOf, shrunk } from '../../shared/conversations/oracle-shrink.ts';
import { createThreadPool } from '../harness/thread-pool.ts';
import { type Options, optionsOf, platformsOf } from './options.ts';
import { advance, digestOfRules, loadProgress, type Progress, saveProgress } from './progress.ts';
import type { Found, Stretch } from './search.ts';

/**
 * `npm run histories`: random histories of each platform, the gate's engine against the oracle. Goes on where the last
 * search of the same rules stopped. Fails where they disagree, and where an answer was never met.
 */

const STRETCH = 50_000;
const TOLD_EVERY = 1_000_000;
/** Answers that every search of a million meets; one that is missing means that histories no longer reach a rule. */
const MET = {
  douyin: [
    'yes W1',
    'yes W2',
    'yes W3',
    'no C1 capability.not-sendable',
    'no C1 capability.needs-mutual-follow',
    'no W1 window.quota-used',
    'no W3 window.closed',
    'no W3 window.quota-used',
    'no W3a window.closed-by-platform',
  ],
  xiaohongshu: [
    'yes W4',
    'yes W5',
    'yes W6',
    'yes W7',
    'no A3 account.spend-gate',
    'no C1 capability.not-sendable',
    'no W3a window.closed-by-platform',
    'no W4 window.closed',
    'no W4 window.needs-weight',
    'no W4 window.quota-used',
    'no W4 window.text-first',
    'no W4 window.text-unproven',
    'no W7 window.quota-used',
    'no W7 window.text-only',
  ],
} as const;

const grouped = (number: number): string => number.toLocaleString('en-US');

/** One history again: what the two disagree about, or that they agree. */
function replay(options: Options, seed: number): number {
  let code = 0;
  for (const platform of platformsOf(options)) {
    const small = shrunk(historyOf(platform, seed));
    console.log([`${platform} ${seed}: ${small ? '' : 'agreed'}`, ...(small ? linesOf(small) : [])].join('\n'));
    if (small) code = 1;
  }
  return code;
}

function* stretches(options: Options, progress: Progress, most: number): Generator<Stretch> {
  for (const platform of platformsOf(options)) {
    for (let from = progress[platform].done + 1; from <= most; from += STRETCH) {
      yield { platform, from, count: Math.min(STRETCH, most - from + 1) };
    }
  }
}

async function search(options: Options): Promise<Progress> {
  const { fresh, out, threads } = options;
  const most = Math.round(options.millions * 1_000_000);
  const rules = digestOfRules();
  const progress = loadProgress(fresh ? '' : out, rules);
  for (const platform of platformsOf(options)) {
    const { done } = progress[platform];
    if (done > 0) console.log(`${platform}: ${grouped(done)} are done already (${out})`);
  }
  const pool = createThreadPool<Stretch, Found>(new URL('./search-thread.ts', import.meta.url), threads);
  const startedMs = performance.now();
  let searched = 0;
  try {
    await pool.run(stretches(options, progress, most), (found, stretch) => {
      advance(progress, stretch, found);
      saveProgress(out, progress);
      for (const { seed, lines } of found.failures) console.log([`${stretch.platform} ${seed}:`, ...lines].join('\n'));
      searched += stretch.count;
      const { done, failures } = progress[stretch.platform];
      if (done % TOLD_EVERY !== 0) return;
      const perSecond = Math.round(searched / ((performance.now() - startedMs) / 1_000));
      console.log(
        `${stretch.platform}: ${grouped(done)} of ${grouped(most)}, ${failures.length} disagreements, ${grouped(perSecond)} a second`,
      );
    });
  } finally {
    await pool.close();
  }
  return progress;
}

/** The figures, and what is wrong with them as the exit code. */
function told(options: Options, progress: Progress): number {
  let code = 0;
  for (const platform of platformsOf(options)) {
    const { done, answers, failures } = progress[platform];
    console.log(`${platform}: ${grouped(done)} histories, ${failures.length} disagreements, rules ${progress.rules}`);
    for (const [answer, times] of Object.entries(answers).sort()) console.log(`  ${answer}: ${grouped(times)}`);
    const missing = done < TOLD_EVERY ? [] : MET[platform].filter((answer) => answers[answer] === undefined);
    if (missing.length > 0) console.log(`  never met: ${missing.join(', ')}`);
    if (failures.length + missing.length > 0) code = 1;
  }
  return code;
}

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  return options.seed === undefined ? told(options, await search(options)) : replay(options, options.seed);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (!(error instanceof RangeError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  },
);
