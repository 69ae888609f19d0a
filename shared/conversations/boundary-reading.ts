import { ContentType } from './model.ts';
import type { Standing } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import type { RulePack } from './pack-schema.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';

/** Reads the table of boundary-cases.ts. Times in it are milliseconds since the section's beginning. */

export interface Setting {
  readonly pack: RulePack;
  readonly standing: Standing;
  readonly startMs: number;
}
export interface Happened {
  readonly what: string;
  readonly afterMs: number;
}
export interface Question {
  readonly asks: 'welcome' | 'recall' | ContentType;
  readonly quotes: boolean;
  readonly afterMs: number;
}
/** One line at one time, for as many kinds of account as the section says. */
export interface Row {
  /** As the line has it, for the title of a test. */
  readonly title: string;
  readonly rule: string;
  readonly section: string;
  readonly settings: readonly Setting[];
  readonly past: readonly Happened[];
  readonly question: Question;
  readonly answer: string;
}

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000 };
/** 2 March 2026 in Shanghai. */
const DAY_MS = 1_772_380_800_000;

/** @throws {RangeError} for a text that is no time. */
function durationMs(text: string): number {
  const parts = [...text.matchAll(/([\d.]+)([hms])/g)];
  if (parts.map(([whole]) => whole).join('') !== text || parts.length === 0) throw new RangeError(`no time: ${text}`);
  return parts.reduce((sum, [, amount, unit]) => sum + Math.round(Number(amount) * (UNITS[unit ?? ''] ?? NaN)), 0);
}

/** @throws {RangeError} for a line that names no section. */
function settingsOf(line: string): readonly Setting[] {
  const [, platform, kinds] = /^(douyin|xiaohongshu) (both|enterprise|staff),/.exec(line) ?? [];
  const [, hour, minute] = /begins (\d\d):(\d\d)$/.exec(line) ?? [];
  if (!platform || hour === undefined || minute === undefined) throw new RangeError(`no section: ${line}`);
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

const happenedIn = (past: string): readonly Happened[] =>
  past === 'nothing'
    ? []
    : past.split(', ').map((text) => {
        const [what = '', time = ''] = text.split(' ');
        return { what, afterMs: durationMs(time) };
      });

function* questionsIn(asked: string): Generator<Question & { readonly text: string }> {
  for (const group of asked.split(', ')) {
    const [word = '', ...times] = group.split(/\s+/);
    const [type = '', quote] = word.split('+');
    const asks = type === 'welcome' || type === 'recall' ? type : ContentType.parse(type);
    for (const time of times) {
      yield { asks, quotes: quote === 'quote', afterMs: durationMs(time), text: `${word} ${time}` };
    }
  }
}

/** Every case of a table, in its order. @throws {RangeError} and {z.ZodError} for what is no table. */
export function rowsOf(table: string): readonly Row[] {
  const rows: Row[] = [];
  let [rule, section] = ['', ''];
  for (const line of table.split('\n').map((text) => text.trim())) {
    if (line === '') continue;
    if (line.startsWith('#')) rule = line.slice(1).trim();
    else if (!line.includes('|')) section = line;
    else {
      const [past = '', asked = '', answer = ''] = line.split('|').map((cell) => cell.trim());
      for (const { text, ...question } of questionsIn(asked)) {
        const title = `${rule} · ${section}: ${past} | ${text} | ${answer}`;
        rows.push({ title, rule, section, settings: settingsOf(section), past: happenedIn(past), question, answer });
      }
    }
  }
  return rows;
}
