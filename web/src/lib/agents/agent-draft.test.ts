import { expect, test } from 'vitest';
import { findKnowledge, isSameDraft, newDraft, problemOf, summaryOf, withSummary } from './agent-draft.ts';

const item = (id: string, question: string, answer: string) => ({ id, question, answer });

test('G1: a draft says what keeps it from being saved', () => {
  const draft = newDraft('model');
  expect(problemOf(draft)).toBe('name');
  expect(problemOf({ ...draft, name: '小秒', knowledge: [item('1', '多少钱', ' ')] })).toBe('knowledge');
  expect(problemOf({ ...draft, name: '小秒', knowledge: [item('1', '多少钱', '9 万起')] })).toBeUndefined();
});

test('knowledge is found by question and by answer', () => {
  const items = [item('1', 'How much', '9 万起'), item('2', '工期', '75 天')];
  expect(findKnowledge(items, 'HOW').map(({ id }) => id)).toEqual(['1']);
  expect(findKnowledge(items, '75').map(({ id }) => id)).toEqual(['2']);
  expect(findKnowledge(items, '  ')).toHaveLength(2);
});

test('a saved one stands in the list where it stood, without its texts; a new one comes last', () => {
  const whole = { ...newDraft('model'), id: 'a', name: '小秒', version: 2, updatedAtMs: 5 };
  const saved = summaryOf({ ...whole, knowledge: [item('1', '多少钱', '9 万起')] });
  expect(saved).toEqual({ id: 'a', name: '小秒', model: 'model', knowledgeCount: 1, version: 2, updatedAtMs: 5 });
  const known = ['a', 'b'].map((id) => ({ ...saved, id, name: '旧' }));
  expect(withSummary(known, saved).map(({ id, name }) => [id, name])).toEqual([
    ['a', '小秒'],
    ['b', '旧'],
  ]);
  expect(withSummary(known, { ...saved, id: 'c' }).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});

test('a draft that was changed back counts as unchanged', () => {
  expect(isSameDraft(newDraft('a'), newDraft('a'))).toBe(true);
  expect(isSameDraft(newDraft('a'), newDraft('b'))).toBe(false);
});
