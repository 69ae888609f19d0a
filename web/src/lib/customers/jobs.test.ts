import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Api } from '../api/api.ts';
import { ApiFailure } from '../api/failure.ts';
import type { JobView } from '../contracts.ts';

// Runes are the compiler's; outside a component a field is a field.
vi.stubGlobal(
  '$state',
  Object.assign((value: unknown) => value, { raw: (value: unknown) => value }),
);
const { Jobs } = await import('./jobs.svelte.ts');

// What runs is asked for every few seconds: not here.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const running: Pick<JobView, 'id' | 'state' | 'task' | 'version' | 'createdAtMs'> = {
  id: 'j1',
  task: { kind: 'sync-cards' },
  state: 'running',
  version: 1,
  createdAtMs: 1,
};

test('four states: that nobody knows what runs is told, until somebody asks again with success', async () => {
  const answers = [new Response('{"error":{"code":"auth.refused","message":""}}', { status: 403 })];
  const fetching = () => Promise.resolve(answers.shift() ?? new Response(JSON.stringify({ items: [running] })));
  const jobs = new Jobs(new Api({ fetch: fetching, token: () => Promise.resolve('token') }));
  await jobs.load();
  expect(jobs.failure).toBeInstanceOf(ApiFailure);
  expect(jobs.shown).toEqual([]);
  await jobs.load();
  expect(jobs.failure).toBeUndefined();
  expect(jobs.shown.map(({ id }) => id)).toEqual(['j1']);
});
