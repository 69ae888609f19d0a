import { beforeEach, expect, test } from 'vitest';
import type { CardHolder } from '../agents/lead-cards.ts';
import type { AgentMaterial } from '../agents/model-materials.ts';
import type { AccountFacts } from '../conversations/ports.ts';
import { createAgentMaterials } from './agent-materials.ts';
import type { Material } from './model.ts';

/** G4: what an AI employee may send is judged by the rules of an operator's. */

const ACCOUNT: AccountFacts = {
  tenantId: 't1',
  accountId: 'a1',
  platform: 'douyin',
  platformId: 'p1',
  name: '云栖装饰',
  kind: 'enterprise',
  status: 'hosted',
  highWeight: false,
  adSpend30dYuan: 0,
  agentMode: 'full-auto',
  welcome: [],
};
const material = (id: string, content: Material['content'], change: Partial<Material> = {}): Material => ({
  tenantId: 't1',
  id,
  name: `素材${id}`,
  scope: 'shared',
  ownerId: 'anna',
  platforms: ['douyin', 'xiaohongshu'],
  content,
  createdAtMs: 1,
  updatedAtMs: 1,
  version: 1,
  ...change,
});
const media = { objectId: 'o1', contentType: 'image/png', bytes: 10, hasThumbnail: false };
const words = (text: string) => ({ kind: 'text', text }) as const;

let nowMs: number;
let kept: Material[];
let cards: CardHolder['cards'];
let asked: string[][];
let offered: (
  chosen: readonly (Pick<AgentMaterial, 'id'> & Partial<AgentMaterial>)[],
  account?: Partial<AccountFacts>,
  customerName?: string,
) => ReturnType<ReturnType<typeof createAgentMaterials>>;

beforeEach(() => {
  nowMs = 1_795_327_500_000;
  kept = [];
  cards = [];
  asked = [];
  const load = createAgentMaterials({
    materials: {
      loadMany: async (tenantId, ids) => {
        asked.push([...ids]);
        return kept.filter((one) => one.tenantId === tenantId && ids.includes(one.id));
      },
    },
    cards: async () => ({ platform: 'douyin', cards }),
    clock: { now: () => nowMs },
  });
  offered = (chosen, account = {}, customerName) =>
    load({
      account: { ...ACCOUNT, ...account },
      agent: { name: '小云', materials: chosen.map((one) => ({ kind: 'material', when: '', ...one })) },
      customerName,
    });
});

test('M6, M2: texts come out with their variables, combinations as their parts are now', async () => {
  kept = [
    material('hello', words('{{customer.name|朋友}}，我是{{account.name}}的{{member.name}}')),
    material('photo', { kind: 'image', media }),
    material('both', { kind: 'combined', parts: ['hello', 'photo'] }),
  ];
  expect(await offered([{ id: 'both', when: '客户第一次来' }], {}, '小美')).toEqual([
    {
      key: 'm1',
      name: '素材both',
      when: '客户第一次来',
      bodies: [
        { type: 'text', text: '小美，我是云栖装饰的小云' },
        { type: 'image', objectId: 'o1', hasThumbnail: false },
      ],
    },
  ]);
  expect((await offered([{ id: 'hello' }]))[0]?.bodies).toEqual([{ type: 'text', text: '朋友，我是云栖装饰的小云' }]);
});

test('C1, C2, M1, M2: what an operator could not send here is not offered, and the keys of the others stay', async () => {
  kept = [
    material('video', { kind: 'video', media }),
    material('red', words('红'), { platforms: ['xiaohongshu'] }),
    material('secret', words('悄悄话'), { scope: 'personal' }),
    material('broken', { kind: 'combined', parts: ['gone'] }),
    material('foreign', words('别家的'), { tenantId: 't2' }),
    material('long', words('字'.repeat(1_500))),
    material('fine', words('可以')),
  ];
  const ids = ['video', 'red', 'secret', 'broken', 'foreign', 'gone', 'long', 'fine'];
  const found = await offered(ids.map((id) => ({ id })));
  expect(found.map(({ key, name }) => [key, name])).toEqual([['m8', '素材fine']]);
});

test('M4: a card goes out only from the account that holds it, with the title it has there', async () => {
  cards = [
    { id: 'c1', card: 'name-card', title: '顾问名片' },
    { id: 'c2', card: 'lead-card', title: '留资卡' },
  ];
  const chosen = ['c1', 'c2', 'c3'].map((id) => ({ kind: 'card', id }) as const);
  expect(await offered(chosen, { platform: 'xiaohongshu' })).toEqual([
    {
      key: 'm1',
      name: '顾问名片',
      when: '',
      bodies: [{ type: 'card', card: 'name-card', cardId: 'c1', title: '顾问名片' }],
    },
  ]);
  // The matrix knows no name card on Douyin.
  expect(await offered(chosen)).toEqual([]);
});

test('an agent without materials costs nothing; others ask once in half a minute', async () => {
  kept = [material('a', words('一')), material('b', { kind: 'combined', parts: ['a'] })];
  expect(await offered([])).toEqual([]);
  expect(asked).toEqual([]);
  await offered([{ id: 'b' }]);
  await offered([{ id: 'b' }], {}, '小美');
  expect(asked).toEqual([['b'], ['a']]);
  nowMs += 30_001;
  await offered([{ id: 'b' }]);
  expect(asked).toHaveLength(4);
});
