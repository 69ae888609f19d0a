import { beforeEach, expect, test } from 'vitest';
import { createAgentStore } from '../agents/store-agents.ts';
import { createMemoryObjects } from '../runtime/memory-objects.ts';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { createFolder, deleteFolder } from './folders.ts';
import { createMaterial, deleteMaterial, listMaterials, loadMaterial, updateMaterial } from './materials.ts';
import { createMaterialStore } from './store-materials.ts';
import { beginUpload } from './uploads.ts';
import { findUses } from './uses.ts';

const PNG = '89504e470d0a1a0a0000000d49484452000002800000 01e00802000000'.replaceAll(' ', '');
const MP4 = '000000186674797069736f6d00000200';
const anna = { tenantId: 't1', memberId: 'anna' };
const ben = { tenantId: 't1', memberId: 'ben' };
const eve = { tenantId: 't2', memberId: 'eve' };

const setUp = () => {
  let counter = 0;
  const table = createMemoryRowTable();
  return {
    table,
    materials: createMaterialStore(table),
    agents: createAgentStore(table),
    objects: createMemoryObjects(),
    clock: { now: () => 1_790_000_000_000 + counter },
    ids: {
      ulid: () => {
        counter += 1;
        return `id-${counter}`;
      },
      bytes: (length: number) => new Uint8Array(length),
    },
  };
};
let deps: ReturnType<typeof setUp>;
beforeEach(() => {
  deps = setUp();
});

const usual = { name: '报价', scope: 'shared', platforms: ['douyin', 'xiaohongshu'], folderId: null } as const;
const text = (words: string, over: object = {}) =>
  createMaterial(deps, anna, { ...usual, ...over, content: { kind: 'text', text: words } });
const upload = (hex: string, contentType: string, key = 'uploads/t1/u1') =>
  deps.objects.put(key, contentType, Buffer.from(hex, 'hex'));
const image = (over: object = {}) =>
  createMaterial(deps, anna, { ...usual, ...over, content: { kind: 'upload', uploadId: 'u1' } });
const combined = (parts: readonly string[], over: object = {}) =>
  createMaterial(deps, anna, { ...usual, name: '开场', ...over, content: { kind: 'combined', parts } });

test('M1: a personal material is its maker’s alone, for lists, reading, changing and deleting', async () => {
  const { id, version } = await text('悄悄话', { scope: 'personal' });
  expect(await listMaterials(deps, anna)).toHaveLength(1);
  expect(await listMaterials(deps, ben)).toEqual([]);
  await expect(loadMaterial(deps, ben, id)).rejects.toMatchObject({ code: 'material.unknown', status: 404 });
  await expect(updateMaterial(deps, ben, { ...usual, id, version })).rejects.toMatchObject({ status: 404 });
  await expect(deleteMaterial(deps, ben, id)).rejects.toMatchObject({ status: 404 });
});

test('SEC8: another tenant reaches neither the material nor the upload', async () => {
  const { id } = await text('您好');
  await upload(PNG, 'image/png');
  await expect(loadMaterial(deps, eve, id)).rejects.toMatchObject({ status: 404 });
  await expect(
    createMaterial(deps, eve, { ...usual, content: { kind: 'upload', uploadId: 'u1' } }),
  ).rejects.toMatchObject({ code: 'upload.unknown' });
});

test('M2: changing a base changes every combination; what it needs of the base cannot be taken away', async () => {
  const base = await text('您好');
  const whole = await combined([base.id, base.id]);
  await updateMaterial(deps, anna, {
    ...usual,
    id: base.id,
    version: base.version,
    content: { kind: 'text', text: '欢迎' },
  });
  expect((await loadMaterial(deps, anna, base.id)).content).toEqual({ kind: 'text', text: '欢迎' });
  expect((await loadMaterial(deps, anna, whole.id)).content).toEqual({ kind: 'combined', parts: [base.id, base.id] });
  const now = await loadMaterial(deps, anna, base.id);
  await expect(
    updateMaterial(deps, anna, { ...usual, id: now.id, version: now.version, platforms: ['douyin'] }),
  ).rejects.toMatchObject({ code: 'material.in-use', details: { rule: 'M2' } });
});

test('M2: deleting a base in use answers where; once free it goes', async () => {
  const base = await text('您好');
  const whole = await combined([base.id]);
  expect(await deleteMaterial(deps, anna, base.id)).toMatchObject({ deleted: false, usedBy: [{ name: '开场' }] });
  expect((await deleteMaterial(deps, anna, whole.id)).deleted).toBe(true);
  expect((await deleteMaterial(deps, anna, base.id)).deleted).toBe(true);
  expect(await listMaterials(deps, anna)).toEqual([]);
});

/** An AI employee that may send these. */
const agentWith = (agentId: string, materials: readonly { kind: 'material' | 'card'; id: string }[]) =>
  deps.agents.create({
    tenantId: 't1',
    agentId,
    name: `员工${agentId}`,
    persona: '',
    goal: '',
    knowledge: [],
    handOverTopics: [],
    askForContact: false,
    materials: materials.map((one) => ({ ...one, when: '' })),
    model: 'm',
    gatherSeconds: 1,
    pauseAfterHumanMinutes: 1,
    version: 1,
    updatedAtMs: 1,
  });

test('M2, G4: a material an AI employee may send says so, and is neither deleted nor made personal under it', async () => {
  const base = await text('报价单');
  const whole = await combined([base.id]);
  await agentWith('g1', [{ kind: 'material', id: whole.id }]);
  // A card of the same id is none of ours, and another tenant's employee does not count.
  await agentWith('g2', [{ kind: 'card', id: base.id }]);
  expect(await findUses(deps, anna, whole.id)).toEqual([{ kind: 'agent', id: 'g1', name: '员工g1' }]);
  expect(await findUses(deps, anna, base.id)).toEqual([{ kind: 'material', id: whole.id, name: '开场' }]);
  expect(await findUses(deps, eve, whole.id)).toEqual([]);
  expect(await deleteMaterial(deps, anna, whole.id)).toEqual({
    deleted: false,
    usedBy: [{ kind: 'agent', id: 'g1', name: '员工g1' }],
  });
  expect((await loadMaterial(deps, anna, whole.id)).id).toBe(whole.id);
  await expect(
    updateMaterial(deps, anna, { ...usual, id: whole.id, version: whole.version, scope: 'personal' }),
  ).rejects.toMatchObject({ code: 'material.in-use', details: { field: 'scope', rule: 'M2' } });
  await expect(
    updateMaterial(deps, anna, { ...usual, id: whole.id, version: whole.version, name: '新名' }),
  ).resolves.toMatchObject({ name: '新名' });
});

test('M1, M2: a colleague’s personal combination counts as a use, its name stays theirs', async () => {
  const base = await text('您好');
  const { id } = await combined([base.id], { scope: 'personal' });
  expect(await findUses(deps, ben, base.id)).toEqual([{ kind: 'material', id, name: '' }]);
});

test('M2: a combination is made of base materials that everyone who sees it sees, and that suit its platforms', async () => {
  const personal = await text('悄悄话', { scope: 'personal' });
  const douyinOnly = await text('抖音', { platforms: ['douyin'] });
  const other = await combined([(await text('您好')).id]);
  await expect(combined([personal.id])).rejects.toMatchObject({ code: 'parts.personal' });
  await expect(combined([douyinOnly.id])).rejects.toMatchObject({ code: 'parts.platform' });
  await expect(combined([other.id])).rejects.toMatchObject({ code: 'parts.unknown' });
  await expect(combined(['nowhere'])).rejects.toMatchObject({
    code: 'parts.unknown',
    details: { field: 'content.parts.0' },
  });
  expect((await combined([personal.id], { scope: 'personal' })).scope).toBe('personal');
});

test('two people change one material: the second is told', async () => {
  const base = await text('您好');
  const change = { ...usual, id: base.id, version: base.version };
  await updateMaterial(deps, anna, { ...change, content: { kind: 'text', text: '一' } });
  await expect(updateMaterial(deps, ben, { ...change, content: { kind: 'text', text: '二' } })).rejects.toMatchObject({
    code: 'material.changed',
  });
});

test('M1: an image is what its bytes say, and is kept where nothing expires', async () => {
  await upload(PNG, 'image/png');
  await upload(PNG, 'image/png', 'uploads/t1/u1.thumb');
  const { content } = await image();
  expect(content).toEqual({
    kind: 'image',
    media: {
      objectId: 'u1',
      contentType: 'image/png',
      bytes: 29,
      width: 640,
      height: 480,
      hasThumbnail: true,
    },
  });
  expect([...deps.objects.all.keys()]).toEqual(expect.arrayContaining(['materials/t1/u1', 'materials/t1/u1.thumb']));
});

test('M1: a wrong file, half an upload and a file that is not what it was announced as are named', async () => {
  await expect(image()).rejects.toMatchObject({ code: 'upload.unknown', details: { field: 'uploadId' } });
  await upload(Buffer.from('<script>alert(1)</script>').toString('hex'), 'image/png');
  await expect(image()).rejects.toMatchObject({ code: 'upload.type', status: 400 });
  await upload(MP4, 'image/png');
  await expect(image()).rejects.toMatchObject({ code: 'upload.type' });
  expect([...deps.objects.all.keys()]).toEqual(['uploads/t1/u1']);
});

test('M1: an image that unpacks into too many pixels is refused', async () => {
  await upload(PNG.replace('00000280', '0000ffff').replace('000001e0', '0000ffff'), 'image/png');
  await expect(image()).rejects.toMatchObject({ code: 'upload.pixels' });
});

test('M1: a thumbnail that is none is left to expire', async () => {
  await upload(PNG, 'image/png');
  await upload(Buffer.from('no picture').toString('hex'), 'image/png', 'uploads/t1/u1.thumb');
  expect((await image()).content).toMatchObject({ media: { hasThumbnail: false } });
  expect(deps.objects.all.has('materials/t1/u1.thumb')).toBe(false);
});

test('C2: a video meant for Douyin is refused when it is configured', async () => {
  await upload(MP4, 'video/mp4');
  await expect(image()).rejects.toMatchObject({
    code: 'content.never-sent',
    details: { rule: 'C2', field: 'platforms' },
  });
  expect((await image({ platforms: ['xiaohongshu'] })).content).toMatchObject({ kind: 'video' });
});

test('M1: an address is handed out for files that are taken only', () => {
  const begin = (contentType: string, bytes: number) => beginUpload(deps, 't1', { contentType, bytes });
  expect(begin('image/png', 8).url).toContain('uploads/t1/id-1');
  expect(() => begin('image/svg+xml', 8)).toThrow(expect.objectContaining({ code: 'upload.type' }));
  expect(() => begin('image/png', 10 * 1024 * 1024 + 1)).toThrow(expect.objectContaining({ code: 'upload.too-large' }));
});

test('M1: a folder is deleted when it is empty, whoever’s materials are in it', async () => {
  const folder = await createFolder(deps, anna, '装修');
  await expect(createFolder(deps, ben, '装修')).rejects.toMatchObject({ code: 'folder.exists' });
  const { id } = await text('您好', { folderId: folder.id, scope: 'personal' });
  await expect(deleteFolder(deps, ben, folder.id)).rejects.toMatchObject({ code: 'folder.not-empty' });
  await deleteMaterial(deps, anna, id);
  await deleteFolder(deps, ben, folder.id);
  await expect(text('您好', { folderId: folder.id })).rejects.toMatchObject({ code: 'folder.unknown' });
});

test('X1: every change is in the audit log, with ids and names of fields only', async () => {
  const base = await text('秘密报价');
  const { id, version } = base;
  await updateMaterial(deps, anna, {
    ...usual,
    id,
    version,
    name: '新名',
    content: { kind: 'text', text: '秘密底价' },
  });
  await deleteMaterial(deps, anna, base.id);
  const audit = deps.table.all().filter((row) => row.__edb_e__ === 'audit');
  expect(audit.map(({ action }) => action)).toEqual(['material.created', 'material.updated', 'material.deleted']);
  expect(audit[1]?.fields).toEqual(['name', 'content']);
  expect(JSON.stringify(audit)).not.toContain('秘密');
});
