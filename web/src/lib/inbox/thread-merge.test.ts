import { describe, expect, test } from 'vitest';
import type { ThreadItem } from '../contracts.ts';
import {
  countIncomingAfter,
  localKey,
  mergeLines,
  rowsOf,
  type ThreadLine,
  voiceOf,
  withLocal,
} from './thread-merge.ts';

const MINUTE_MS = 60_000;
const line = (key: string, more: Partial<ThreadItem> = {}): ThreadItem => ({
  key,
  atMs: Number(key.slice(0, 3)) * MINUTE_MS,
  kind: 'message',
  direction: 'in',
  body: { type: 'text', text: key },
  ...more,
});
const ours = (messageId: string): ThreadLine => ({
  ...line(localKey(messageId), { direction: 'out', sender: 'operator', state: 'planned', atMs: 900 * MINUTE_MS }),
  local: { messageId },
});
const keys = (lines: readonly ThreadLine[]) => lines.map(({ key }) => key);
const oneDay = () => 'day';

describe('INV17: live lines equal a fresh load', () => {
  test('items in any order, twice, stand once and in the order of keys', () => {
    const items = [line('003#e_c'), line('001#e_a'), line('002#e_b')];
    const once = mergeLines([], items);
    expect(keys(once)).toEqual(['001#e_a', '002#e_b', '003#e_c']);
    expect(keys(mergeLines(once, items))).toEqual(['001#e_a', '002#e_b', '003#e_c']);
  });

  test('a line that the server leaves out by now goes', () => {
    const shown = mergeLines([], [line('001#e_a'), line('002#o_x', { direction: 'out', state: 'planned' })]);
    expect(keys(mergeLines(shown, [], ['002#o_x']))).toEqual(['001#e_a']);
  });

  test('F5: an echo that stood as a line of its own goes by the end of its key', () => {
    const shown = mergeLines([], [line('001#e_a'), line('002#o_x'), line('003#e_b')]);
    expect(keys(mergeLines(shown, [line('002#o_x', { state: 'sent' })], ['#e_b']))).toEqual(['001#e_a', '002#o_x']);
  });

  test('a later state of the same line replaces the earlier', () => {
    const before = mergeLines([], [line('001#o_x', { direction: 'out', state: 'sending' })]);
    expect(mergeLines(before, [line('001#o_x', { direction: 'out', state: 'sent' })])[0]?.state).toBe('sent');
  });

  test('older pages go above, what is on its way stays last', () => {
    const shown = withLocal(mergeLines([], [line('005#e_e')]), ours('MESSAGE001'));
    expect(keys(mergeLines(shown, [line('001#e_a')]))).toEqual(['001#e_a', '005#e_e', localKey('MESSAGE001')]);
  });
});

describe('optimistic sends', () => {
  test('the server’s line takes the place of ours when it comes by socket', () => {
    const shown = withLocal([], ours('MESSAGE001'));
    const settled = line('901#o_MESSAGE001', { direction: 'out', state: 'sent' });
    expect(keys(mergeLines(shown, [settled]))).toEqual(['901#o_MESSAGE001']);
  });

  test('ours is not added again once the server’s line is there', () => {
    const shown = mergeLines([], [line('901#o_MESSAGE001', { direction: 'out', state: 'sent' })]);
    expect(keys(withLocal(shown, ours('MESSAGE001')))).toEqual(['901#o_MESSAGE001']);
  });

  test('a retry under the same id stays one line', () => {
    expect(withLocal(withLocal([], ours('MESSAGE001')), ours('MESSAGE001'))).toHaveLength(1);
  });
});

describe('I2: what the thread draws', () => {
  test('a run by one sender names them once and tells the time once', () => {
    const rows = rowsOf([line('001#a'), line('002#b'), line('020#c')], oneDay);
    expect(rows.map((row) => (row.kind === 'bubble' ? [row.first, row.last] : row.kind))).toEqual([
      'day',
      [true, false],
      [false, true],
      [true, true],
    ]);
  });

  test('a new day and something that happened end a run', () => {
    const lines = [line('001#a'), line('002#b', { kind: 'entered', direction: 'none' }), line('003#c')];
    const dayOf = (atMs: number) => (atMs < 3 * MINUTE_MS ? 'first' : 'second');
    expect(rowsOf(lines, dayOf).map((row) => row.kind)).toEqual(['day', 'bubble', 'event', 'day', 'bubble']);
  });

  test('the pill counts what customers wrote below the place one reads', () => {
    const lines = [line('001#a'), line('002#b'), line('003#c', { direction: 'out' }), line('004#d')];
    expect(countIncomingAfter(lines, '001#a')).toBe(2);
    expect(countIncomingAfter(lines, undefined)).toBe(0);
  });

  test('bubbles wear the colour of who speaks', () => {
    expect(voiceOf('in', undefined)).toBe('customer');
    expect(voiceOf('out', 'agent')).toBe('agent');
    expect(voiceOf('out', 'operator')).toBe('person');
    expect(voiceOf('out', 'welcome')).toBe('other');
    expect(voiceOf('out', 'phone-app')).toBe('other');
  });
});
