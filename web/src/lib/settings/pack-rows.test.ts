import { expect, test } from 'vitest';
import { packFor } from '../../../../shared/conversations/packs.ts';
import { packNotes, packRows } from './pack-rows.ts';

const NOW_MS = 1_780_000_000_000;
const douyin = { ...packFor('douyin', NOW_MS), platform: 'douyin' as const };
const xiaohongshu = { ...packFor('xiaohongshu', NOW_MS), platform: 'xiaohongshu' as const };
const lines = (pack: typeof douyin | typeof xiaohongshu) =>
  packRows(pack).map(({ rule, window, length, count, resets }) => [rule, window, length, count, resets].join(' · '));

test('W12: Douyin’s pack reads as its rules do', () => {
  expect(lines(douyin)).toEqual([
    'W2 · 客户发言后回复 · 24 小时 · 不限 · 客户每次发言',
    'W1 · 客户进入私信页 · 30 秒 · 3 条 · 每天最多 3 次，相隔至少 1 小时',
    'W3 · 主动私信 · 一次触达 10 分钟 · 3 条 · 每天 0 点',
  ]);
  expect(packRows(douyin).map(({ assumed }) => assumed !== undefined)).toEqual([true, false, true]);
});

test('W12: Xiaohongshu’s too, with what its first contact, comments and staff accounts need', () => {
  expect(lines(xiaohongshu)).toEqual([
    'W6 · 客户发言后回复 · 从此不限时 · 不限 · 客户每次发言',
    'W7 · 回复意向评论 · 24 小时 · 1 条文字，引用评论 · 每条评论',
    'W4 · 首次触达 · 客户开口之前，以 24 小时 为界 · 24 小时 内 2 条（先文字），之后 1 条 · 不重新计',
  ]);
  expect(packRows(xiaohongshu).flatMap(({ notes }) => notes)).toEqual([
    '近 30 天广告消耗至少 ¥3,000。',
    '第二条要账号权重高。',
    '客户关注了账号则不限条数（W5）。',
  ]);
  const notes = packNotes(xiaohongshu);
  expect(notes.map(({ text }) => text)).toEqual([
    '限时窗口的最后 1 秒不发送',
    '2 分钟 内可以撤回',
    '文字最多 1,000 字',
    '员工号要近 30 天广告消耗至少 ¥1,000 才能发送',
    '平台提示过快后，每秒 1 条起（整个应用 5 条），再逐步恢复',
    '交易卡',
  ]);
  expect(notes.flatMap(({ assumed }) => assumed ?? [])).toHaveLength(2);
});
