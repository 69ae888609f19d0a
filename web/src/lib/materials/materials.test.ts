import { expect, test } from 'vitest';
import type { Api } from '../api/api.ts';
import type { MaterialView, PartView } from '../contracts.ts';
import { draftOf, isSameDraft, issuesOf, moved, newDraft, problemOf, suits } from './material-draft.ts';
import { MediaAddresses } from './media-addresses.ts';
import { pictureOf, previewOf } from './preview-values.ts';

const NOW_MS = Date.parse('2026-11-22T00:00:00Z');
const media = {
  objectId: 'o1',
  contentType: 'image/png',
  bytes: 1,
  url: 'https://b/whole',
  thumbnailUrl: 'https://b/small',
};
const values = { customer: '小美', account: '官方号', member: '小陈' };
const text: PartView = {
  materialId: 'a',
  base: { name: '问候', content: { kind: 'text', text: '{{customer.name|朋友}}好' } },
};
const image: PartView = { materialId: 'b', base: { name: '图', content: { kind: 'image', media } } };

test('C2: a new video begins without Douyin, which cannot be ticked for it', () => {
  expect(newDraft('video', undefined).platforms).toEqual(['xiaohongshu']);
  expect(suits('video', 'douyin', NOW_MS)).toBe(false);
  expect(suits('image', 'douyin', NOW_MS)).toBe(true);
  expect(suits('combined', 'douyin', NOW_MS)).toBe(true);
});

test('C1, M6: what a platform would refuse shows while one writes, for the chosen platforms alone', () => {
  const draft = { ...newDraft('text', undefined), text: '电话 13812345678' };
  expect(issuesOf(draft, NOW_MS).map(({ platform, code }) => [platform, code])).toEqual([
    ['xiaohongshu', 'text.phone'],
  ]);
  expect(issuesOf({ ...draft, platforms: ['douyin'] }, NOW_MS)).toEqual([]);
  expect(issuesOf({ ...draft, text: '' }, NOW_MS)).toEqual([]);
});

test.each([
  ['a name', { name: ' ', text: '您好' }, 'name'],
  ['a platform', { name: '问候', text: '您好', platforms: [] }, 'platforms'],
  ['words', { name: '问候', text: ' ' }, 'text'],
  ['a file', { kind: 'image', name: '图' }, 'file'],
  ['parts', { kind: 'combined', name: '组合' }, 'parts'],
  ['nothing', { name: '问候', text: '您好' }, undefined],
] as const)('a draft lacks %s', (_what, change, problem) => {
  expect(problemOf({ ...newDraft('text', undefined), ...change }, true)).toBe(problem);
});

test('a draft of what is stored is no change; another order of parts is one', () => {
  const material: MaterialView = {
    id: 'm1',
    name: '组合',
    scope: 'shared',
    ownerId: 'u',
    mine: true,
    platforms: ['douyin'],
    content: { kind: 'combined', parts: [text, image] },
    updatedAtMs: 1,
    version: 1,
  };
  const draft = draftOf(material);
  expect(isSameDraft(draft, draftOf(material))).toBe(true);
  expect(isSameDraft(draft, { ...draft, parts: moved(draft.parts, 0, 1) })).toBe(false);
});

test('parts move by one; past an end nothing moves', () => {
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
});

test('M2, M6: a preview shows every part as its base is, and where one is gone', () => {
  expect(previewOf({ kind: 'combined', parts: [text, image, { materialId: 'gone' }] }, values)).toEqual([
    { kind: 'text', text: '小美好' },
    { kind: 'image', url: 'https://b/small', media },
    { kind: 'missing' },
  ]);
  expect(previewOf({ kind: 'combined', parts: [text] }, { ...values, customer: '' })).toEqual([
    { kind: 'text', text: '朋友好' },
  ]);
  expect(pictureOf({ kind: 'combined', parts: [text, image] })).toBe('https://b/small');
  expect(pictureOf({ kind: 'text', text: '好' })).toBeUndefined();
});

test('an address is asked for once, and again after a failure', async () => {
  let asked = 0;
  const call = async () => {
    asked += 1;
    if (asked === 1) throw new Error('reset');
    return { url: `https://b/${asked}`, expiresSeconds: 3600 };
  };
  const addresses = new MediaAddresses({ call } as unknown as Api);
  await expect(addresses.of('o1', 'whole')).rejects.toThrow('reset');
  expect(await addresses.of('o1', 'whole')).toBe('https://b/2');
  expect(await addresses.of('o1', 'whole')).toBe('https://b/2');
  expect(await addresses.of('o1', 'thumbnail')).toBe('https://b/3');
});
