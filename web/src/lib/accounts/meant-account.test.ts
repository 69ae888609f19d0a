import { expect, test } from 'vitest';
import { keepBinding, keepMeant, meantAccount, takeBinding } from './meant-account.ts';

function tab() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

test('A2: whoever comes back declined is known to have meant the account they left from', () => {
  const store = tab();
  keepMeant(store, { platform: 'douyin', accountId: 'dy_1', state: 's1' });
  expect(meantAccount(store, 'douyin', 's1')).toBe('dy_1');
  // No platform documents a refusal: it may come without a state.
  expect(meantAccount(store, 'douyin', null)).toBe('dy_1');
  expect(meantAccount(store, 'douyin', 'forged')).toBeUndefined();
  expect(meantAccount(store, 'xiaohongshu', 's1')).toBeUndefined();
  keepMeant(store, undefined);
  expect(meantAccount(store, 'douyin', 's1')).toBeUndefined();
});

test('what stands in the storage and is not ours names no account; a closed storage breaks nothing', () => {
  const store = tab();
  for (const text of ['', 'x', 'null', '[]', '{"platform":"douyin"}']) {
    store.setItem('miaohong.authorizing', text);
    expect(meantAccount(store, 'douyin', null)).toBeUndefined();
  }
  const refuse = () => {
    throw new Error('closed');
  };
  const closed = { getItem: refuse, setItem: refuse, removeItem: refuse };
  keepMeant(closed, { platform: 'douyin', accountId: 'dy_1', state: null });
  expect(meantAccount(closed, 'douyin', null)).toBeUndefined();
});

test('A1: whoever comes back from binding is at the account they left from, once', () => {
  const store = tab();
  expect(takeBinding(store)).toBeUndefined();
  keepBinding(store, 'xhs_1');
  expect(takeBinding(store)).toBe('xhs_1');
  expect(takeBinding(store)).toBeUndefined();
});
