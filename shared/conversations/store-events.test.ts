import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { toItem } from '../runtime/row-table.ts';
import type { CustomerEvent } from './model.ts';
import { parseEventImage, parseEventItem } from './store-event-items.ts';
import { pack, unpack } from './store-event-packing.ts';
import { accountEventItem, eventItem, unroutedItem } from './store-event-rows.ts';
import { createEventStore } from './store-events.ts';

const event: CustomerEvent = {
  kind: 'message',
  platform: 'douyin',
  accountPlatformId: 'o-1',
  customerPlatformId: 'c-1',
  eventId: '@m1',
  occurredAtMs: 1772414130120,
  body: { type: 'text', text: '你好' },
};
const at = { tenantId: 'demo', accountId: 'dy_1', conversationId: 'conv' };
const rawBody = Buffer.from('{"event":"im_receive_msg"}');
const content = { event, receivedAtMs: 1772414132000, keyMs: 1772414130120, rawBody };

test('the shape of a stored event is pinned: a change without a migration fails', () => {
  const { packed, ...row } = eventItem(at, content);
  expect(row).toEqual({
    pk: 't#demo#c#conv',
    sk: 'm#1772414130120#e_Mq5NT2oI4qzi0TA-',
    ...at,
    keyMs: '1772414130120',
    eventHash: 'Mq5NT2oI4qzi0TA-',
    kind: 'message',
    receivedAtMs: 1772414132000,
    packVersion: 1,
    __edb_e__: 'event',
    __edb_v__: '1',
  });
  expect(packed).toBeInstanceOf(Uint8Array);
});

test('dictionary 1 never changes: bytes packed with it stay readable', () => {
  const packed = Buffer.from('IypJ1jIQG28VSrUA', 'base64');
  expect(unpack(1, packed)).toEqual({
    eventJson: '{"kind":"message","platform":"douyin"}',
    rawBody: Buffer.from('{"event":"im_receive_msg","client_key":"x"}'),
  });
  expect(() => unpack(2, packed)).toThrow('no packing dictionary 2');
  expect(() => inflateRawSync(packed)).toThrow();
});

test('packing gives back what went in, byte for byte', () => {
  fc.assert(
    fc.property(fc.json(), fc.uint8Array({ maxLength: 500 }), (eventJson, body) => {
      const unpacked = unpack(1, pack(eventJson, body));
      expect(unpacked.eventJson).toBe(eventJson);
      expect(Buffer.from(unpacked.rawBody ?? []).equals(Buffer.from(body))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('a row reads the same from the table and from a stream record', () => {
  const row = eventItem(at, content);
  const fact = { for: 'customer', logged: { ...at, key: row.sk, receivedAtMs: 1772414132000, event } };
  expect(parseEventItem(row)).toEqual(fact);
  expect(parseEventImage(toItem(row))).toEqual(fact);
  expect(parseEventItem({ ...row, __edb_e__: 'message' })).toBeUndefined();
});

const account = (eventId: string, keyMs: number) => ({
  event: { kind: 'bound', platform: 'xiaohongshu', accountPlatformId: 'e-1', eventId, occurredAtMs: keyMs } as const,
  receivedAtMs: 1772414132000,
  keyMs,
});

test('E2, E3: one event with its evidence; an account, newest first', async () => {
  const memory = createMemoryRowTable();
  const row = eventItem(at, content);
  for (const each of [row, accountEventItem(at, account('a', 1)), accountEventItem(at, account('b', 2))])
    await memory.put({ row: each });
  const store = createEventStore(memory);
  expect((await store.load({ tenantId: 'demo', conversationId: 'conv', key: row.sk }))?.fact.logged.event).toEqual(
    event,
  );
  expect(await store.load({ tenantId: 'other', conversationId: 'conv', key: row.sk })).toBeUndefined();
  const events = await store.ofAccount({ tenantId: 'demo', accountId: 'dy_1' });
  expect(events.map(({ event: { eventId } }) => eventId)).toEqual(['b', 'a']);
});

test('E4: events of nobody are listed until they expire after seven days', async () => {
  const memory = createMemoryRowTable();
  await memory.put({ row: unroutedItem('xiaohongshu', account('a', 1772414130120)) });
  const store = createEventStore(memory);
  const expiresAtMs = 1772414132000 + 7 * 86_400_000;
  expect(await store.unrouted('xiaohongshu', expiresAtMs - 1)).toEqual([
    {
      key: expect.stringMatching(/^1772414130120#/),
      accountPlatformId: 'e-1',
      kind: 'bound',
      receivedAtMs: 1772414132000,
      expiresAtMs,
    },
  ]);
  expect(await store.unrouted('xiaohongshu', expiresAtMs)).toEqual([]);
  expect(await store.unrouted('douyin', 0)).toEqual([]);
});
