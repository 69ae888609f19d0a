import { expect, test } from 'vitest';
import { parseCustomer, parseLead } from '../customers/store-customer-codec.ts';
import { applyEvents } from './apply-events.ts';
import { account, createWorld, START_MS } from './harness.ts';
import type { CustomerEvent } from './model.ts';

/** B1, K4: what a head keeps of first times, and a customer of the source, whatever order events come in. */

const world = () => createWorld(account('douyin'));
type World = ReturnType<typeof world>;

const first = ({ head }: World) => [head().enteredAtMs, head().spokeAtMs];
const sourceOf = ({ table }: World) => table.all().flatMap((row) => parseCustomer(row) ?? [])[0]?.source;
const at = (seconds: number, rest: Partial<CustomerEvent> = {}): Partial<CustomerEvent> => ({
  eventId: `e${seconds}`,
  occurredAtMs: START_MS - 100_000 + seconds * 1_000,
  ...rest,
});

test('B1: the first entry and the first words stay, whatever comes after', async () => {
  const one = world();
  await one.apply(one.event('entered', at(1)));
  expect(first(one)).toEqual([START_MS - 99_000, undefined]);
  await one.apply(one.event('message', at(2)));
  await one.apply(one.event('entered', at(3)));
  await one.apply(one.event('message', at(4)));
  expect(first(one)).toEqual([START_MS - 99_000, START_MS - 98_000]);
});

test('B1: events that come late move the first times back; whoever spoke first enters all the same', async () => {
  const one = world();
  await one.apply(one.event('message', at(9)));
  await one.apply(one.event('entered', at(8)));
  await one.apply(one.event('message', at(5)));
  expect(first(one)).toEqual([START_MS - 92_000, START_MS - 95_000]);
});

test('K4: a source that is told after the first event is kept, and a later one takes nothing from it', async () => {
  const one = world();
  await one.apply(one.event('message', at(1)));
  expect(sourceOf(one)).toBeUndefined();
  await one.apply(one.event('entered', at(2, { source: { channel: 'video-anchor', videoId: 'v1' } })));
  await one.apply(one.event('entered', at(3, { source: { channel: 'search-ad', adId: '7' } })));
  expect(sourceOf(one)).toEqual({ channel: 'video-anchor', videoId: 'v1', adId: '7' });
});

test('COST1: an event that tells nothing new of the source writes no customer', async () => {
  const one = world();
  const source = { channel: 'video-anchor', videoId: 'v1' } as const;
  await one.apply(one.event('entered', at(1, { source })));
  const before = one.table.all().find((row) => row.sk === 'p#customer');
  await one.table.put({ row: { ...(before ?? { pk: '', sk: '' }), remark: 'untouched' } });
  await one.apply(one.event('entered', at(2, { source })));
  expect(one.table.all().find((row) => row.sk === 'p#customer')?.remark).toBe('untouched');
});

test('K4: what is told of a source after the contact reaches the lead as well', async () => {
  const one = world();
  const left = await one.stored(one.event('contact', at(1)), START_MS, { phone: '13800138000', masked: false });
  await applyEvents(one.deps, one.key, [left]);
  await one.apply(one.event('entered', at(2, { source: { channel: 'search-ad', adId: '7' } })));
  expect(one.table.all().flatMap((row) => parseLead(row) ?? [])).toMatchObject([
    { source: { channel: 'search-ad', adId: '7' }, contact: { phoneMasked: '138****8000' } },
  ]);
});
