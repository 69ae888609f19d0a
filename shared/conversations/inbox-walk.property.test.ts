import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { createInboxWalk } from './inbox-walk.ts';
import { inboxPartition } from './store-head-row.ts';

// Few minutes, so that places coincide up to the conversation's id; accounts with many, few and no conversations.
const inbox = fc.array(
  fc.record({ account: fc.constantFrom('a', 'b', 'c', 'd'), minute: fc.integer({ min: 0, max: 9 }) }),
  { maxLength: 60 },
);

test.each(['newest', 'oldest'] as const)(
  'I1: a walk gives every conversation once, %s first, whatever the steps and wherever it begins',
  async (first) => {
    await fc.assert(
      fc.asyncProperty(inbox, fc.integer({ min: 1, max: 20 }), fc.boolean(), async (rows, step, midway) => {
        const table = createMemoryRowTable();
        for (const [index, { account, minute }] of rows.entries()) {
          const gsi1sk = `0000000${minute}#c${String(index).padStart(3, '0')}`;
          await table.put({
            row: { pk: `t#t1#c#${index}`, sk: 'n#head', gsi1pk: inboxPartition('t1', account), gsi1sk },
          });
        }
        const all = rows.map(({ minute }, index) => `0000000${minute}#c${String(index).padStart(3, '0')}`);
        const sorted = first === 'newest' ? all.sort().reverse() : all.sort();
        const middle = midway ? sorted[Math.floor(sorted.length / 2)] : undefined;
        const start = middle ?? (first === 'oldest' ? '0' : undefined);
        const expected = sorted.slice(middle === undefined ? 0 : sorted.indexOf(middle) + 1);
        const accountIds = ['a', 'b', 'c', 'd', 'e'];
        const walk = createInboxWalk(table, {
          tenantId: 't1',
          accountIds,
          ...(start === undefined ? {} : { [first === 'newest' ? 'before' : 'after']: start }),
        });
        const seen: string[] = [];
        for (;;) {
          const keys = await walk.next(step);
          seen.push(...keys.map(({ order }) => order));
          if (keys.length < step) break;
        }
        expect(seen).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  },
);
