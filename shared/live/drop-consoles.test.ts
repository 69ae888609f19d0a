import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { dropConsoles } from './drop-consoles.ts';
import { createConnectionStore } from './store-connections.ts';

test('SEC30: every console of a member is forgotten at once, nobody else’s', async () => {
  const connections = createConnectionStore(createMemoryRowTable());
  const open = (tenantId: string, memberId: string, connectionId: string) =>
    connections.put({ tenantId, memberId, connectionId, expiresAtMs: 9e12 });
  await open('t1', 'm1', 'a');
  await open('t1', 'm1', 'b');
  await open('t1', 'm2', 'c');
  await open('t2', 'm1', 'd');
  await dropConsoles({ connections, clock: { now: () => 1 } }, 't1', 'm1');
  expect((await connections.list('t1', 1)).map(({ connectionId }) => connectionId)).toEqual(['c']);
  expect(await connections.find('a')).toBeUndefined();
  expect((await connections.find('d'))?.memberId).toBe('m1');
});
