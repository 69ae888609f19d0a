import { expect, test } from 'vitest';
import { rangeIn, rangeOf } from './range.ts';

/** 2026-03-01T00:30:00+08:00, still February in UTC. */
const NOW = Date.UTC(2026, 1, 28, 16, 30);
const asked = (text: string) => rangeIn(new URLSearchParams(text), NOW);

test('K4: presets are days of Shanghai', () => {
  expect(rangeOf('today', NOW)).toEqual({ from: '2026-03-01', to: '2026-03-01' });
  expect(rangeOf('7', NOW)).toEqual({ from: '2026-02-23', to: '2026-03-01' });
  expect(rangeOf('30', NOW)).toEqual({ from: '2026-01-31', to: '2026-03-01' });
  expect(rangeOf('month', NOW)).toEqual({ from: '2026-03-01', to: '2026-03-01' });
  expect(rangeOf('last-month', NOW)).toEqual({ from: '2026-02-01', to: '2026-02-28' });
});

test('K4: an address names two days or a preset; what is no range is the last seven days', () => {
  expect(asked('from=2026-01-01&to=2026-01-31')).toEqual({ from: '2026-01-01', to: '2026-01-31', preset: undefined });
  expect(asked('days=month').preset).toBe('month');
  for (const text of [
    '',
    'from=2026-02-30&to=2026-03-01',
    'from=2026-02-02&to=2026-02-01',
    'from=2025-01-01&to=2026-01-01',
    'days=x',
  ])
    expect(asked(text)).toEqual({ from: '2026-02-23', to: '2026-03-01', preset: '7' });
});
