import { expect, test } from 'vitest';
import { listMaterials } from '../../../shared/materials/materials.ts';
import { sniff } from '../../../shared/materials/rules-media.ts';
import { createMaterialStore } from '../../../shared/materials/store-materials.ts';
import { createMemoryObjects } from '../../../shared/runtime/memory-objects.ts';
import { createMemoryRowTable } from '../../../shared/runtime/memory-row-table.ts';
import { seedMaterials } from './materials.ts';
import { livingRoom, paintPng } from './picture.ts';

test('a picture made by code is a PNG of its size', () => {
  expect(sniff(paintPng(64, 48, livingRoom))).toEqual({ contentType: 'image/png', width: 64, height: 48 });
});

test('M2, M6: the demo has words with variables, pictures that are kept, and a combination of both', async () => {
  const table = createMemoryRowTable();
  const objects = createMemoryObjects();
  let counter = 0;
  const ulid = () => {
    counter += 1;
    return `id-${String(counter).padStart(4, '0')}`;
  };
  const ids = { ulid, bytes: (length: number) => new Uint8Array(length) };
  const cipher = { seal: async () => '', open: async () => '', blindIndex: async () => '' };
  await seedMaterials({ table, objects, ids, cipher, clock: { now: () => 1_790_000_000_000 } });
  const found = await listMaterials(
    { materials: createMaterialStore(table) },
    { tenantId: 'demo', memberId: 'demo-operator' },
  );
  const kinds = found.map(({ content }) => content.kind).sort();
  expect(kinds).toEqual(['combined', 'image', 'image', 'text', 'text', 'text', 'text']);
  expect([...objects.all.keys()].filter((key) => key.startsWith('materials/demo/'))).toHaveLength(2);
});
