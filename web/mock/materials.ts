import { floorPlan, livingRoom, paintPng } from '../../infra/local/demo/picture.ts';
import type { FolderView, MaterialView, UseView } from '../../shared/contracts/material-views.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { agentsThatSend } from '../../shared/materials/rules-materials.ts';
import { renderText } from '../../shared/materials/rules-variables.ts';
import type { World } from './fixtures.ts';
import { page } from './state.ts';

/** Materials of the stand-in server. Pictures travel as data addresses; an upload goes to the server itself. */

interface Asked {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly origin: string;
  readonly world: Pick<World, 'agents'>;
}
type Base = Exclude<MaterialView['content'], { kind: 'combined' }>;

const pictures = new Map([
  ['room', paintPng(320, 240, livingRoom)],
  ['plan', paintPng(280, 210, floorPlan)],
]);
const urlOf = (objectId: string): string =>
  `data:image/png;base64,${(pictures.get(objectId) ?? Buffer.alloc(0)).toString('base64')}`;
const image = (objectId: string): Base => ({
  kind: 'image',
  media: { objectId, contentType: 'image/png', bytes: pictures.get(objectId)?.length ?? 1, url: urlOf(objectId) },
});

const folders: FolderView[] = [{ id: 'f1', name: '报价与质保' }];
const materials = new Map<string, MaterialView>();
let made = 0;

function add(name: string, content: MaterialView['content'], more: Partial<MaterialView> = {}): MaterialView {
  const id = `material-${++made}`;
  const usual = { scope: 'shared' as const, ownerId: 'm1', mine: true, version: 1, updatedAtMs: Date.now() };
  const material: MaterialView = { ...usual, id, name, platforms: ['douyin', 'xiaohongshu'], content, ...more };
  materials.set(id, material);
  return material;
}
add('开场问候', { kind: 'text', text: '{{customer.name|朋友}}，您好！想了解整装还是半包呢？' });
add('质保说明', { kind: 'text', text: '基础工程质保5年，隐蔽水电质保10年。' }, { folderId: 'f1' });
add('客厅效果图', image('room'));
add('89平户型图', image('plan'), { scope: 'personal' });
add('新客两连', { kind: 'combined', parts: ['material-1', 'material-3'].map((materialId) => ({ materialId })) });

/** Combinations show their bases as they are now (M2). */
function shown(material: MaterialView): MaterialView {
  if (material.content.kind !== 'combined') return material;
  const parts = material.content.parts.map(({ materialId }) => {
    const base = materials.get(materialId);
    return base && base.content.kind !== 'combined'
      ? { materialId, base: { name: base.name, content: base.content } }
      : { materialId };
  });
  return { ...material, content: { kind: 'combined', parts } };
}

const usesOf = (id: string, agents: World['agents']): UseView[] => [
  ...[...materials.values()]
    .filter(({ content }) => content.kind === 'combined' && content.parts.some((part) => part.materialId === id))
    .map((one) => ({ kind: 'material' as const, id: one.id, name: one.name })),
  ...agentsThatSend(id, agents).map((one) => ({ kind: 'agent' as const, id: one.id, name: one.name })),
];

type Input = ReturnType<typeof routes.createMaterial.body.parse>['content'];
function contentOf(content: Input): MaterialView['content'] {
  if (content.kind === 'text') return content;
  if (content.kind === 'upload') return image(content.uploadId);
  return { kind: 'combined', parts: content.parts.map((materialId) => ({ materialId })) };
}

const filed = (folderId: string | null) => (folderId === null ? {} : { folderId });

/** What a material becomes when it is sent; undefined = no such one. */
export function bodiesOf(id: string, customer: string) {
  const material = materials.get(id);
  if (!material) return undefined;
  const { content } = shown(material);
  const bases = content.kind === 'combined' ? content.parts.flatMap(({ base }) => base?.content ?? []) : [content];
  return bases.map((base) =>
    base.kind === 'text'
      ? { type: 'text' as const, text: renderText(base.text, { 'customer.name': customer }) }
      : { type: 'image' as const, objectId: base.media.objectId },
  );
}

/** An uploaded file arrives. */
export const receive = (uploadId: string, file: Buffer): void => void pictures.set(uploadId, file);

/** Undefined = no route of materials. */
export function answerMaterials(name: string, { params, query, body, origin, world }: Asked): unknown {
  const id = params.materialId ?? '';
  const known = materials.get(id);
  switch (name) {
    case 'listMaterials': {
      const [q, kind, folderId] = ['q', 'kind', 'folderId'].map((field) => query.get(field));
      const found = [...materials.values()].filter(
        (one) =>
          (!kind || one.content.kind === kind) &&
          (!folderId || one.folderId === folderId) &&
          (!q || `${one.name}${one.content.kind === 'text' ? one.content.text : ''}`.includes(q)),
      );
      const newest = found.sort((a, b) => b.updatedAtMs - a.updatedAtMs).map(shown);
      return page(newest, query, 48);
    }
    case 'getMaterial':
      return known && shown(known);
    case 'createMaterial': {
      const { content, folderId, ...rest } = routes.createMaterial.body.parse(body);
      return shown(add(rest.name, contentOf(content), { ...rest, ...filed(folderId) }));
    }
    case 'updateMaterial': {
      const { content, folderId, version, ...rest } = routes.updateMaterial.body.parse(body);
      if (!known) return undefined;
      const { folderId: _, ...before } = known;
      const changed = { ...(content ? { content: contentOf(content) } : {}), version: version + 1 };
      const next: MaterialView = { ...before, ...rest, ...filed(folderId), ...changed, updatedAtMs: Date.now() };
      materials.set(id, next);
      return shown(next);
    }
    case 'deleteMaterial': {
      const usedBy = usesOf(id, world.agents);
      if (usedBy.length === 0) materials.delete(id);
      return { deleted: usedBy.length === 0, usedBy };
    }
    case 'usesOfMaterial':
      return { items: usesOf(id, world.agents) };
    case 'beginUpload': {
      const uploadId = `upload-${++made}`;
      return { uploadId, url: `${origin}/_upload/${uploadId}`, expiresSeconds: 900 };
    }
    case 'findPictures': {
      const { of } = routes.findPictures.body.parse(body);
      // As the real one: what does not lie with a platform is none of ours.
      const urlFor = (one: string) =>
        /^https:\/\/[\w.-]+\.(xhscdn|douyinpic)\.com\//.test(one) ? urlOf('room') : undefined;
      const items = of.map((one) => ({ of: one, ...(urlFor(one) ? { url: urlFor(one) } : {}) }));
      return { items, expiresSeconds: 3600 };
    }
    case 'mediaAddress':
      return { url: urlOf(params.objectId ?? ''), expiresSeconds: 3600 };
    default:
      return answerFolders(name, params.folderId, body);
  }
}

function answerFolders(name: string, folderId: string | undefined, body: unknown): unknown {
  const at = folders.findIndex(({ id }) => id === folderId);
  switch (name) {
    case 'listMaterialFolders':
      return { items: folders };
    case 'createMaterialFolder': {
      const folder = { id: `f${folders.length + 1}`, ...routes.createMaterialFolder.body.parse(body) };
      folders.push(folder);
      return folder;
    }
    case 'renameMaterialFolder':
      folders[at] = { id: folderId ?? '', ...routes.renameMaterialFolder.body.parse(body) };
      return folders[at];
    case 'deleteMaterialFolder':
      folders.splice(at, 1);
      return { ok: true };
    default:
      return undefined;
  }
}
