import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { BOUNDARY_CASES } from './boundary-cases.ts';
import { pageOf } from './boundary-page.ts';
import { type Happened, type Question, rowsOf, type Setting } from './boundary-reading.ts';
import { head } from './gate-builders.ts';
import { ContentType } from './model.ts';
import type { Verdict, WindowFacts } from './model-rules.ts';
import {
  factsAfterClaim,
  factsAfterClosing,
  factsAfterComment,
  factsAfterConsent,
  factsAfterEntry,
  factsAfterForeignSend,
  factsAfterProof,
  factsAfterSpeech,
  NO_FACTS,
} from './rules-facts.ts';
import { judgeRecall } from './rules-recall.ts';
import { planWelcome } from './rules-welcome.ts';
import { judge } from './rules-windows.ts';

/** Holds the engine to every line of boundary-cases.ts, and BOUNDARIES.md to the table. */

const newestComment = (facts: WindowFacts): string => facts.comments?.at(-1)?.id ?? 'none';

interface Known {
  readonly facts: WindowFacts;
  /** Whether the last thing that happened was an entry that granted. */
  readonly granted: boolean;
}

function after({ facts }: Known, { pack, standing, startMs }: Setting, happened: Happened, at: number): Known {
  const atMs = startMs + happened.afterMs;
  const known = (next: WindowFacts): Known => ({ facts: next, granted: false });
  switch (happened.what) {
    case 'enter':
    case 'enter+follow':
      return factsAfterEntry(pack, facts, { key: `e${at}`, atMs, follows: happened.what === 'enter+follow' });
    case 'speak':
      return known(factsAfterSpeech(facts, atMs));
    case 'consent':
      return known(factsAfterConsent(facts, { atMs, given: true, untilMs: atMs + 30 * 86_400_000 }));
    case 'withdraw':
      return known(factsAfterConsent(facts, { atMs, given: false }));
    case 'comment':
      return known(factsAfterComment(pack, facts, { id: `c${at}`, atMs }));
    case 'overuse':
      return known(factsAfterClosing(facts));
    case 'phone':
      return known(factsAfterForeignSend(pack, facts, { atMs, kind: 'text' }));
    case 'proof':
      return known(factsAfterProof(facts, startMs));
  }
  const [type, quote] = happened.what.replace('?', '').split('+');
  const contentType = ContentType.parse(type);
  const quotes = quote === 'quote' ? newestComment(facts) : undefined;
  const verdict = judge(pack, standing, facts, { contentType, sender: 'operator', quotes }, atMs);
  if (verdict.kind === 'refused') throw new Error('the table sends what may not go');
  const claimed = factsAfterClaim(facts, verdict, contentType === 'text' ? 'text' : 'other', atMs);
  const isAnswered = !happened.what.endsWith('?') && verdict.commentId === undefined;
  return known(isAnswered ? factsAfterProof(claimed.facts, claimed.grant.sentAtMs) : claimed.facts);
}

function answerOf(setting: Setting, past: readonly Happened[], { asks, quotes, afterMs }: Question): string {
  const { pack, standing, startMs } = setting;
  const nothing: Known = { facts: NO_FACTS, granted: false };
  const { facts, granted } = past.reduce((known, one, at) => after(known, setting, one, at), nothing);
  const nowMs = startMs + afterMs;
  const lastMs = startMs + (past.at(-1)?.afterMs ?? 0);
  if (asks === 'recall') {
    const step = judgeRecall(pack, { state: 'sent', platformMessageId: 'p1', sentAtMs: lastMs }, nowMs);
    return step.kind === 'refused' ? `no ${step.code}` : 'yes';
  }
  if (asks === 'welcome') {
    const texts = pack.platform === 'douyin' ? ['1', '2', '3'] : ['1', '2'];
    const entry = { key: 'e1', atMs: lastMs };
    const count = granted ? planWelcome(pack, standing, head({ facts }), entry, texts, nowMs).length : 0;
    return count === 0 ? 'no' : `yes, ${count} ${count === 1 ? 'text' : 'texts'}`;
  }
  const candidate = {
    contentType: asks,
    sender: 'operator',
    quotes: quotes ? newestComment(facts) : undefined,
  } as const;
  return wordsOf(judge(pack, standing, facts, candidate, nowMs), startMs);
}

function wordsOf(verdict: Verdict, startMs: number): string {
  if (verdict.kind === 'allowed') {
    return `yes ${verdict.rule}${verdict.left === undefined ? '' : `, ${verdict.left} left`}`;
  }
  const next = verdict.nextChanceMs === undefined ? '' : `, next ${(verdict.nextChanceMs - startMs) / 3_600_000}h`;
  return `no ${verdict.rule} ${verdict.code}${next}`;
}

const rows = rowsOf(BOUNDARY_CASES);
const cases = rows.flatMap((row) =>
  row.settings.map((setting) => ({ ...row, setting, title: `${row.title} · ${setting.standing.kind}` })),
);

test('the table holds at least 400 cases, for both platforms and kinds', () => {
  expect(cases.length).toBeGreaterThanOrEqual(400);
  expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
  const settings = cases.map(({ setting }) => `${setting.pack.platform} ${setting.standing.kind}`);
  expect([...new Set(settings)].sort()).toEqual([
    'douyin enterprise',
    'douyin staff',
    'xiaohongshu enterprise',
    'xiaohongshu staff',
  ]);
});

test('BOUNDARIES.md is the table in sentences', async () => {
  await expect(pageOf(rows)).toMatchFileSnapshot(fileURLToPath(new URL('BOUNDARIES.md', import.meta.url)));
});

describe('section 4 at its edges', () => {
  test.each(cases.map((one) => [one.title, one] as const))('%s', (_title, { setting, past, question, answer }) => {
    expect(answerOf(setting, past, question)).toBe(answer);
  });
});
