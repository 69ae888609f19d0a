import { beforeEach, describe, expect, test } from 'vitest';
import { cardsWrite, createCardStore } from '../accounts/store-cards.ts';
import type { AgentInput } from '../contracts/routes.ts';
import type { Material } from '../materials/model.ts';
import { createMaterialStore } from '../materials/store-materials.ts';
import { createMemoryRowTable, type MemoryRowTable } from '../runtime/memory-row-table.ts';
import { type AgentDeps, cachedAgents, createAgent, getAgent, listAgents, updateAgent } from './agents.ts';
import { createAgentStore } from './store-agents.ts';

const INPUT: AgentInput = {
  name: '小云',
  persona: '顾问',
  goal: '预约量房',
  knowledge: [{ id: 'k1', question: '全包多少钱', answer: '899 元/㎡起' }],
  handOverTopics: ['投诉'],
  askForContact: true,
  model: 'claude-haiku-5-5',
  gatherSeconds: 3,
  pauseAfterHumanMinutes: 30,
};

const CARD = { id: 'card-1', card: 'name-card', title: '名片' } as const;
const audit = { tenantId: 't1', auditId: 'x', atMs: 1, actorId: 'anna', action: 'material.created', subjectId: 'x' };
const material = (id: string, change: Partial<Material> = {}): Material => ({
  tenantId: 't1',
  id,
  name: '案例图',
  scope: 'shared',
  ownerId: 'anna',
  platforms: ['douyin'],
  content: { kind: 'text', text: '您好' },
  createdAtMs: 1,
  updatedAtMs: 1,
  version: 0,
  ...change,
});

let table: MemoryRowTable;
let deps: AgentDeps;
let nowMs: number;
beforeEach(() => {
  let made = 0;
  nowMs = 1_795_327_500_000;
  table = createMemoryRowTable();
  deps = {
    agents: createAgentStore(table),
    materials: createMaterialStore(table),
    cards: createCardStore(table),
    clock: { now: () => nowMs },
    ids: { ulid: () => `01AGENT${++made}`, bytes: (length) => new Uint8Array(length) },
  };
});

describe('G1: agents', () => {
  test('are created, listed in order and read; their row has a pinned shape', async () => {
    const made = await createAgent(deps, 't1', INPUT);
    await createAgent(deps, 't1', { ...INPUT, name: '小月' });
    await createAgent(deps, 't2', INPUT);
    expect(made).toEqual({ ...INPUT, id: '01AGENT1', version: 1, updatedAtMs: 1_795_327_500_000 });
    expect((await listAgents(deps, 't1')).map((agent) => agent.name)).toEqual(['小云', '小月']);
    expect(await getAgent(deps, 't1', '01AGENT1')).toEqual(made);
    expect(table.all()[0]).toEqual({
      pk: 't#t1#agents',
      sk: 'g#01AGENT1',
      __edb_e__: 'agent',
      __edb_v__: '1',
      tenantId: 't1',
      agentId: '01AGENT1',
      ...INPUT,
      version: 1,
      updatedAtMs: 1_795_327_500_000,
    });
  });

  test('F22: as many as there may be with all they may know are listed in few bytes, and read one by one', async () => {
    const answer = '长'.repeat(4000);
    const knowledge = Array.from({ length: 14 }, (_, index) => ({ id: `k${index}`, question: '问', answer }));
    for (let made = 0; made < 60; made += 1) await createAgent(deps, 't1', { ...INPUT, knowledge });
    const listed = await listAgents(deps, 't1');
    expect(listed).toHaveLength(60);
    expect(listed[0]).toEqual({
      id: '01AGENT1',
      name: '小云',
      model: 'claude-haiku-5-5',
      knowledgeCount: 14,
      version: 1,
      updatedAtMs: 1_795_327_500_000,
    });
    expect(JSON.stringify(listed).length).toBeLessThan(20_000);
    expect((await getAgent(deps, 't1', '01AGENT1')).knowledge).toHaveLength(14);
  });

  test('another tenant sees none of them (SEC8)', async () => {
    await createAgent(deps, 't1', INPUT);
    await expect(getAgent(deps, 't2', '01AGENT1')).rejects.toMatchObject({ code: 'agent.not-found' });
    await expect(updateAgent(deps, 't2', '01AGENT1', { ...INPUT, version: 1 })).rejects.toMatchObject({
      code: 'agent.not-found',
    });
    expect(await listAgents(deps, 't2')).toEqual([]);
  });

  test('a change raises the version; a stale one changes nothing', async () => {
    await createAgent(deps, 't1', INPUT);
    nowMs += 1000;
    const changed = await updateAgent(deps, 't1', '01AGENT1', { ...INPUT, name: '小红', version: 1 });
    expect(changed).toMatchObject({ name: '小红', version: 2, updatedAtMs: 1_795_327_501_000 });
    await expect(updateAgent(deps, 't1', '01AGENT1', { ...INPUT, name: '小绿', version: 1 })).rejects.toMatchObject({
      code: 'agent.version-changed',
      status: 409,
    });
    expect((await getAgent(deps, 't1', '01AGENT1')).name).toBe('小红');
  });

  test('F22: knowledge that would not fit the item is refused with its size', async () => {
    const answer = '长'.repeat(4000);
    const knowledge = Array.from({ length: 16 }, (_, index) => ({ id: `k${index}`, question: '问', answer }));
    await expect(createAgent(deps, 't1', { ...INPUT, knowledge })).rejects.toMatchObject({
      code: 'agent.knowledge-too-large',
      details: { field: 'knowledge' },
    });
    await createAgent(deps, 't1', { ...INPUT, knowledge: knowledge.slice(0, 14) });
  });

  test('two items with one id are refused', async () => {
    const item = { id: 'k1', question: '问', answer: '答' };
    await expect(createAgent(deps, 't1', { ...INPUT, knowledge: [item, item] })).rejects.toMatchObject({
      code: 'agent.knowledge-id-twice',
    });
  });
});

describe('the cache of the hot path', () => {
  test('asks the table once in 30 s, apart for each tenant, and again after a failure', async () => {
    let loads = 0;
    let broken = false;
    const load = cachedAgents(
      {
        load: async (tenantId, agentId) => {
          loads += 1;
          if (broken) throw new Error('table');
          return deps.agents.load(tenantId, agentId);
        },
      },
      deps.clock,
    );
    await createAgent(deps, 't1', INPUT);
    expect((await load('t1', '01AGENT1'))?.name).toBe('小云');
    expect(await load('t2', '01AGENT1')).toBeUndefined();
    await load('t1', '01AGENT1');
    expect(loads).toBe(2);
    nowMs += 30_000;
    broken = true;
    await expect(load('t1', '01AGENT1')).rejects.toThrow('table');
    broken = false;
    expect((await load('t1', '01AGENT1'))?.name).toBe('小云');
    expect(loads).toBe(4);
  });
});

describe('G4: what it may send', () => {
  const shared = { kind: 'material', id: 'shared', when: '客户想看案例' } as const;
  const card = { kind: 'card', id: 'card-1', accountId: 'a1', when: '' } as const;
  beforeEach(async () => {
    const store = createMaterialStore(table);
    await table.put(cardsWrite({ tenantId: 't1', accountId: 'a1', platform: 'douyin', cards: [CARD], version: 1 }));
    await store.save(material('shared'), audit);
    await store.save(material('personal', { scope: 'personal' }), { ...audit, auditId: 'y' });
    await store.save(material('foreign', { tenantId: 't2' }), { ...audit, tenantId: 't2' });
  });

  test('is chosen from shared materials and from the cards of the tenant’s accounts', async () => {
    const made = await createAgent(deps, 't1', { ...INPUT, materials: [shared, card] });
    expect(made.materials).toEqual([shared, card]);
    const cleared = await updateAgent(deps, 't1', made.id, { ...INPUT, materials: [], version: 1 });
    expect(cleared.materials).toBeUndefined();
  });

  test.each([
    [{ kind: 'material', id: 'personal', when: '' }],
    [{ kind: 'material', id: 'foreign', when: '' }],
    [{ kind: 'material', id: 'nothing', when: '' }],
    [{ kind: 'card', id: 'card-of-another', accountId: 'a1', when: '' }],
    [{ kind: 'card', id: 'shared', accountId: 'a1', when: '' }],
    [{ kind: 'card', id: 'card-1', when: '' }],
    [{ kind: 'card', id: 'card-1', accountId: 'a2', when: '' }],
  ] as const)('M1, M4, SEC8: %j looks as if it did not exist', async (wrong) => {
    await expect(createAgent(deps, 't1', { ...INPUT, materials: [shared, wrong] })).rejects.toMatchObject({
      code: 'agent.material-unknown',
      details: { field: 'materials.1', rule: 'G4' },
    });
  });

  test('another tenant’s card is as unknown as its materials', async () => {
    await expect(createAgent(deps, 't2', { ...INPUT, materials: [card] })).rejects.toMatchObject({
      code: 'agent.material-unknown',
    });
  });

  test('is named once; what was deleted meanwhile keeps nobody from saving the rest', async () => {
    await expect(createAgent(deps, 't1', { ...INPUT, materials: [shared, shared] })).rejects.toMatchObject({
      code: 'agent.material-twice',
    });
    const made = await createAgent(deps, 't1', { ...INPUT, materials: [shared] });
    await createMaterialStore(table).save(material('shared', { version: 1, deletedAtMs: 2 }), {
      ...audit,
      auditId: 'z',
    });
    const kept = await updateAgent(deps, 't1', made.id, { ...INPUT, goal: '留资', materials: [shared], version: 1 });
    expect(kept).toMatchObject({ goal: '留资', materials: [shared] });
  });
});
