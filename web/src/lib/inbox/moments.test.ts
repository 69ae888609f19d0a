import { expect, test } from 'vitest';
import { localText, momentOf, snoozeChoices } from './moments.ts';

// Sunday 22 November 2026, 14:03 in Shanghai.
const NOW = Date.parse('2026-11-22T06:03:00Z');

test('a date field holds the tenant’s time, not the browser’s', () => {
  expect(localText(NOW, 'Asia/Shanghai')).toBe('2026-11-22T14:03');
  expect(momentOf('2026-11-22T14:03', 'Asia/Shanghai')).toBe(NOW);
  expect(momentOf('', 'Asia/Shanghai')).toBeUndefined();
});

test('a day that is longer than others keeps its morning', () => {
  // Summer time ends in New York on 1 November 2026 at 2 o'clock.
  expect(momentOf('2026-11-01T09:00', 'America/New_York')).toBe(Date.parse('2026-11-01T14:00:00Z'));
  expect(momentOf('2026-10-31T09:00', 'America/New_York')).toBe(Date.parse('2026-10-31T13:00:00Z'));
});

test('I1: a snooze ends tomorrow or on Monday at nine, in the tenant’s zone', () => {
  const at = Object.fromEntries(snoozeChoices(NOW, 'Asia/Shanghai').map(({ name, atMs }) => [name, atMs]));
  expect(at.tomorrow).toBe(Date.parse('2026-11-23T01:00:00Z'));
  expect(at.monday).toBe(Date.parse('2026-11-23T01:00:00Z'));
  const tuesday = NOW + 2 * 86_400_000;
  const later = Object.fromEntries(snoozeChoices(tuesday, 'Asia/Shanghai').map(({ name, atMs }) => [name, atMs]));
  expect(later.monday).toBe(Date.parse('2026-11-30T01:00:00Z'));
});
