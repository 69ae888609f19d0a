import { expect, test } from 'vitest';
import { ACCOUNT, CONVERSATION, CUSTOMER, echo, envelope, MESSAGE, textMessage } from './fixtures.ts';
import { eventsOf, parse } from './webhook-harness.ts';

/** What is no message of the customer: echoes, recalls, receipts, consent, scopes, and what is kept aside. */

test('W11: echoes tell whether our application sent them', () => {
  const expected = { kind: 'echo', accountPlatformId: ACCOUNT, customerPlatformId: CUSTOMER, customerName: '小苗' };
  expect(eventsOf(echo())).toMatchObject([{ event: { ...expected, sentByUs: true } }]);
  expect(eventsOf(echo({ source: '', text: '我来回复您。' }))).toMatchObject([
    { event: { ...expected, sentByUs: false, body: { type: 'text', text: '我来回复您。' } } },
  ]);
});

test('I2: a recall is read from both sides, because it does not say who is hosted', () => {
  expect(eventsOf(envelope('im_recall_msg', JSON.stringify({ server_message_id: MESSAGE })))).toEqual([
    {
      for: 'customer',
      event: {
        kind: 'recalled',
        platform: 'douyin',
        accountPlatformId: ACCOUNT,
        customerPlatformId: CUSTOMER,
        eventId: MESSAGE,
        occurredAtMs: 0,
        refersTo: MESSAGE,
      },
      mirrored: {
        kind: 'recalled',
        platform: 'douyin',
        accountPlatformId: CUSTOMER,
        customerPlatformId: ACCOUNT,
        eventId: MESSAGE,
        occurredAtMs: 0,
        refersTo: MESSAGE,
      },
    },
  ]);
});

test('I2: a read receipt names the customer and the time read up to', () => {
  const content = JSON.stringify({
    conversation_short_id: CONVERSATION,
    index: '1772414130120000',
    conversation_type: 1,
    read_open_id: CUSTOMER,
  });
  expect(eventsOf(envelope('im_message_read', content))).toMatchObject([
    { event: { kind: 'read', accountPlatformId: ACCOUNT, customerPlatformId: CUSTOMER, occurredAtMs: 1772414130120 } },
  ]);
});

test('W3: a consent tells whether and until when, in seconds; one that was taken back ends', () => {
  const consent = (over: Record<string, unknown>) =>
    parse(
      envelope(
        'im_authorize',
        JSON.stringify({
          create_time: 1772414200,
          expire_time: 1775006200,
          update_time: 1772414260,
          operation_type: 1,
          auth_status: 1,
          source: 'im.direct_message.bind',
          ...over,
        }),
      ),
    );
  expect(consent({})).toMatchObject({
    kind: 'accepted',
    events: [
      {
        for: 'customer',
        event: {
          kind: 'consent',
          accountPlatformId: ACCOUNT,
          customerPlatformId: CUSTOMER,
          occurredAtMs: 1772414260000,
          consent: { given: true, untilMs: 1775006200000 },
        },
      },
    ],
  });
  expect(consent({ auth_status: 2, operation_type: 2 })).toMatchObject({
    events: [{ event: { kind: 'consent', consent: { given: false } } }],
  });
  expect(consent({ auth_status: 'perhaps' })).toMatchObject({ kind: 'rejected', status: 400 });
});

test('A2: business scopes granted and withdrawn', () => {
  const content = { scopes: ['im.direct_message'], timestamp: 1772330401 };
  const over = { from_user_id: ACCOUNT, to_user_id: '' };
  expect(eventsOf(envelope('contract_authorize', content, over))).toMatchObject([
    { for: 'account', event: { kind: 'authorized', accountPlatformId: ACCOUNT, occurredAtMs: 1772330401000 } },
  ]);
  expect(eventsOf(envelope('contract_unauthorize', content, over))).toMatchObject([{ event: { kind: 'revoked' } }]);
});

test('a group message is kept aside: it is no conversation of ours', () => {
  expect(eventsOf(textMessage({ conversation_type: 2 }))).toMatchObject([{ for: 'account', event: { kind: 'other' } }]);
});
