import { expect, test } from 'vitest';
import type { ThreadItem } from '../contracts.ts';
import { answerTo, commentReason, consentWords, orAnswered, quotedBy } from './given-words.ts';
import type { ThreadLine } from './thread-merge.ts';

const comment: ThreadItem = {
  key: 'm#1#e_a',
  atMs: 1,
  kind: 'comment',
  direction: 'in',
  body: { type: 'text', text: '多少钱' },
  comment: { id: 'c1' },
};

test('W7: an answer shows the words of the comment it quotes, nothing where they are not read yet', () => {
  const answer = { body: { type: 'text', text: '十五万起', quote: { commentId: 'c1' } } } as const;
  expect(quotedBy(answer, [comment])).toEqual({ words: '多少钱', key: 'm#1#e_a' });
  expect(quotedBy(answer, [])).toEqual({ words: '', key: undefined });
  expect(quotedBy({ body: { type: 'text', text: '您好' } }, [comment])).toBeUndefined();
});

const reply = (changes: Partial<ThreadLine>): ThreadLine => ({
  key: 'm#2#o_x',
  atMs: 2,
  kind: 'message',
  direction: 'out',
  body: { type: 'text', text: '十五万起', quote: { commentId: 'c1' } },
  state: 'sent',
  ...changes,
});

test.each(['planned', 'held', 'sending', 'sent', 'unknown', 'recalled'] as const)(
  'W7: a comment whose answer is %s has its answer',
  (state) => {
    expect(answerTo('c1', [comment, reply({ state })])?.key).toBe('m#2#o_x');
  },
);

test.each(['failed', 'refused', 'expired', 'cancelled'] as const)(
  'W7: an answer that is %s leaves the comment open',
  (state) => {
    expect(answerTo('c1', [comment, reply({ state })])).toBeUndefined();
  },
);

test('W7: an answer that never left this console leaves the comment open, as does one to another comment', () => {
  const unsent = { messageId: 'operator-0001', unsent: { code: 'network.unreachable' } };
  expect(answerTo('c1', [reply({ state: 'planned', local: unsent })])).toBeUndefined();
  expect(answerTo('c2', [reply({})])).toBeUndefined();
});

test('A3: a spend gate names the figure of the pack', () => {
  const refused = { kind: 'refused', rule: 'A3', code: 'comment.spend', needsYuan: 3_000 } as const;
  expect(commentReason(refused, 'zh-CN')).toContain('3,000');
  expect(commentReason({ kind: 'refused', rule: 'W7', code: 'comment.answered' }, 'zh-CN')).toBe(
    '这条评论已经回复过。',
  );
});

test('W3: consent is told with its end where it has one', () => {
  const moment = (atMs: number) => `day ${atMs}`;
  expect(consentWords({ consent: { given: true, untilMs: 7 } }, moment)).toBe('客户授权主动私信，到 day 7');
  expect(consentWords({ consent: { given: true } }, moment)).toBe('客户授权主动私信');
  expect(consentWords({ consent: { given: false } }, moment)).toBe('客户取消主动私信授权');
});

test('W7: an answer in the thread is its one answer, whatever right let it go', () => {
  const allowed = { kind: 'allowed', rule: 'W7', left: 1 } as const;
  expect(orAnswered(allowed, undefined)).toBe(allowed);
  expect(orAnswered(allowed, reply({}))).toMatchObject({ kind: 'refused', code: 'comment.answered' });
  expect(orAnswered(undefined, reply({}))).toMatchObject({ code: 'comment.answered' });
});
