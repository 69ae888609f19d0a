import { expect, test } from 'vitest';
import type { CustomerEvent } from '../conversations/model.ts';
import type { ThreadRow } from '../conversations/model-items.ts';
import type { Message } from '../conversations/model-messages.ts';
import { timelineOf } from './rules-timeline.ts';

const T = 1_780_000_000_000;
const HOUR_MS = 3_600_000;
const event = (atMs: number, changes: Partial<CustomerEvent>): ThreadRow => ({
  row: 'event',
  key: `m#${atMs}#e_x`,
  event: {
    kind: 'message',
    platform: 'douyin',
    accountPlatformId: 'a',
    customerPlatformId: 'p',
    eventId: `e${atMs}`,
    occurredAtMs: atMs,
    ...changes,
  },
});
const followUp = {
  tenantId: 't1',
  conversationId: 'c1',
  accountId: 'dy_one',
  followUpId: 'f1',
  text: '约周六量房',
  authorId: 'anna',
  memberId: 'anna',
  version: 1,
};

test('K1: messages that follow one another are one line; what happened between them stands apart', () => {
  const source = { channel: 'search-ad' as const, adId: 'ad-7', adName: '老房翻新' };
  const items = timelineOf({
    rows: [
      event(T + 9 * HOUR_MS, {}),
      event(T + HOUR_MS + 3, {}),
      event(T + HOUR_MS + 2, { kind: 'echo', sentByUs: false }),
      event(T + HOUR_MS + 1, { kind: 'echo', sentByUs: true }),
      event(T + 2, {}),
      event(T + 1, {}),
      event(T, { kind: 'entered', source }),
    ],
    activities: [
      {
        tenantId: 't1',
        conversationId: 'c1',
        activityId: 'x1',
        atMs: T + 3,
        doneAtMs: T + 3,
        actorId: 'anna',
        change: { tagsAdded: ['急'] },
      },
    ],
    followUps: [{ ...followUp, createdAtMs: T + 9 * HOUR_MS + 1 }],
    floorMs: 0,
  });
  expect(items.map(({ kind, messages }) => (messages ? [messages.customer, messages.us] : kind))).toEqual([
    'follow-up',
    [1, 0],
    [1, 1],
    'changed',
    [2, 0],
    'entered',
  ]);
  // K4: with the identifiers of the ad that the entry named.
  expect(items.at(-1)?.source).toEqual(source);
});

test('K1: what lies below the cut of one kind is told with the next page, not out of order', () => {
  const items = timelineOf({
    rows: [event(T + 5, {})],
    activities: [],
    followUps: [{ ...followUp, createdAtMs: T + 1 }],
    floorMs: T + 5,
  });
  expect(items.map(({ kind }) => kind)).toEqual(['messages']);
});

test('I4: of our messages the timeline says how many nobody wrote at that moment', () => {
  const sent = (atMs: number, sender: Message['sender']): ThreadRow => ({
    row: 'message',
    key: `m#${atMs}#o_${sender}`,
    message: {
      tenantId: 't1',
      conversationId: 'c1',
      accountId: 'dy_one',
      messageId: `o${atMs}`,
      atMs,
      kind: 'message',
      sender,
      body: { type: 'text', text: '您好' },
      state: 'sent',
      epoch: 0,
      deadlineMs: atMs,
    },
  });
  const senders = ['welcome', 'agent', 'operator', 'comment-reply', 'phone-app', 'sop'] as const;
  const items = timelineOf({
    rows: senders.map((sender, index) => sent(T + 10 - index, sender)),
    activities: [],
    followUps: [],
    floorMs: 0,
  });
  expect(items.map(({ messages }) => messages)).toEqual([{ customer: 0, us: 6, automatic: 3, fromMs: T + 5 }]);
});

test('M3: a copied name card is told with the card that the event names', () => {
  const [item] = timelineOf({
    rows: [event(T, { kind: 'card-copied', body: { type: 'card', card: 'name-card', cardId: '60021' } })],
    activities: [],
    followUps: [],
    floorMs: 0,
  });
  expect(item).toMatchObject({ kind: 'card-copied', cardId: '60021' });
});
