import { expect, test } from 'vitest';
import { createAccountDirectory } from '../accounts/store-directory.ts';
import { openCaptured } from '../customers/capture-contact.ts';
import type { ParsedEvent } from '../platforms/platform.ts';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { takeIn } from './intake.ts';
import type { CustomerEvent } from './model.ts';
import { parseEventItem } from './store-event-items.ts';

const NOW_MS = 1772414132000;
const rawBody = Buffer.from('{}');

const event = (over: Partial<CustomerEvent> = {}): CustomerEvent => ({
  kind: 'message',
  platform: 'douyin',
  accountPlatformId: 'a',
  customerPlatformId: 'c',
  eventId: '@1',
  occurredAtMs: NOW_MS - 1_000,
  body: { type: 'text', text: '你好' },
  ...over,
});
const parsed = (over: Partial<CustomerEvent> = {}): ParsedEvent => ({ for: 'customer', event: event(over) });

async function setUp(hosted: readonly string[], spoil: (table: RowTable) => RowTable = (table) => table) {
  const memory = createMemoryRowTable();
  const clock = { now: () => NOW_MS };
  const directory = createAccountDirectory({ table: memory, clock });
  for (const id of hosted) {
    await directory.claim({ platform: 'douyin', platformUserId: id, tenantId: `t-${id}`, accountId: `dy_${id}` });
  }
  const cipher = () => {
    throw new Error('no cipher is needed here');
  };
  const rows = () => memory.all().filter(({ kind }) => typeof kind === 'string');
  return { deps: { table: spoil(memory), directory, cipher, clock }, rows };
}

test('W11: where both parties are hosted, each account keeps its own reading of a recall', async () => {
  const { deps, rows } = await setUp(['a', 'c']);
  const recalled = event({ kind: 'recalled', refersTo: '@1', occurredAtMs: 0 });
  const mirrored = { ...recalled, accountPlatformId: 'c', customerPlatformId: 'a' };
  const result = await takeIn(deps, [{ for: 'customer', event: recalled, mirrored }], rawBody);
  expect(result).toMatchObject({ stored: 2, duplicates: 0, unrouted: 0 });
  expect(rows().map(({ tenantId }) => tenantId)).toEqual(['t-a', 't-c']);
});

test('INV10: the same platform id on another platform is another account', async () => {
  const { deps, rows } = await setUp(['a']);
  await takeIn(deps, [parsed({ platform: 'xiaohongshu' })], rawBody);
  expect(rows()).toMatchObject([{ __edb_e__: 'unrouted', platform: 'xiaohongshu' }]);
});

test('INV2: kinds do not shadow each other, repeats do', async () => {
  const { deps, rows } = await setUp(['a']);
  const events = [parsed(), parsed({ kind: 'entered' }), parsed({ eventId: '@2' })];
  expect(await takeIn(deps, events, rawBody)).toMatchObject({ stored: 3, duplicates: 0, tenantId: 't-a' });
  expect(await takeIn(deps, events, rawBody)).toMatchObject({ stored: 0, duplicates: 3 });
  expect(rows()).toHaveLength(3);
});

test('INV1, F18: one failed put fails the whole; the repeat stores what was missing', async () => {
  let puts = 0;
  const { deps, rows } = await setUp(['a'], (table) => ({
    ...table,
    put: async (write) => {
      puts += 1;
      if (puts === 2) throw new Error('throttled');
      return table.put(write);
    },
  }));
  const events = [parsed(), parsed({ eventId: '@2' }), parsed({ eventId: '@3' })];
  await expect(takeIn(deps, events, rawBody)).rejects.toThrow('throttled');
  expect(await takeIn(deps, events, rawBody)).toMatchObject({ stored: 1, duplicates: 2 });
  expect(rows()).toHaveLength(3);
});

test('an echo that names a phone is the account’s own word: nothing is sealed', async () => {
  const { deps, rows } = await setUp(['a']);
  const echo = parsed({ kind: 'echo', body: { type: 'text', text: '门店电话 13800138000' } });
  await takeIn(deps, [echo], Buffer.from('{"text":"门店电话 13800138000"}'));
  expect(rows()).toMatchObject([{ kind: 'echo' }]);
  expect(rows()[0]).not.toHaveProperty('sealed');
});

test('X5: a number with too few stars is kept masked, what was typed sealed beside it, and captures no contact', async () => {
  const { deps, rows } = await setUp(['a']);
  const sealed: string[] = [];
  const cipher = {
    seal: async (_place: unknown, text: string) => `sealed-${sealed.push(text)}`,
    open: async () => sealed[0] ?? '',
    blindIndex: async () => '',
  };
  const typed = parsed({ body: { type: 'text', text: '1380013800*' } });
  await takeIn({ ...deps, cipher: () => cipher }, [typed], Buffer.from('{"text":"1380013800*"}'));
  const [row] = rows();
  const fact = row && parseEventItem(row);
  expect(fact).toMatchObject({ logged: { event: { body: { text: '138****800*' } } } });
  expect(row?.sealed).toBe('sealed-1');
  expect(sealed[0]).toContain('1380013800*');
  if (!fact) throw new Error('nothing was stored');
  expect(await openCaptured({ cipher }, fact.for === 'customer' ? [fact.logged] : [])).toBeUndefined();
});
