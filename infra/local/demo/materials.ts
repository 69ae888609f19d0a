import { createFolder } from '../../../shared/materials/folders.ts';
import { createMaterial, type MaterialDeps, type MaterialInput } from '../../../shared/materials/materials.ts';
import type { Viewer } from '../../../shared/materials/model.ts';
import { createMaterialStore } from '../../../shared/materials/store-materials.ts';
import { type Objects, UPLOADS } from '../../../shared/runtime/objects.ts';
import { demoTenantId } from '../defaults.ts';
import { floorPlan, livingRoom, type Painter, paintPng } from './picture.ts';
import type { SeedDeps } from './seed.ts';

/** The demo's materials (M1, M2, M6): words, pictures made by code, and a combination of them. */

const OWNER: Viewer = { tenantId: demoTenantId, memberId: 'demo-owner' };
const usual: MaterialInput = {
  name: '',
  scope: 'shared',
  platforms: ['douyin', 'xiaohongshu'],
  folderId: null,
};

const WORDS = [
  ['开场问候', '{{customer.name|朋友}}，您好！我是{{account.name}}的{{member.name}}，想了解整装还是半包呢？'],
  [
    '半包报价说明',
    '半包每平米480到620元，含水电、泥木、油漆的人工和辅材，不含主材。量房后给您逐项报价，签约后不增项。',
  ],
  ['质保说明', '基础工程质保5年，隐蔽水电质保10年，材料按厂家质保。有问题24小时内上门。'],
  ['预约量房', '{{customer.name|朋友}}，量房免费，大约40分钟。您看周末上午还是下午方便？'],
] as const;

const PICTURES: readonly (readonly [name: string, width: number, height: number, painter: Painter])[] = [
  ['客厅效果图', 640, 480, livingRoom],
  ['89平户型图', 560, 420, floorPlan],
];

/** Writes them as a person would have made them, so that nothing of theirs is special. */
export async function seedMaterials(deps: SeedDeps & { readonly objects: Objects }): Promise<void> {
  const world: MaterialDeps = { ...deps, materials: createMaterialStore(deps.table) };
  const folder = await createFolder(world, OWNER, '报价与质保');
  const cases = await createFolder(world, OWNER, '效果图');
  const ids = new Map<string, string>();
  for (const [at, [name, text]] of WORDS.entries()) {
    const folderId = at === 1 || at === 2 ? folder.id : null;
    const made = await createMaterial(world, OWNER, { ...usual, name, folderId, content: { kind: 'text', text } });
    ids.set(name, made.id);
  }
  for (const [name, width, height, painter] of PICTURES) {
    const uploadId = deps.ids.ulid();
    const key = `${UPLOADS}${demoTenantId}/${uploadId}`;
    await deps.objects.put(key, 'image/png', paintPng(width, height, painter));
    const content = { kind: 'upload' as const, uploadId };
    const made = await createMaterial(world, OWNER, { ...usual, name, folderId: cases.id, content });
    ids.set(name, made.id);
  }
  const parts = ['开场问候', '客厅效果图', '预约量房'].flatMap((name) => ids.get(name) ?? []);
  const name = '新客三连';
  await createMaterial(world, OWNER, { ...usual, name, content: { kind: 'combined', parts } });
}
