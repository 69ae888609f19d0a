import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createModelSimulator } from '../../infra/simulators/model/index.ts';
import { answerBurst } from '../../shared/agents/answer-burst.ts';
import { createAnthropicModel } from '../../shared/agents/anthropic.ts';
import type { ModelClient } from '../../shared/agents/model.ts';
import type { AnswerDeps } from '../../shared/agents/ports.ts';
import type { Agent } from '../../shared/agents/store-agents.ts';
import { agentConversations } from '../../shared/conversations/agent-conversations.ts';
import { applyEvents } from '../../shared/conversations/apply-events.ts';
import type { CustomerEvent } from '../../shared/conversations/model.ts';
import { handBack, takeOver } from '../../shared/conversations/operate.ts';
import type { AccountFacts, ConversationDeps } from '../../shared/conversations/ports.ts';
import { loadRecord } from '../../shared/conversations/store-conversations.ts';
import { eventItem } from '../../shared/conversations/store-event-items.ts';
import { createAgentMaterials } from '../../shared/materials/agent-materials.ts';
import { createMaterialStore } from '../../shared/materials/store-materials.ts';
import { createMemoryRowTable } from '../../shared/runtime/memory-row-table.ts';

/** Conversation, agent, the product's client and the simulated model together; table and clock in memory. */

const KEY = { tenantId: 't1', conversationId: 'c1' };
const START = 1_795_327_500_000;
const AGENT: Agent = {
  tenantId: 't1',
  agentId: 'g1',
  name: '小云',
  persona: '云栖装饰的顾问',
  goal: '预约量房',
  knowledge: [
    { id: 'k1', question: '全包多少钱一平', answer: '全包 899 元/㎡起，具体看房型。' },
    { id: 'k2', question: '工期要多久', answer: '100 平工期约 75 天。' },
  ],
  handOverTopics: [],
  askForContact: true,
  model: 'claude-haiku-5-5',
  gatherSeconds: 3,
  pauseAfterHumanMinutes: 30,
  version: 1,
  updatedAtMs: START,
};
const ACCOUNT: AccountFacts = {
  tenantId: 't1',
  accountId: 'dy_0123456789abcdef',
  platform: 'douyin',
  platformId: 'p1',
  name: '云栖装饰',
  kind: 'enterprise',
  status: 'hosted',
  highWeight: false,
  adSpend30dYuan: 5000,
  agentMode: 'full-auto',
  agent: { agentId: 'g1', gatherSeconds: 3, pauseAfterHumanMinutes: 30 },
  welcome: [],
};

let server: Server;
let wire: ModelClient;
let control: (body: object) => Promise<unknown>;
let nowMs = START;

beforeAll(async () => {
  const simulator = createModelSimulator({ clock: { now: () => nowMs }, env: {} });
  server = createServer((req, res) => void simulator.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  wire = createAnthropicModel({ baseUrl, apiKey: '' });
  control = (body) => fetch(`${baseUrl}/_control`, { method: 'POST', body: JSON.stringify(body) });
});
afterAll(() => server.closeAllConnections());

function world() {
  const table = createMemoryRowTable();
  let count = 0;
  let taught: Partial<Agent> = {};
  let beforeAnswer: (() => Promise<unknown>) | undefined;
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const ids = {
    ulid: () => `01${String(++count).padStart(24, '0')}`,
    bytes: (length: number) => new Uint8Array(length),
  };
  const cipher = { seal: async () => 'sealed', open: async () => '{}', blindIndex: async () => 'index' };
  const timers = {
    sleep: async (ms: number) => {
      nowMs += ms;
    },
  };
  const clock = { now: () => nowMs };
  const accounts = { load: async () => ACCOUNT };
  const core: ConversationDeps = { table, clock, ids, timers, cipher, accounts, log };
  const calls = { count: 0 };
  const deps: AnswerDeps = {
    conversations: agentConversations({ table, clock }),
    accounts,
    agents: async () => ({ ...AGENT, ...taught }),
    agentTags: async () => undefined,
    materials: createAgentMaterials({
      materials: createMaterialStore(table),
      cards: async () => ({ platform: 'douyin', cards: [] }),
      clock,
    }),
    leadCards: async () => ({ type: 'card', card: 'phone-collect-card', cardId: 'card-1', title: '留资卡' }),
    model: {
      answer: async (request) => {
        const answer = await wire.answer(request);
        await beforeAnswer?.();
        return answer;
      },
    },
    meter: {
      count: () => {
        calls.count += 1;
      },
      flush: async () => undefined,
    },
    zones: { timeZone: async () => 'Asia/Shanghai' },
    clock,
    timers,
    log,
  };
  const says = async (text: string) => {
    nowMs += 1_000;
    const event: CustomerEvent = {
      kind: 'message',
      platform: 'douyin',
      accountPlatformId: 'p1',
      customerPlatformId: 'u1',
      eventId: `e${++count}`,
      occurredAtMs: nowMs,
      replyRef: { messageRef: `ref${count}` },
      customerName: '李女士',
      body: { type: 'text', text },
    };
    const at = { ...KEY, accountId: ACCOUNT.accountId };
    const row = eventItem(at, { event, receivedAtMs: nowMs, keyMs: nowMs, rawBody: new Uint8Array() });
    await table.put({ row });
    await applyEvents(core, KEY, [{ ...at, key: row.sk, event, receivedAtMs: nowMs }]);
  };
  const record = async () => {
    const found = await loadRecord(table, KEY, { rows: 50, consistent: true });
    if (!found) throw new Error('no conversation');
    return found;
  };
  const owed = async () => (await record()).conversation.agentDue?.burstKey ?? '';
  /** A shared text that the supervisor lets it send. */
  const mayTell = async (id: string, text: string, when: string) => {
    const material = {
      tenantId: KEY.tenantId,
      id,
      name: '老房案例',
      scope: 'shared',
      ownerId: 'anna',
      platforms: ['douyin'],
      content: { kind: 'text', text },
      createdAtMs: START,
      updatedAtMs: START,
      version: 0,
    } as const;
    const audit = {
      tenantId: 't1',
      auditId: id,
      atMs: START,
      actorId: 'anna',
      action: 'material.created',
      subjectId: id,
    };
    await createMaterialStore(table).save(material, audit);
    taught = { materials: [{ kind: 'material', id, when }] };
  };
  return {
    core,
    mayTell,
    calls,
    says,
    record,
    owed,
    answer: async (burstKey?: string) => answerBurst(deps, { ...KEY, burstKey: burstKey ?? (await owed()) }),
    meanwhile: (act: () => Promise<unknown>) => {
      beforeAnswer = act;
    },
    ours: async () => (await record()).rows.flatMap((row) => (row.row === 'message' ? [row.message] : [])),
  };
}

let w: ReturnType<typeof world>;
beforeEach(async () => {
  w = world();
  await control({ reset: true });
});

describe('the agent on a real conversation', () => {
  test('a question becomes a planned answer with its card and usage', async () => {
    await w.says('你好，全包多少钱');
    expect(await w.answer()).toBe('answered');
    const [text, card] = await w.ours();
    expect(text).toMatchObject({
      sender: 'agent',
      senderId: 'g1',
      state: 'planned',
      kind: 'message',
      usage: { model: 'simulated', simulated: true },
    });
    expect(text?.body).toEqual({
      type: 'text',
      text: '全包 899 元/㎡起，具体看房型。方便的话您在卡片里留个电话，同事给您详细说明。〔模拟回答〕',
    });
    expect(card?.body).toEqual({ type: 'card', card: 'phone-collect-card', cardId: 'card-1', title: '留资卡' });
    expect(w.calls.count).toBe(1);
  });

  test('G4, M6: it sends the material that its supervisor allowed for what was asked', async () => {
    await w.mayTell(
      'case-1',
      '{{customer.name|您}}，这是我们做过的老房：地面找平、水电全换。',
      '客户想看老房翻新的案例',
    );
    await w.says('有没有老房翻新的案例看看');
    expect(await w.answer()).toBe('answered');
    expect((await w.ours()).map(({ body, sender, state }) => [sender, state, body])).toEqual([
      ['agent', 'planned', { type: 'text', text: '资料发给您，您先看看。〔模拟回答〕' }],
      ['agent', 'planned', { type: 'text', text: '李女士，这是我们做过的老房：地面找平、水电全换。' }],
    ]);
  });

  test('F50: a model that names materials of others gets nothing but its words through', async () => {
    await w.mayTell('case-1', '您好', '客户想看老房翻新的案例');
    await control({ faults: [{ kind: 'foreign-ids', times: 1 }] });
    await w.says('有没有老房翻新的案例看看');
    expect(await w.answer()).toBe('answered');
    const types = (await w.ours()).map(({ body }) => (body?.type === 'card' ? body.cardId : body?.type));
    // The lead card that it asked for by a foreign id is the account's own.
    expect(types).toEqual(['text', 'card-1']);
  });

  test('G9, F24: a burst is answered once, however often its job comes', async () => {
    await w.says('你好');
    const first = await w.owed();
    await w.says('工期要多久');
    expect(await w.answer(first)).toBe('superseded');
    const burst = await w.owed();
    expect(await w.answer(burst)).toBe('answered');
    expect(await w.answer(burst)).toBe('already-answered');
    expect((await w.ours()).map((message) => message.body)).toEqual([
      { type: 'text', text: '100 平工期约 75 天。〔模拟回答〕' },
    ]);
    expect(w.calls.count).toBe(1);
  });

  test('two runs of one job at once plan one answer (F26)', async () => {
    await w.says('工期要多久');
    const burst = await w.owed();
    const outcomes = await Promise.all([w.answer(burst), w.answer(burst)]);
    expect(outcomes.sort()).toEqual(['already-answered', 'answered']);
    expect(await w.ours()).toHaveLength(1);
  });

  test('a wish for a person hands over with a reason and parting words', async () => {
    await w.says('我要投诉，转人工');
    expect(await w.answer()).toBe('handed-over');
    const { conversation } = await w.record();
    expect(conversation.handedOver?.reason).toBe('agent.hand-over.complaint');
    expect(conversation.agentDue).toBeUndefined();
    expect((await w.ours()).map((message) => message.kind)).toEqual(['message', 'handed-over']);
  });

  test('F45, F46: a model that is out hands over, with a trace and without a word', async () => {
    await control({ faults: [{ kind: 'overloaded', times: 5 }] });
    await w.says('工期要多久');
    expect(await w.answer()).toBe('handed-over');
    expect(await w.ours()).toMatchObject([{ kind: 'handed-over', note: 'model.overloaded' }]);
  });

  test('F54, G8: a person who takes over while it composes: nothing of the old epoch stands to leave', async () => {
    await w.says('全包多少钱');
    w.meanwhile(() => takeOver(w.core, KEY));
    await w.answer();
    const { conversation } = await w.record();
    for (const message of await w.ours()) expect(message.epoch).toBeLessThan(conversation.epoch);
    w.meanwhile(async () => undefined);
    await handBack(w.core, KEY);
    expect((await w.record()).conversation.epoch).toBe(2);
  });
});
