import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Platform } from '../conversations/model.ts';
import { packFor } from '../conversations/packs.ts';
import { contentOf as douyinContent } from '../platforms/douyin/outgoing.ts';
import { contentOf as xiaohongshuContent } from '../platforms/xiaohongshu/outgoing.ts';
import { lintContent } from './lint.ts';
import type { BaseContent, Media } from './model.ts';

const NOW_MS = Date.parse('2026-11-22T00:00:00Z');
const lint = (platform: Platform, content: BaseContent) => lintContent(platform, packFor(platform, NOW_MS), content);
const media: Media = { objectId: 'o1', contentType: 'video/mp4', bytes: 10, hasThumbnail: false };

test('C2: a video is refused for Douyin when it is configured; Xiaohongshu takes it', () => {
  expect(lint('douyin', { kind: 'video', media })).toEqual([
    { platform: 'douyin', code: 'content.never-sent', rule: 'C2' },
  ]);
  expect(lint('xiaohongshu', { kind: 'video', media })).toEqual([]);
});

test.each([
  ['douyin', '看看 example.com', 'text.link'],
  ['xiaohongshu', '电话 13812345678', 'text.phone'],
  ['douyin', '字'.repeat(1_001), 'text.too-long'],
  ['douyin', '{{customer.nick|朋友}}', 'variables.unknown'],
  ['xiaohongshu', '您好{{customer.name}}', 'variables.no-fallback'],
] as const)('C1, M6: %s refuses %s', (platform, text, code) => {
  expect(lint(platform, { kind: 'text', text })).toMatchObject([{ platform, code }]);
});

test('C1: a fallback counts as what it may become', () => {
  expect(lint('douyin', { kind: 'text', text: '{{customer.name|看 example.com}}' })).toMatchObject([
    { code: 'text.link' },
  ]);
});

test('C1: what passes here passes the adapters that send it, and what is refused here they refuse', () => {
  const adapters = { douyin: douyinContent, xiaohongshu: xiaohongshuContent } as const;
  const platform = fc.constantFrom('douyin', 'xiaohongshu');
  const word = fc.constantFrom('好', '😀', ' ', 'a.com', '13812345678', 'x'.repeat(499), '字'.repeat(500), '.');
  fc.assert(
    fc.property(platform, fc.array(word, { maxLength: 4 }), (where, words) => {
      const text = words.join('');
      const sent = adapters[where]({ body: { type: 'text', text } });
      expect(lint(where, { kind: 'text', text }).length > 0).toBe('fault' in sent);
    }),
    { numRuns: 1_000 },
  );
});
