import { expect, test } from 'vitest';
import {
  ACCOUNT,
  CONVERSATION,
  CUSTOMER,
  entry,
  envelope,
  filledCard,
  MESSAGE,
  messageContent,
  textMessage,
} from './fixtures.ts';
import { eventsOf, parse } from './webhook-harness.ts';

test('W2: a text message becomes an event of its customer and account', () => {
  expect(parse(textMessage())).toEqual({
    kind: 'accepted',
    ack: { status: 200, body: '{}', contentType: 'application/json' },
    events: [
      {
        for: 'customer',
        event: {
          kind: 'message',
          platform: 'douyin',
          accountPlatformId: ACCOUNT,
          customerPlatformId: CUSTOMER,
          eventId: MESSAGE,
          occurredAtMs: 1772414130120,
          replyRef: { messageRef: MESSAGE, conversationRef: CONVERSATION },
          customerName: '小苗',
          customerAvatarUrl: 'https://p3.example.com/aweme/720x720/customer.jpeg',
          body: { type: 'text', text: '这款多少钱?' },
        },
      },
    ],
  });
});

test('a content that comes as a JSON text means the same', () => {
  expect(parse(envelope('im_receive_msg', JSON.stringify(messageContent())))).toEqual(parse(textMessage()));
});

test.each([
  ['image without address (I6)', { message_type: 'image' }, { type: 'image' }],
  ['image of a customer', { message_type: 'user_local_image' }, { type: 'image', mediaId: MESSAGE }],
  ['video', { message_type: 'video', item_id: '@v1' }, { type: 'video', itemId: '@v1' }],
  ['video of a customer', { message_type: 'user_local_video' }, { type: 'video' }],
  [
    'emoji',
    { message_type: 'emoji', resource_url: 'https://p3.example.com/e.gif' },
    { type: 'gif-emoji', url: 'https://p3.example.com/e.gif' },
  ],
  ['other', { message_type: 'other' }, { type: 'unsupported', platformType: 'other' }],
  ['a type nobody knows', { message_type: 'hologram' }, { type: 'unsupported', platformType: 'hologram' }],
])('I6: %s', (_name, content, body) => {
  expect(eventsOf(textMessage(content))).toMatchObject([{ event: { kind: 'message', body } }]);
});

test('K5: a filled card is a contact; numbers lose country code, blanks and hyphens', () => {
  expect(eventsOf(filledCard())).toMatchObject([
    {
      event: {
        kind: 'contact',
        contact: { phone: '13800138000', name: '苗女士', city: '杭州', masked: false },
        body: {
          type: 'card',
          card: 'phone-collect-card',
          cardId: '@hjuIeehxKAlBIgSadRdwKLLd3qPIxQH',
          status: 'filled',
        },
      },
    },
  ]);
});

test('W2: a lead component is a card too: blank it grants nothing, filled it is a contact', () => {
  const component = (over: object) =>
    textMessage({
      message_type: 'lead_component',
      component_type: 6,
      component_id: '@component',
      text: undefined,
      ...over,
    });
  expect(eventsOf(component({ card_status: 1 }))).toMatchObject([{ for: 'account', event: { kind: 'other' } }]);
  expect(eventsOf(component({ card_status: 2, card_data: [{ label: '手机号', value: '13800138000' }] }))).toMatchObject(
    [{ event: { kind: 'contact', body: { type: 'card', cardId: '@component', status: 'filled' } } }],
  );
});

test('K5: a masked number stays masked; a card of an unknown type with a phone label is a contact too', () => {
  const masked = filledCard({
    message_type: 'phone_component',
    card_data: [{ label: '联系电话', value: '138****8000' }],
  });
  expect(eventsOf(masked)).toMatchObject([
    { event: { kind: 'contact', contact: { phone: '138****8000', masked: true } } },
  ]);
});

test('B1: a card that is filled without phone or WeChat is only submitted; a blank one grants nothing', () => {
  const noPhone = filledCard({ card_data: [{ label: '姓名', value: '苗女士' }] });
  expect(eventsOf(noPhone)).toMatchObject([{ event: { kind: 'card-submitted' } }]);
  expect(eventsOf(filledCard({ card_status: 1, card_data: undefined }))).toMatchObject([
    { for: 'account', event: { kind: 'other', name: 'im_receive_msg' } },
  ]);
});

test('W1, K4: an entry names video and advertisement, with 19-digit ids whole', () => {
  const ad = '{"ad_id":1798765432109876,"ad_name":"三月线索计划","creative_id":7301234567890123456}';
  expect(eventsOf(entry({ objectId: '@video', ad_info: ad }))).toMatchObject([
    {
      event: {
        kind: 'entered',
        occurredAtMs: 1772414130120,
        replyRef: { messageRef: MESSAGE, conversationRef: CONVERSATION },
        source: {
          channel: 'video-anchor',
          adId: '1798765432109876',
          adName: '三月线索计划',
          creativeId: '7301234567890123456',
          videoId: '@video',
        },
      },
    },
  ]);
  expect(eventsOf(entry())).toMatchObject([{ event: { source: { channel: 'unknown' } } }]);
});

test.each(['new_video_digg', 'im_group_fans_event', 'authorize'])(
  'an event we do not use (%s) is kept, not refused',
  (name) => {
    expect(eventsOf(envelope(name, { any: 'thing' }))).toMatchObject([
      { for: 'account', event: { kind: 'other', name } },
    ]);
  },
);

test.each([
  ['truncated', '{"event":"im_receive_msg","client_'],
  ['an array', '[]'],
  ['a message without its id', textMessage({ server_message_id: undefined })],
  ['a message without a time', textMessage({ create_time: 'soon' })],
  ['a message from nobody', { ...textMessage(), from_user_id: '' }],
  ['a content that is no object', envelope('im_receive_msg', 'hello')],
  ['a recall of nothing', envelope('im_recall_msg', '{}')],
])('F9: %s is refused as malformed', (_name, body) => {
  expect(parse(body)).toMatchObject({ kind: 'rejected', status: 400 });
});
