import { expect, test } from 'vitest';
import type { LeadView } from './contracts.ts';
import { mergeLeads } from './leads-order.ts';

const lead = (id: string, capturedAtMs: number, state: LeadView['state'] = 'new'): LeadView => ({
  id,
  conversationId: id,
  accountId: 'a',
  accountName: 'A',
  platform: 'douyin',
  customerName: id,
  contact: {},
  capturedAtMs,
  state,
});

test('K5: newest first, each lead once, the incoming one winning', () => {
  const merged = mergeLeads([lead('a', 1), lead('b', 3)], [lead('a', 1, 'contacted'), lead('c', 2)]);
  expect(merged.map(({ id }) => id)).toEqual(['b', 'c', 'a']);
  expect(merged[2]?.state).toBe('contacted');
});
