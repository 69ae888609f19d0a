import { expect, test } from 'vitest';
import { createReadyList } from './queues-ready.ts';

const message = (id: string, groupId: string, sentAtMs: number) => ({
  id,
  body: '',
  attributes: {},
  sentAtMs,
  visibleAtMs: sentAtMs,
  received: 0,
  firstReceivedAtMs: undefined,
  groupId,
});

test('SPEED11: a tenant with 100,000 messages in line does not delay another’s single one', () => {
  const list = createReadyList();
  for (let at = 0; at < 100_000; at++) list.push(message(`noisy-${at}`, 'noisy', at));
  // Fifty of them are in senders' hands when the quiet tenant's only message comes, last of all.
  const taken = Array.from({ length: 50 }, () => list.take());
  list.push(message('quiet', 'quiet', 200_000));
  expect(list.take()?.id).toBe('quiet');
  // The noisy tenant has its turn again, in its own order.
  expect(list.take()?.id).toBe('noisy-50');
  for (const one of taken) if (one) list.finished(one);
  expect(list.size()).toBe(100_000 - 51);
});
