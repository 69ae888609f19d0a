import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REASONS, reasonWords } from './words.ts';

const root = new URL('../../../../', import.meta.url);
const isSource = (name: string): boolean =>
  name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('harness') && !name.includes('builders');
const sources = (folder: string): readonly string[] =>
  readdirSync(new URL(folder, root))
    .filter(isSource)
    .map((name) => readFileSync(new URL(`${folder}${name}`, root), 'utf8'));

/** Where codes begin that a message is refused, held or failed with: the gate, its sender, and the platforms' answers. */
const FOLDERS = [
  'shared/conversations/',
  'shared/platforms/',
  'shared/platforms/douyin/',
  'shared/platforms/xiaohongshu/',
];
/** `code: '…'`, `fault: '…'`, a member of a union of codes, a violation's first word, one of a choice. */
const CODE =
  /(?:\bcode(?:: |\) return |\s\?\?\s)|\bfault: |\b(?:fault|failure)\('[a-z]+', |^\s*\| |\bRuleViolation\(|\? |: )'([a-z][a-z-]*\.[a-z0-9][a-z0-9.-]*)'/gm;
/** Names of log lines, of fields and of what never reaches a person. */
const OTHER =
  /^(?:event|message\.(?:held|refused|sent|failed|settled-by-echo|paced|planned|not-planned)$|lead|agent\.handed-over|conversation\.(?:waiting|gone|contended|too-late|parked)|content\.sealed|body|signature|handshake|key|pace\.contended|douyin\.|xiaohongshu\.)/;

const codes = [
  ...new Set(
    FOLDERS.flatMap(sources)
      .flatMap((text) => [...text.matchAll(CODE)].map(([, code = '']) => code))
      .filter((code) => !OTHER.test(code)),
  ),
].sort();

test('the codes are found where they are made', () => {
  for (const code of [
    'deadline.passed',
    'http.cut',
    'authorization.not-now',
    'image.not-uploaded',
    'text.phone',
    'pace.account',
  ])
    expect(codes).toContain(code);
});

test.each(codes)('Z1: %s has words of its own', (code) => {
  expect(Object.keys(REASONS)).toContain(code);
});

test('Z1: what the platform answers with a number or a status is told with it', () => {
  expect(reasonWords('28003070')).toContain('28003070');
  expect(reasonWords('http.502')).toContain('502');
});
