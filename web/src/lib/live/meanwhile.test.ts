import { expect, test } from 'vitest';
import { Meanwhile } from './meanwhile.ts';

test('I1: a fetch hears what was told from its start to its end, in order, and nothing else', async () => {
  const meanwhile = new Meanwhile<string>();
  const [first, second] = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
  meanwhile.tell(['before']);
  const one = meanwhile.during(first.promise);
  meanwhile.tell(['one']);
  const two = meanwhile.during(second.promise);
  meanwhile.tell(['two', 'three']);
  first.resolve(1);
  expect(await one).toEqual({ answer: 1, told: ['one', 'two', 'three'] });
  meanwhile.tell(['four']);
  second.resolve(2);
  expect(await two).toEqual({ answer: 2, told: ['two', 'three', 'four'] });
});

test('a fetch that fails listens no longer', async () => {
  const meanwhile = new Meanwhile<string>();
  await expect(meanwhile.during(Promise.reject(new Error('offline')))).rejects.toThrow('offline');
  const later = meanwhile.during(Promise.resolve());
  meanwhile.tell(['news']);
  expect((await later).told).toEqual(['news']);
});
