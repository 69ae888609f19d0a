import { expect, test, vi } from 'vitest';
import { ApiFailure } from './api/failure.ts';

// Runes are the compiler's; outside a component a field is a field.
vi.stubGlobal(
  '$state',
  Object.assign((value: unknown) => value, { raw: (value: unknown) => value }),
);
const { ListEnd } = await import('./list-end.svelte.ts');

const refuse = () => Promise.reject(new ApiFailure('service.unavailable', 'away', { status: 503 }));

test('a list goes on page by page, one at a time, and ends where the last page ends', async () => {
  const end = new ListEnd();
  const asked: string[] = [];
  await end.go(() => Promise.reject(new Error('without a cursor nothing is asked')));
  end.set('a');
  const take = (cursor: string) => {
    asked.push(cursor);
    return Promise.resolve(cursor === 'a' ? 'b' : undefined);
  };
  await Promise.all([end.go(take), end.go(take)]);
  expect([asked, end.hasMore, end.isBusy]).toEqual([['a'], true, false]);
  await end.go(take);
  expect([asked, end.hasMore]).toEqual([['a', 'b'], false]);
});

test('a page that could not be had is said, is not asked for by itself again, and is tried again from where it stood', async () => {
  const end = new ListEnd();
  end.set('a');
  await end.go(refuse);
  expect(end.failure).toMatchObject({ code: 'service.unavailable' });
  expect([end.hasMore, end.isBusy, end.goesOn]).toEqual([true, false, false]);
  const asked: string[] = [];
  await end.go((cursor) => {
    asked.push(cursor);
    return Promise.resolve(undefined);
  });
  expect([asked, end.failure]).toEqual([['a'], undefined]);
});

test('empty pages are gone through until there is enough; what fails on the way goes on from there', async () => {
  const end = new ListEnd();
  end.set('1');
  const isNever = () => false;
  await end.go((cursor) => (cursor === '3' ? refuse() : Promise.resolve(`${Number(cursor) + 1}`)), isNever);
  expect(end.failure).toBeDefined();
  const asked: string[] = [];
  const take = (cursor: string) => {
    asked.push(cursor);
    return Promise.resolve(cursor === '5' ? undefined : `${Number(cursor) + 1}`);
  };
  await end.go(take, () => asked.length === 2);
  expect(asked).toEqual(['3', '4']);
  await end.go(take, isNever);
  expect([asked, end.hasMore]).toEqual([['3', '4', '5'], false]);
});

test('an answer for a list that is no longer shown changes nothing', async () => {
  const end = new ListEnd();
  end.set('old');
  let answer: (cursor: string | undefined) => void = () => undefined;
  const going = end.go(() => new Promise((resolve) => (answer = resolve)));
  end.set('new');
  answer('older');
  await going;
  const asked: string[] = [];
  await end.go((cursor) => {
    asked.push(cursor);
    return Promise.resolve(undefined);
  });
  expect(asked).toEqual(['new']);
});
