import { expect, test } from 'vitest';
import { openSignedText, signText } from './signed-text.ts';

const key = 'test-signing-key-0123456789';

test('a text opens with its key and for its purpose', () => {
  expect(openSignedText(key, 'live-ticket', signText(key, 'live-ticket', '{"a":"红"}'))).toBe('{"a":"红"}');
});

test('another purpose, another key or any changed letter opens nothing', () => {
  const text = signText(key, 'live-ticket', '{"tenantId":"t1"}');
  expect(openSignedText(key, 'oauth-state', text)).toBeUndefined();
  expect(openSignedText(`${key}x`, 'live-ticket', text)).toBeUndefined();
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] === 'A' ? 'B' : 'A';
    expect(
      openSignedText(key, 'live-ticket', text.slice(0, at) + letter + text.slice(at + 1)),
      `letter ${at}`,
    ).toBeUndefined();
  }
});

test.each(['', '.', 'a', 'a.b', 'a.b.c', '..', '你好.你好'])('%j opens nothing and throws nothing', (text) => {
  expect(openSignedText(key, 'live-ticket', text)).toBeUndefined();
});
