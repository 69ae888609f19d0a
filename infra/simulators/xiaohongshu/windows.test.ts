import { describe, expect, test } from 'vitest';
import { type FirstContact, judgeFirstContact } from './windows.ts';

const ENTERED = 1_767_580_000_000;
const DAY = 86_400_000;

const contact = (fields: Partial<FirstContact> = {}): FirstContact => ({
  enteredAtMs: ENTERED,
  spoke: false,
  follows: false,
  highWeight: false,
  sent: [],
  wroteBeforeEntry: false,
  ...fields,
});
const text = { atMs: ENTERED + 1_000, isText: true };
const other = { atMs: ENTERED + 2_000, isText: false };

describe('W4: before the customer speaks', () => {
  test('nothing before the page was opened', () => {
    expect(judgeFirstContact(contact({ enteredAtMs: undefined }), true, ENTERED)).toBe('never-entered');
  });

  test('nothing to one who had a message before', () => {
    expect(judgeFirstContact(contact({ wroteBeforeEntry: true }), true, ENTERED)).toBe('had-message');
  });

  test('the first message is text', () => {
    expect(judgeFirstContact(contact(), true, ENTERED)).toBe('open');
    expect(judgeFirstContact(contact(), false, ENTERED)).toBe('text-first');
  });

  test('a second message needs a high weight and may be of any type', () => {
    expect(judgeFirstContact(contact({ sent: [text] }), false, ENTERED)).toBe('weight');
    expect(judgeFirstContact(contact({ sent: [text], highWeight: true }), false, ENTERED)).toBe('open');
  });

  test('a third message is never allowed within the day', () => {
    const used = contact({ sent: [text, other], highWeight: true });
    expect(judgeFirstContact(used, true, ENTERED + DAY - 1)).toBe('used-up');
  });

  test('24 h after the entry one message of any type, whatever was used before', () => {
    const used = contact({ sent: [text, other], highWeight: true });
    expect(judgeFirstContact(used, false, ENTERED + DAY)).toBe('open');
    const again = contact({ sent: [text, other, { atMs: ENTERED + DAY, isText: false }] });
    expect(judgeFirstContact(again, true, ENTERED + 5 * DAY)).toBe('used-up');
  });
});

test('W5: a follower may be written to without limit', () => {
  expect(judgeFirstContact(contact({ follows: true, sent: [text, other, other] }), false, ENTERED)).toBe('open');
});

test('W6: once the customer spoke there is no limit', () => {
  const spoke = contact({ spoke: true, enteredAtMs: undefined, sent: [text, other, other] });
  expect(judgeFirstContact(spoke, false, ENTERED + 365 * DAY)).toBe('open');
});
