import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { deleteView, listViews, saveView } from './saved-views.ts';
import { createViewStore } from './store-views.ts';

const ANNA = { tenantId: 't1', memberId: 'anna' };
const BEN = { tenantId: 't1', memberId: 'ben' };
const base = { kind: 'customers' as const, name: '有意向', position: 0, settings: { tags: ['老房'], anyTag: true } };
const setUp = () => ({ views: createViewStore(createMemoryRowTable()) });

test('K1: a view is kept once however often it is saved, and is its member’s alone', async () => {
  const deps = setUp();
  await saveView(deps, { ...ANNA, ...base, viewId: 'v1' });
  await saveView(deps, { ...ANNA, ...base, viewId: 'v1', name: '改名' });
  expect(await listViews(deps, ANNA, 'customers')).toEqual([{ ...ANNA, ...base, viewId: 'v1', name: '改名' }]);
  expect(await listViews(deps, BEN, 'customers')).toEqual([]);
  await expect(deleteView(deps, { ...BEN, viewId: 'v1' })).rejects.toMatchObject({ code: 'view.unknown' });
});

test('I1: the inbox and the customer list keep their views apart, each in its order', async () => {
  const deps = setUp();
  await saveView(deps, { ...ANNA, ...base, viewId: 'v1', position: 2 });
  await saveView(deps, { ...ANNA, ...base, viewId: 'v2', position: 1 });
  await saveView(deps, { ...ANNA, ...base, viewId: 'v3', kind: 'inbox' });
  expect((await listViews(deps, ANNA, 'customers')).map(({ viewId }) => viewId)).toEqual(['v2', 'v1']);
  expect((await listViews(deps, ANNA, 'inbox')).map(({ viewId }) => viewId)).toEqual(['v3']);
  await expect(saveView(deps, { ...ANNA, ...base, viewId: 'v3' })).rejects.toMatchObject({ code: 'view.other-kind' });
});

test('a member keeps at most fifty views of a list, and none that is very large', async () => {
  const deps = setUp();
  for (let at = 0; at < 50; at += 1) await saveView(deps, { ...ANNA, ...base, viewId: `v${at}` });
  await expect(saveView(deps, { ...ANNA, ...base, viewId: 'more' })).rejects.toMatchObject({ code: 'view.too-many' });
  await saveView(deps, { ...ANNA, ...base, viewId: 'v7', name: '照旧可改' });
  const settings = { q: Array.from({ length: 60 }, () => '长'.repeat(100)) };
  await expect(saveView(deps, { ...BEN, ...base, viewId: 'v1', settings })).rejects.toMatchObject({
    code: 'view.too-large',
    details: { field: 'settings' },
  });
});
