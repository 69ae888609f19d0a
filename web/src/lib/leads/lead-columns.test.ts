import { expect, test } from 'vitest';
import { leadColumnsOf, leadTracks } from './lead-columns.ts';

test('K5: kept columns stand in the list’s order, unknown ones are left out, none kept shows all', () => {
  expect(leadColumnsOf(['state', 'nonsense', 'contact'])).toEqual(['contact', 'state']);
  expect(leadColumnsOf([''])).toEqual([]);
  expect(leadColumnsOf(undefined)).toEqual(['contact', 'account', 'source', 'owner', 'captured', 'state']);
});

test('K5: each column that shows has a track, after that of the name', () => {
  expect(leadTracks(['owner', 'state'])).toBe('minmax(0, 1.3fr) 7rem 7rem');
});
