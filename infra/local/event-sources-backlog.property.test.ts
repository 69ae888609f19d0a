import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StreamRecord } from './dynamo-stream.ts';
import { createBacklog } from './event-sources-backlog.ts';

const record = (position: number, partition: string): StreamRecord => ({
  position,
  partition,
  createdAtMs: 0,
  event: {
    eventID: String(position),
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    eventSourceARN: 'arn',
    dynamodb: {},
  },
});

const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), partition: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ kind: fc.constant('take' as const), max: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('done' as const), which: fc.nat(3) }),
);

test('records of one key leave in order, never in two batches at once, and the oldest open one bounds the checkpoint', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const backlog = createBacklog();
      const open = new Set<number>();
      const running: (readonly StreamRecord[])[] = [];
      const lastTaken = new Map<string, number>();
      let position = 0;
      for (const one of steps) {
        if (one.kind === 'add') {
          position += 1;
          open.add(position);
          backlog.add(record(position, one.partition));
        } else if (one.kind === 'take') {
          const batch = backlog.take(one.max);
          expect(batch.length).toBeLessThanOrEqual(one.max);
          for (const { partition, position: at } of batch) {
            expect(running.flat().some((other) => other.partition === partition)).toBe(false);
            expect(at).toBeGreaterThan(lastTaken.get(partition) ?? 0);
            lastTaken.set(partition, at);
          }
          if (batch.length > 0) running.push(batch);
        } else {
          const [batch = []] = running.splice(one.which, 1);
          for (const { position: at } of batch) open.delete(at);
          backlog.done(batch);
        }
        expect(backlog.oldest()).toBe(open.size === 0 ? undefined : Math.min(...open));
        expect(backlog.size()).toBe(open.size);
      }
    }),
    { numRuns: 500 },
  );
});

test('everything added is taken in the end, however batches finish', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      (keys, max) => {
        const backlog = createBacklog();
        for (const [index, key] of keys.entries()) backlog.add(record(index + 1, key));
        const taken: number[] = [];
        while (backlog.size() > 0) {
          const batch = backlog.take(max);
          taken.push(...batch.map((one) => one.position));
          backlog.done(batch);
        }
        expect(taken.sort((a, b) => a - b)).toEqual(keys.map((_, index) => index + 1));
      },
    ),
  );
});
