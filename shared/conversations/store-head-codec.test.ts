import { expect, test } from 'vitest';
import { toItem } from '../runtime/row-table.ts';
import { billedBytes } from './harness-size.ts';
import type { Conversation } from './model-head.ts';
import { platformOf } from './rules-account-id.ts';
import { decodeHead, encodeHead } from './store-head-codec.ts';
import { headRow, parseHead } from './store-head-row.ts';

const REF = '@Y7uMFDGdpi4uVyG8a9/k/artLyPhsR8+P7CA6OrsaGR3jrTu+Qnb/zAWeRk0WPI6';
const NOW = 1_780_000_000_000;

/** A busy Douyin conversation: everything that is there most of the time. */
const busy: Conversation = {
  tenantId: 'tn_01k9z8m3q7w4',
  conversationId: 'Q3vB7xk2LmN9pRtYwZa1Cd',
  accountId: 'dy_a8Kf3mPq7Rs2Tv9W',
  platform: 'douyin',
  customerPlatformId: 'ccfd6ce4-4733-4bc2-a0a6-e9d3a96e8665',
  customerName: '小苗同学的装修日记',
  version: 41,
  createdAtMs: NOW - 86_400_000,
  lastActivityAtMs: NOW,
  lastMessage: { preview: '九十平的三居室全包大概要多少钱，水电改造另算吗', atMs: NOW, from: 'customer' },
  unread: 2,
  waitingSinceMs: NOW - 4_000,
  facts: {
    lastCustomerMessageAtMs: NOW,
    entries: [{ key: 'aB3dE5fG', atMs: NOW - 600_000, spent: 3 }],
    follows: false,
    beforeSpeech: [],
    everSent: true,
    sentSinceCustomerMessage: 1,
  },
  messageRef: { messageRef: REF, conversationRef: REF },
  epoch: 2,
  burstKey: '1780000000000_xY7zA9bC',
  agentDue: { burstKey: '1780000000000_xY7zA9bC', atMs: NOW + 2_000, sinceMs: NOW },
  outbound: { fromMs: NOW - 5_000, mark: 3 },
  inFlight: {
    claimId: 'C7D8E9F0G1',
    messageId: 'a_xY7zA9bC_0',
    rowAtMs: NOW + 1,
    fingerprint: '2k3j4h5g',
    claimedAtMs: NOW + 900,
    automated: true,
    grant: { rule: 'W2', kind: 'text', sentAtMs: NOW + 900 },
  },
  recent: [
    {
      messageId: 'w_aB3dE5fG_2',
      rowAtMs: NOW - 590_000,
      fingerprint: '1a2b3c4d',
      atMs: NOW - 590_000,
      platformHash: '9z8y7x6w',
    },
    { messageId: 'a_xY7zA9bC_0', rowAtMs: NOW + 1, fingerprint: '2k3j4h5g', atMs: NOW + 900, unknown: true },
  ],
  mutualFollow: false,
  tags: ['高意向'],
  hasContact: false,
  enteredAtMs: NOW - 600_000,
  spokeAtMs: NOW - 500_000,
  status: 'open',
  seen: ['3dE5fG', '7zA9bC', '1rS2tU', '3xY4zA', '5dE6fG', '7jK8lM', '9nO0pQ', '1uV2wX'],
  receivedToMs: NOW,
  workAtMs: NOW - 5_000,
};

test('a head reads back as it was written', () => {
  expect(parseHead(headRow(busy))).toEqual(busy);
  const everything: Conversation = {
    ...busy,
    platform: 'xiaohongshu',
    accountId: 'xhs_a8Kf3mPq7Rs2Tv9W',
    customerAvatarUrl: 'https://example.com/a.jpg',
    agentDue: { burstKey: 'another', atMs: 5, sinceMs: 4 },
    outbound: { fromMs: 1, mark: 2, notBeforeMs: 3, attempts: 4, heldUntilMs: 5 },
    entryRef: { messageRef: 'entry', conversationRef: REF },
    agentPausedUntilMs: 6,
    handedOver: { reason: 'customer.asked', atMs: 7 },
    facts: {
      ...busy.facts,
      closedByPlatformAtMs: 8,
      firstEnteredAtMs: 11,
      firstSentAtMs: 12,
      beforeSpeech: [
        { atMs: 9, kind: 'other' },
        { atMs: 10, kind: 'text' },
        { atMs: 11, kind: 'text', unproven: true },
        { atMs: 12, kind: 'other', unproven: true },
      ],
      follows: true,
      followsAtMs: 13,
      strayAtMs: [14, 15],
    },
    mutualFollow: true,
    hasContact: true,
    status: 'closed',
    assigneeId: 'u1',
    snoozedUntilMs: 13,
    formAtMs: 10,
    hasRecalls: true,
  };
  expect(decodeHead(everything, encodeHead(everything))).toEqual(everything);
});

test('COST1: a busy head is written as one unit: it stays below 1 KB', () => {
  expect(billedBytes(toItem(headRow(busy)))).toBeLessThan(1024);
});

test('the stored shape of a head: changing it takes a migration', () => {
  expect(Object.keys(headRow(busy)).sort()).toEqual(
    ['__edb_e__', '__edb_v__', 'a', 'c', 'd', 'gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk', 'pk', 'sk', 't', 'v'].sort(),
  );
  expect(headRow(busy)).toMatchObject({
    pk: 't#tn_01k9z8m3q7w4#c#Q3vB7xk2LmN9pRtYwZa1Cd',
    sk: 'n#head',
    gsi1pk: 't#tn_01k9z8m3q7w4#a#dy_a8Kf3mPq7Rs2Tv9W#inbox',
    gsi1sk: '29666666#Q3vB7xk2LmN9pRtYwZa1Cd',
    gsi2sk: '1779999995000',
  });
});

test('an account id of no platform is a defect', () => {
  expect(() => platformOf('tt_x')).toThrow(RangeError);
});
