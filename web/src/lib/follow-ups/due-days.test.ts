import { expect, test } from 'vitest';
import { byDueGroup, dueGroup } from './due-days.ts';

const ZONE = 'Asia/Shanghai';
const at = (text: string) => Date.parse(`${text}+08:00`);
const NOW_MS = at('2026-11-22T14:00:00');

test('I4: what is due is overdue from its very instant, of today until the tenant’s midnight, and later after it', () => {
  expect(dueGroup(at('2026-11-21T23:00:00'), NOW_MS, ZONE)).toBe('overdue');
  expect(dueGroup(NOW_MS, NOW_MS, ZONE)).toBe('overdue');
  expect(dueGroup(NOW_MS + 1, NOW_MS, ZONE)).toBe('today');
  expect(dueGroup(at('2026-11-22T23:59:59'), NOW_MS, ZONE)).toBe('today');
  expect(dueGroup(at('2026-11-23T00:00:00'), NOW_MS, ZONE)).toBe('later');
});

test('I4: days are the tenant’s, not the machine’s', () => {
  const evening = Date.parse('2026-11-22T15:30:00Z');
  expect(dueGroup(Date.parse('2026-11-22T16:30:00Z'), evening, ZONE)).toBe('later');
  expect(dueGroup(Date.parse('2026-11-22T16:30:00Z'), evening, 'UTC')).toBe('today');
});

test('I4: groups come in the order of work, without the empty ones', () => {
  const one = { id: 'a', dueAtMs: at('2026-11-25T10:00:00') };
  const two = { id: 'b', dueAtMs: at('2026-11-20T10:00:00') };
  const three = { id: 'c', dueAtMs: at('2026-11-21T10:00:00') };
  expect(byDueGroup([two, three, one], NOW_MS, ZONE)).toEqual([
    { group: 'overdue', items: [two, three] },
    { group: 'later', items: [one] },
  ]);
  expect(byDueGroup([], NOW_MS, ZONE)).toEqual([]);
});
