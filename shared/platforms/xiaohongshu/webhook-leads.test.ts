import { expect, test } from 'vitest';
import { jsonRequest, leadRecord, STAFF, seal, signedLeadRequest } from './fixtures.ts';
import { LEAD_PUSHES } from './vectors-leads.ts';
import { isSignedLead } from './webhook.ts';
import { events } from './webhook-harness.ts';

/** Lead records by both routes, and forms of landing pages (K6). */

test('K6: a lead record names account and nick name; -1 and empty are absent; Beijing time', () => {
  expect(events(jsonRequest('/api/open/im/third/data', { content: seal(leadRecord()) }))).toEqual([
    {
      for: 'account',
      event: {
        kind: 'lead-record',
        platform: 'xiaohongshu',
        accountPlatformId: STAFF,
        eventId: expect.stringMatching(/^90317722:0:/),
        occurredAtMs: 1772414131000,
        lead: {
          recordId: '90317722',
          nickName: '小鹿想换车',
          contact: { phone: '13800138000', city: '浙江 杭州', masked: false },
          source: { channel: 'unknown', adId: '10438821', adName: 'E5-客资-信息流' },
          submittedAtMs: 1772414131000,
        },
      },
    },
  ]);
});

test('K6: the signed route gives the same record; an update is another event of it', () => {
  const push = { data: leadRecord(), timestamp: 1772414132000, source: '小红书' };
  const update = { ...push, data: leadRecord({ type: 2, creativity_id: 31105598 }), timestamp: 1772414200000 };
  const [first] = events(signedLeadRequest(push));
  const [second] = events(signedLeadRequest(update));
  expect(first?.event).toMatchObject({
    occurredAtMs: 1772414132000,
    lead: { recordId: '90317722', submittedAtMs: 1772414131000 },
  });
  expect(second?.event).toMatchObject({ lead: { recordId: '90317722', source: { creativeId: '31105598' } } });
  expect(first?.event.eventId).not.toBe(second?.event.eventId);
});

test.each(LEAD_PUSHES)('reference push $id is a lead record', ({ push }) => {
  expect(events(signedLeadRequest(push))).toMatchObject([
    { for: 'account', event: { kind: 'lead-record', lead: { contact: { phone: '13800000000' } } } },
  ]);
});

test('K6: a landing page form is read by its labels', () => {
  const push = {
    data: {
      leads_id: 'lf-1',
      account_id: '7204418',
      submitted_time: '2026-01-05 10:24:02',
      data: [
        { label: '您的手机号', value: '13800000000' },
        { label: '姓名', value: '周女士' },
      ],
    },
    timestamp: 1767579842000,
  };
  expect(events(signedLeadRequest(push))).toMatchObject([
    {
      event: {
        accountPlatformId: '7204418',
        lead: { recordId: 'lf-1', contact: { phone: '13800000000', name: '周女士', masked: false } },
      },
    },
  ]);
});

test('SEC1: the published lead signature verifies over the raw bytes only', () => {
  const token = '9d2f7c1ab4e84d0f8c36e51f0b7a2c94';
  const body =
    '{"data":{"id":90317722,"type":0,"nick_name":"小鹿想换车","phone_num":"13800000000"},"timestamp":1767579631000,"source":"小红书"}';
  const signature = 'sha1=67674024aa80f388a404832a7d2b908a1fc9ad31';
  expect(Buffer.byteLength(body)).toBe(136);
  expect(isSignedLead(Buffer.from(body), token, signature)).toBe(true);
  expect(isSignedLead(Buffer.from(JSON.stringify(JSON.parse(body), null, 2)), token, signature)).toBe(false);
  expect(isSignedLead(Buffer.from(body), token, '67674024aa80f388a404832a7d2b908a1fc9ad31')).toBe(false);
});
