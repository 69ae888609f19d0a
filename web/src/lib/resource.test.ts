import { expect, test, vi } from 'vitest';

// Runes are the compiler's; outside a component a field is a field.
vi.stubGlobal('$state', { raw: (value: unknown) => value });
const { Resource } = await import('./resource.svelte.ts');

/** A server whose answers one gives by hand, in the order in which it was asked. */
function bench() {
  const asked: { readonly answer: (value: string) => void; readonly fail: (error: Error) => void }[] = [];
  const resource = new Resource<string>(() => new Promise((answer, fail) => asked.push({ answer, fail })));
  return { asked, resource };
}
const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

test('a reload while a fetch runs is answered by a fetch of its own, which begins after it', async () => {
  const { asked, resource } = bench();
  const first = resource.reload();
  const second = resource.reload();
  await settle();
  // The running one may have been answered before what calls for the second.
  expect(asked).toHaveLength(1);
  asked[0]?.answer('before');
  await first;
  expect(resource.value).toBe('before');
  await settle();
  expect(asked).toHaveLength(2);
  asked[1]?.answer('after');
  await second;
  expect(resource.value).toBe('after');
  await settle();
  expect(asked).toHaveLength(2);
});

test('however many ask meanwhile, one fetch follows for all of them', async () => {
  const { asked, resource } = bench();
  void resource.reload();
  const waiting = [resource.reload(), resource.reload(), resource.reload()];
  asked[0]?.answer('1');
  await settle();
  expect(asked).toHaveLength(2);
  asked[1]?.answer('2');
  await Promise.all(waiting);
  expect(asked).toHaveLength(2);
  expect(resource.value).toBe('2');
});

test('who asks while the following fetch runs gets a third one', async () => {
  const { asked, resource } = bench();
  void resource.reload();
  void resource.reload();
  asked[0]?.answer('1');
  await settle();
  const third = resource.reload();
  asked[1]?.answer('2');
  await settle();
  expect(asked).toHaveLength(3);
  asked[2]?.answer('3');
  await third;
  expect(resource.value).toBe('3');
});

test('a fetch that fails is followed all the same, and what was there stays', async () => {
  const { asked, resource } = bench();
  resource.set('shown');
  void resource.reload();
  const second = resource.reload();
  asked[0]?.fail(new Error('no network'));
  await settle();
  expect([resource.value, resource.state]).toEqual(['shown', 'present']);
  expect(resource.failure).toBeInstanceOf(Error);
  asked[1]?.answer('fresh');
  await second;
  expect([resource.value, resource.failure]).toEqual(['fresh', undefined]);
});

test('what is there or on its way is not fetched again by who only needs it', async () => {
  const { asked, resource } = bench();
  resource.ensure();
  resource.ensure();
  expect(asked).toHaveLength(1);
  asked[0]?.answer('there');
  await settle();
  resource.ensure();
  expect(asked).toHaveLength(1);
  expect(resource.state).toBe('present');
});
