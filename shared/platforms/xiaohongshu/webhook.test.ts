import { expect, test } from 'vitest';
import { ENTERPRISE, jsonRequest, MESSAGE_PATH, message, STAFF, seal, XHS_CUSTOMER } from './fixtures.ts';
import { VECTORS } from './vectors.ts';
import { events, onMessage, parse } from './webhook-harness.ts';

const PATH_OF: Readonly<Record<string, string>> = {
  E1: '/api/open/im/third/bind_account',
  E2: '/api/open/im/third/unbind_account',
  E3: '/api/open/im/auth/bind_user/event',
  E15: '/api/open/im/intent/comment',
  E16: '/api/open/im/third/data',
};

const KIND_OF: Readonly<Record<string, string>> = {
  E1: 'bound',
  E2: 'unbound',
  E3: 'staff-bound',
  E4: 'message',
  E5: 'message',
  E6: 'message',
  E7: 'message',
  E8: 'message',
  E9: 'message',
  E10: 'entered',
  E11: 'card-copied',
  E12: 'card-submitted',
  E13: 'recalled',
  E14: 'echo',
  E15: 'comment',
  E16: 'lead-record',
};

test('W6: a text becomes an event, acknowledged as the platform expects', () => {
  expect(parse(jsonRequest(MESSAGE_PATH, message('TEXT', { text: '你好' })))).toEqual({
    kind: 'accepted',
    ack: { status: 200, body: '{"code":0,"success":true,"msg":"success"}', contentType: 'application/json' },
    events: [
      {
        for: 'customer',
        event: {
          kind: 'message',
          platform: 'xiaohongshu',
          accountPlatformId: ENTERPRISE,
          customerPlatformId: XHS_CUSTOMER,
          eventId: 'im-741209883011',
          occurredAtMs: 1772414131000,
          replyRef: { messageRef: 'im-741209883011' },
          customerName: '小鹿想换车',
          customerAvatarUrl: 'https://sns-avatar.example/u/64e7c3f2.jpg',
          body: { type: 'text', text: '你好' },
        },
      },
    ],
  });
});

test.each<[string, unknown, object]>([
  ['IMAGE', { image_url: 'https://i/a.jpg' }, { type: 'image', url: 'https://i/a.jpg' }],
  [
    'VIDEO',
    { video_url: 'https://v/1.mp4', cover_url: 'https://v/1.jpg' },
    { type: 'video', url: 'https://v/1.mp4', coverUrl: 'https://v/1.jpg' },
  ],
  ['SMILES', { image_url: 'https://i/7.gif' }, { type: 'gif-emoji', url: 'https://i/7.gif' }],
  [
    'CARD',
    { card_type: 'WEB', title: 't', link: 'https://w', cover_url: 'https://c' },
    { type: 'link', url: 'https://w', title: 't', coverUrl: 'https://c' },
  ],
  [
    'CARD',
    { card_type: 'NOTE', note_id: '66a1', title: 'n' },
    { type: 'card', card: 'note', cardId: '66a1', title: 'n' },
  ],
  ['CARD', { card_type: 'SERVICE' }, { type: 'unsupported', platformType: 'CARD SERVICE' }],
  ['HOLOGRAM', {}, { type: 'unsupported', platformType: 'HOLOGRAM' }],
])('I2: %s %j', (type, content, body) => {
  expect(onMessage(type, content)).toMatchObject([{ event: { kind: 'message', body } }]);
});

test('W4, W5: entering tells whether the customer follows; silence is not following', () => {
  expect(onMessage('HINT', { hint_type: 'ENTER_CONVERSATION', is_follow: true })).toMatchObject([
    { event: { kind: 'entered', follows: true, replyRef: { messageRef: 'im-741209883011' } } },
  ]);
  expect(onMessage('HINT', { hint_type: 'ENTER_CONVERSATION' })[0]?.event).not.toHaveProperty('follows');
});

test('B1: copying a name card and submitting a lead card refer to the card message', () => {
  const copied = { hint_type: 'CARD_COPIED', ref_message_id: 'im-55', card_type: 'SOCIAL_CARD', card_id: '60021' };
  expect(onMessage('HINT', copied)).toMatchObject([
    { event: { kind: 'card-copied', refersTo: 'im-55', body: { type: 'card', card: 'name-card', cardId: '60021' } } },
  ]);
  const submitted = { hint_type: 'LEAD_CARD_SUBMITTED', ref_message_id: 'im-56', card_id: '70044' };
  expect(onMessage('HINT', submitted)).toMatchObject([
    {
      event: {
        kind: 'card-submitted',
        refersTo: 'im-56',
        body: { card: 'lead-card', cardId: '70044', status: 'filled' },
      },
    },
  ]);
});

test('a hint nobody knows and a system message are kept aside', () => {
  expect(onMessage('HINT', { hint_type: 'BIRTHDAY' })).toMatchObject([
    { for: 'account', event: { kind: 'other', name: 'BIRTHDAY' } },
  ]);
  expect(onMessage('TEXT', { text: 'x' }, { message_source: 3 })).toMatchObject([
    { for: 'account', event: { kind: 'other' } },
  ]);
});

test('W11: what the account wrote elsewhere is an echo of its conversation', () => {
  const over = { message_source: 2, from_user_id: STAFF, to_user_id: XHS_CUSTOMER };
  const [parsed] = onMessage('TEXT', { text: '人工回复' }, over);
  expect(parsed?.event).toMatchObject({
    kind: 'echo',
    accountPlatformId: STAFF,
    customerPlatformId: XHS_CUSTOMER,
    body: { type: 'text', text: '人工回复' },
  });
  expect(parsed?.event).not.toHaveProperty('customerName');
});

test('I2: a recall refers to the message withdrawn, of either side', () => {
  expect(onMessage('REVOKE', { revoked_message_id: 'im-1' })).toMatchObject([
    { event: { kind: 'recalled', refersTo: 'im-1', customerPlatformId: XHS_CUSTOMER } },
  ]);
  const over = { message_source: 2, from_user_id: ENTERPRISE, to_user_id: XHS_CUSTOMER };
  expect(onMessage('REVOKE', { revoked_message_id: 'im-1' }, over)).toMatchObject([
    { event: { kind: 'recalled', accountPlatformId: ENTERPRISE, customerPlatformId: XHS_CUSTOMER } },
  ]);
});

test.each(VECTORS)('reference push $id means what it should', ({ id, push }) => {
  const [parsed] = events(jsonRequest(PATH_OF[id] ?? MESSAGE_PATH, push));
  expect(parsed?.event.kind).toBe(KIND_OF[id]);
});

test('A1: a binding tells account, name and the code that our own token carried', () => {
  const push = VECTORS.find(({ id }) => id === 'E1')?.push;
  expect(events(jsonRequest('/api/open/im/third/bind_account', push))).toMatchObject([
    {
      for: 'account',
      event: {
        kind: 'bound',
        accountPlatformId: ENTERPRISE,
        name: '极光汽车官方',
        accountCode: 'acme-auto-001',
        occurredAtMs: 0,
      },
    },
  ]);
});

test('A1: a binding to another application is refused', () => {
  const push = { content: seal({ user_id: ENTERPRISE, nick_name: 'x', app_id: 1188 }) };
  expect(parse(jsonRequest('/api/open/im/third/bind_account', push))).toMatchObject({ kind: 'rejected', status: 400 });
});

test('A4: staff bound and cancelled; a status nobody described is kept aside', () => {
  const staff = (auth_status: number) => {
    const plain = { user_id: ENTERPRISE, auth_status, kos_user_id: STAFF, kos_nick_name: '小林顾问' };
    return events(jsonRequest('/api/open/im/auth/bind_user/event', { content: seal(plain) }));
  };
  expect(staff(2)).toMatchObject([
    { event: { kind: 'staff-bound', accountPlatformId: ENTERPRISE, staffPlatformId: STAFF, name: '小林顾问' } },
  ]);
  expect(staff(4)).toMatchObject([{ event: { kind: 'staff-unbound' } }]);
  expect(staff(3)).toMatchObject([{ event: { kind: 'other', name: 'staff-status-3' } }]);
});

test('W7: an intent comment is its customer’s, named by its id, with its words and the note it stands under', () => {
  const push = VECTORS.find(({ id }) => id === 'E15')?.push;
  expect(events(jsonRequest('/api/open/im/intent/comment', push))).toEqual([
    {
      for: 'customer',
      event: {
        kind: 'comment',
        platform: 'xiaohongshu',
        accountPlatformId: STAFF,
        customerPlatformId: '64e7c3f2000000001c01d9ab',
        eventId: '66a1c4d5000000001f00a2b9',
        occurredAtMs: 1767579630000,
        customerName: '小鹿想换车',
        customerAvatarUrl: 'https://sns-avatar.example/u/64e7c3f2.jpg',
        body: { type: 'text', text: '这台落地多少钱呀' },
        source: { channel: 'intent-comment' },
        work: {
          id: '66a1b2c3000000001e03f5d7',
          title: '极光 E5 提车一个月真实感受',
          coverUrl: 'https://sns-img.example/n/66a1b2c3.jpg',
        },
      },
    },
  ]);
});

test('W7: a comment without its person is kept aside: nobody could be answered', () => {
  const plain = { hosted_user_id: STAFF, comment_id: 'c1', comment_time: 1767579630000, comment_content: '多少钱' };
  expect(events(jsonRequest('/api/open/im/intent/comment', { content: seal(plain) }))).toMatchObject([
    { for: 'account', event: { kind: 'other', name: 'intent-comment', eventId: 'c1' } },
  ]);
});

test.each([
  ['no JSON', '{"content":'],
  ['two values', '{}{}'],
  ['a message without id', JSON.stringify(message('TEXT', {}, { message_id: '' }))],
  ['a message from nobody', JSON.stringify(message('TEXT', {}, { from_user_id: '' }))],
])('F9: %s is refused with 400', (_name, body) => {
  expect(parse(jsonRequest(MESSAGE_PATH, body))).toMatchObject({ kind: 'rejected', status: 400 });
});
