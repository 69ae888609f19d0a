import { beforeEach, expect, test } from 'vitest';
import { createMemoryRowTable, type MemoryRowTable } from '../runtime/memory-row-table.ts';
import { type AccountDirectory, createAccountDirectory } from './store-directory.ts';

const entry = { platform: 'douyin', platformUserId: 'o-1', tenantId: 'demo', accountId: 'dy_1' } as const;
let memory: MemoryRowTable;
let directory: AccountDirectory;
let nowMs: number;
let reads: number;

beforeEach(() => {
  memory = createMemoryRowTable();
  nowMs = 1_000_000;
  reads = 0;
  const get: MemoryRowTable['get'] = (...args) => {
    reads += 1;
    return memory.get(...args);
  };
  directory = createAccountDirectory({ table: { ...memory, get }, clock: { now: () => nowMs } });
});

test('A1: the first tenant keeps an account; repeating its claim is harmless, another tenant is refused', async () => {
  expect(await directory.claim(entry)).toBe(true);
  expect(await directory.claim(entry)).toBe(true);
  expect(await directory.claim({ ...entry, tenantId: 'other' })).toBe(false);
  expect(await directory.find('douyin', 'o-1')).toEqual({ tenantId: 'demo', accountId: 'dy_1' });
  expect(await directory.find('xiaohongshu', 'o-1')).toBeUndefined();
});

test('decision 3: the row has the documented key and mark', async () => {
  await directory.claim(entry);
  expect(await memory.get({ pk: 'd#acc#douyin#o-1', sk: 'd' })).toEqual({
    pk: 'd#acc#douyin#o-1',
    sk: 'd',
    ...entry,
    __edb_e__: 'accountDirectory',
    __edb_v__: '1',
  });
});

test('a hosted account is remembered for five minutes, an unknown one for five seconds', async () => {
  await directory.find('douyin', 'o-2');
  nowMs += 4_999;
  await directory.find('douyin', 'o-2');
  expect(reads).toBe(1);
  nowMs += 1;
  await directory.find('douyin', 'o-2');
  expect(reads).toBe(2);

  await directory.claim(entry);
  await directory.find('douyin', 'o-1');
  nowMs += 299_999;
  await directory.find('douyin', 'o-1');
  expect(reads).toBe(3);
  nowMs += 1;
  await directory.find('douyin', 'o-1');
  expect(reads).toBe(4);
});

test('F18: a failed look-up is not remembered', async () => {
  let failing = true;
  const flaky = createAccountDirectory({
    table: {
      ...memory,
      get: async (key, options) => {
        if (failing) throw new Error('away');
        return memory.get(key, options);
      },
    },
    clock: { now: () => nowMs },
  });
  await expect(flaky.find('douyin', 'o-1')).rejects.toThrow('away');
  failing = false;
  await flaky.claim(entry);
  expect(await flaky.find('douyin', 'o-1')).toMatchObject({ tenantId: 'demo' });
});

test('SEC5: a platform is live once an account of it was hosted', async () => {
  expect(await directory.isLive('douyin')).toBe(false);
  nowMs += 5_000;
  await directory.claim(entry);
  expect(await directory.isLive('douyin')).toBe(true);
  expect(await directory.isLive('xiaohongshu')).toBe(false);
});

test('SEC5, F12: claiming again after a crash between the two rows makes the platform live', async () => {
  let puts = 0;
  const dying = createAccountDirectory({
    table: {
      ...memory,
      put: async (write) => {
        puts += 1;
        if (puts === 2) throw new Error('killed');
        return memory.put(write);
      },
    },
    clock: { now: () => nowMs },
  });
  await expect(dying.claim(entry)).rejects.toThrow('killed');
  expect(await directory.claim(entry)).toBe(true);
  expect(await directory.isLive('douyin')).toBe(true);
});
