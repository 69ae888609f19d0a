import { expect, test } from 'vitest';
import type { Asker } from './oracle.ts';
import { historyOf } from './oracle-histories.ts';
import { linesOf, shrunk } from './oracle-shrink.ts';
import { disagreement } from './oracle-verdicts.ts';
import { douyinPack } from './pack-douyin.ts';
import { type RulePack, RulePack as RulePackSchema } from './pack-schema.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';

/**
 * Random histories of both platforms and kinds, the engine against the oracle: nothing illegal is allowed, nothing legal
 * is refused. ORACLE_HISTORIES says how many per platform; a long run is `npm run histories` (test/histories).
 */

const HISTORIES = Number(process.env.ORACLE_HISTORIES ?? 100_000);
const TIMEOUT_MS = 30_000 + HISTORIES;
const DAY = 86_400_000;

/** The first history of a platform that the pack answers wrongly, made small. */
function firstWrong(platform: Asker['platform'], most: number, pack?: RulePack): string | undefined {
  for (let seed = 1; seed <= most; seed++) {
    const history = historyOf(platform, seed);
    if (!disagreement(history, pack)) continue;
    const small = shrunk(history, pack);
    return [`seed ${seed}`, ...(small ? linesOf(small) : [])].join('\n');
  }
  return undefined;
}

test.each(['douyin', 'xiaohongshu'] as const)(
  'W1–W7, W13, A3, C1: on %s the engine says what a search of the history finds',
  (platform) => {
    expect(firstWrong(platform, HISTORIES)).toBeUndefined();
  },
  TIMEOUT_MS,
);

test('a history that fails is told without the steps that it can spare', () => {
  const four = withWindow(douyinPack, 'entry', { max: 4 });
  const seed = Array.from({ length: 20_000 }, (_, at) => at).find((at) => disagreement(historyOf('douyin', at), four));
  const small = shrunk(historyOf('douyin', seed ?? -1), four);
  expect(small).toBeDefined();
  const { history, found } = small ?? expect.fail();
  for (const at of history.steps.keys()) {
    const fewer = { ...history, steps: history.steps.filter((_, index) => index !== at) };
    expect(disagreement(fewer, four)).toBeUndefined();
  }
  // One line says what is wrong, one who asks, and one stands for each step.
  expect(linesOf({ history, found })).toHaveLength(2 + history.steps.length);
  expect(history.steps.some(({ kind }) => kind === 'enter')).toBe(true);
  expect(shrunk(history)).toBeUndefined();
});

const withWindow = (pack: RulePack, grant: string, change: object): RulePack =>
  RulePackSchema.parse({
    ...pack,
    windows: pack.windows.map((window) => (window.grant === grant ? { ...window, ...change } : window)),
  });

/** Not under mutation (test/mutation), where every mutant would pay for the search. */
test.skipIf(HISTORIES < 10_000).each<[string, Asker['platform'], RulePack]>([
  ['no margin', 'douyin', { ...douyinPack, marginMs: 0 }],
  ['a millisecond more margin', 'douyin', { ...douyinPack, marginMs: 1_001 }],
  ['four messages an entry', 'douyin', withWindow(douyinPack, 'entry', { max: 4 })],
  ['two messages an entry', 'douyin', withWindow(douyinPack, 'entry', { max: 2 })],
  ['four grants a day', 'douyin', withWindow(douyinPack, 'entry', { perDay: 4 })],
  ['an hour and a millisecond between grants', 'douyin', withWindow(douyinPack, 'entry', { spacingMs: 3_600_001 })],
  [
    'a millisecond less than an hour between grants',
    'douyin',
    withWindow(douyinPack, 'entry', { spacingMs: 3_599_999 }),
  ],
  ['days of another zone', 'douyin', { ...douyinPack, dayUtcOffsetMinutes: 0 }],
  ['replies for a millisecond more', 'douyin', withWindow(douyinPack, 'reply', { lengthMs: DAY + 1 })],
  ['four messages a touch', 'douyin', withWindow(douyinPack, 'proactive', { max: 4 })],
  ['touches of a second more', 'douyin', withWindow(douyinPack, 'proactive', { touchMs: 601_000 })],
  [
    'a day and a millisecond for a comment',
    'xiaohongshu',
    withWindow(xiaohongshuPack, 'comment', { lengthMs: DAY + 1 }),
  ],
  ['no gate for comments', 'xiaohongshu', { ...xiaohongshuPack, intentCommentsMinAdSpend30dYuan: 0 }],
  ['six messages a reply window', 'douyin', withWindow(douyinPack, 'reply', { max: 6 })],
  ['an edge a millisecond late', 'xiaohongshu', withWindow(xiaohongshuPack, 'first-contact', { edgeMs: DAY + 1 })],
  ['no rule for followers', 'xiaohongshu', withWindow(xiaohongshuPack, 'first-contact', { followersRule: null })],
  ['nothing after the edge', 'xiaohongshu', withWindow(xiaohongshuPack, 'first-contact', { afterEdge: [] })],
  ['replies for a day only', 'xiaohongshu', withWindow(xiaohongshuPack, 'reply', { lengthMs: DAY })],
  ['no spend gate', 'xiaohongshu', { ...xiaohongshuPack, minAdSpend30dYuan: { enterprise: 0, staff: 0 } }],
  ['a gate of 1,001 yuan', 'xiaohongshu', { ...xiaohongshuPack, minAdSpend30dYuan: { enterprise: 0, staff: 1_001 } }],
])('the oracle has teeth: a pack with %s is found out', (_what, platform, wrong) => {
  expect(firstWrong(platform, 20_000, wrong)).toBeDefined();
});
