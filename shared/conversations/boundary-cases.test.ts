import { describe, expect, test } from 'vitest';
import { BOUNDARY_CASES } from './boundary-cases.ts';
import { ContentType } from './model.ts';
import type { Standing, Verdict, WindowFacts } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import type { RulePack } from './pack-schema.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
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
import { judge } from './rules-windows.ts';

/** Reads the table of boundary-cases.ts and holds the engine to every line of it. */

interface Setting {
  readonly pack: RulePack;
  readonly standing: Standing;
  readonly startMs: number;
}
interface Case {
  readonly title: string;
  readonly setting: Setting;
  readonly past: string;
  readonly type: ContentType;
  readonly quotes?: string;
  readonly afterMs: number;
  readonly answer: string;
}

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000 };

function durationMs(text: string): number {
  const parts = [...text.matchAll(/([\d.]+)([hms])/g)];
  if (parts.map(([whole]) => whole).join('') !== text || parts.length === 0) throw new Error(`no duration: ${text}`);
  return parts.reduce((sum, [, amount, unit]) => sum + Math.round(Number(amount) * (UNITS[unit ?? ''] ?? NaN)), 0);
}

/** 2 March 2026 in Shanghai. */
const DAY_MS = Date.UTC(2026, 2, 1, 16);

function settingsOf(line: string): readonly Setting[] {
  const [, platform, kinds] = /^(douyin|xiaohongshu) (both|enterprise|staff),/.exec(line) ?? [];
  const [, hour, minute] = /begins (\d\d):(\d\d)$/.exec(line) ?? [];
  if (!platform || hour === undefined || minute === undefined) throw new Error(`no section: ${line}`);
  const spend = /spend (\d+)/.exec(line)?.[1];
  return (['enterprise', 'staff'] as const)
    .filter((kind) => kinds === 'both' || kinds === kind)
    .map((kind) => ({
      pack: platform === 'douyin' ? douyinPack : xiaohongshuPack,
      standing: {
        kind,
        highWeight: line.includes('high weight'),
        adSpend30dYuan: spend === undefined ? 5_000 : Number(spend),
        mutualFollow: line.includes('mutual follow'),
      },
      startMs: DAY_MS + Number(hour) * 3_600_000 + Number(minute) * 60_000,
    }));
}

/** `text+quote`: a text that quotes the newest comment. */
const asking = (word: string): readonly [ContentType, { readonly quotes?: string }] => {
  const [type, quote] = word.split('+');
  return [ContentType.parse(type), quote === 'quote' ? { quotes: 'newest' } : {}];
};

function casesOf(table: string): readonly Case[] {
  const cases: Case[] = [];
  let rule = '';
  let section = '';
  let settings: readonly Setting[] = [];
  for (const line of table.split('\n').map((text) => text.trim())) {
    if (line === '') continue;
    if (line.startsWith('#')) rule = line.slice(1).trim();
    else if (!line.includes('|')) {
      section = line;
      settings = settingsOf(line);
    } else {
      const [past = '', asked = '', answer = ''] = line.split('|').map((cell) => cell.trim());
      for (const setting of settings) {
        for (const question of asked.split(', ')) {
          const [type, ...times] = question.split(/\s+/);
          const [contentType, quotes] = asking(type ?? '');
          for (const time of times) {
            const title = `${rule} · ${section} · ${setting.standing.kind}: ${past} | ${type} ${time} | ${answer}`;
            const afterMs = durationMs(time);
            cases.push({ title, setting, past, type: contentType, afterMs, answer, ...quotes });
          }
        }
      }
    }
  }
  return cases;
}

function factsOf(past: string, { pack, standing, startMs }: Setting): WindowFacts {
  let facts = NO_FACTS;
  if (past === 'nothing') return facts;
  for (const [at, text] of past.split(', ').entries()) {
    const [what = '', time = ''] = text.split(' ');
    const atMs = startMs + durationMs(time);
    if (what.startsWith('enter'))
      facts = factsAfterEntry(pack, facts, { key: `e${at}`, atMs, follows: what === 'enter+follow' }).facts;
    else if (what === 'speak') facts = factsAfterSpeech(facts, atMs);
    else if (what === 'consent')
      facts = factsAfterConsent(facts, { atMs, given: true, untilMs: atMs + 30 * 86_400_000 });
    else if (what === 'withdraw') facts = factsAfterConsent(facts, { atMs, given: false });
    else if (what === 'comment') facts = factsAfterComment(pack, facts, { id: `c${at}`, atMs });
    else if (what === 'overuse') facts = factsAfterClosing(facts);
    else if (what === 'phone') facts = factsAfterForeignSend(pack, facts, { atMs, kind: 'text' });
    else if (what === 'proof') facts = factsAfterProof(facts, startMs);
    else {
      const [contentType, { quotes }] = asking(what.replace('?', ''));
      const candidate = { contentType, sender: 'operator', quotes: quotes && newestComment(facts) } as const;
      const verdict = judge(pack, standing, facts, candidate, atMs);
      if (verdict.kind === 'refused') throw new Error(`the table sends what may not go: ${past}`);
      const claimed = factsAfterClaim(facts, verdict, contentType === 'text' ? 'text' : 'other', atMs);
      facts = what.endsWith('?') ? claimed.facts : factsAfterProof(claimed.facts, claimed.grant.sentAtMs);
    }
  }
  return facts;
}

const newestComment = (facts: WindowFacts): string => facts.comments?.at(-1)?.id ?? 'none';

function wordsOf(verdict: Verdict, startMs: number): string {
  if (verdict.kind === 'allowed') {
    return `yes ${verdict.rule}${verdict.left === undefined ? '' : `, ${verdict.left} left`}`;
  }
  const next = verdict.nextChanceMs === undefined ? '' : `, next ${(verdict.nextChanceMs - startMs) / 3_600_000}h`;
  return `no ${verdict.rule} ${verdict.code}${next}`;
}

const cases = casesOf(BOUNDARY_CASES);

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

describe('section 4 at its edges', () => {
  test.each(cases.map((one) => [one.title, one] as const))(
    '%s',
    (_title, { setting, past, type, quotes, afterMs, answer }) => {
      const facts = factsOf(past, setting);
      const { pack, standing, startMs } = setting;
      const verdict = judge(
        pack,
        standing,
        facts,
        { contentType: type, sender: 'operator', quotes: quotes && newestComment(facts) },
        startMs + afterMs,
      );
      expect(wordsOf(verdict, startMs)).toBe(answer);
    },
  );
});
