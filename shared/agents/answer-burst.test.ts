import { beforeEach, describe, expect, test } from 'vitest';
import type { ThreadItem } from '../contracts/views.ts';
import { quietHead } from '../conversations/harness-head.ts';
import type { MessageBody } from '../conversations/model.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { AccountFacts } from '../conversations/ports.ts';
import { answerBurst } from './answer-burst.ts';
import type { ModelAnswer, ModelRequest, ModelUsage } from './model.ts';
import type { AgentReply, AnswerDeps, PlanOutcome } from './ports.ts';
import type { OfferedMaterial } from './rules-materials.ts';
import type { Agent } from './store-agents.ts';

const NOW = 1_795_327_500_000;
const JOB = { tenantId: 't1', conversationId: 'c1', burstKey: 'm#1#e_burst' };
const USAGE: ModelUsage = {
  model: 'claude-haiku-5-5',
  inputTokens: 100,
  outputTokens: 20,
  cacheReadTokens: 900,
  cacheWriteTokens: 0,
  simulated: false,
};
const CARD: Extract<MessageBody, { type: 'card' }> = {
  type: 'card',
  card: 'phone-collect-card',
  cardId: 'card-1',
  title: '留资卡',
};

const AGENT: Agent = {
  tenantId: 't1',
  agentId: 'g1',
  name: '小云',
  persona: '云栖装饰的顾问',
  goal: '预约量房',
  knowledge: [{ id: 'k1', question: '全包多少钱', answer: '全包 899 元/㎡起。' }],
  handOverTopics: [],
  askForContact: true,
  model: 'claude-haiku-5-5',
  gatherSeconds: 3,
  pauseAfterHumanMinutes: 30,
  version: 1,
  updatedAtMs: NOW,
};

const ACCOUNT: AccountFacts = {
  tenantId: 't1',
  accountId: 'dy_1',
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

const HEAD: Conversation = quietHead({
  conversationId: 'c1',
  accountId: 'dy_1',
  customerPlatformId: 'u1',
  customerName: '李女士',
  version: 7,
  createdAtMs: NOW - 60_000,
  lastActivityAtMs: NOW - 4_000,
  unread: 1,
  facts: {
    lastCustomerMessageAtMs: NOW - 4_000,
    entries: [],
    follows: false,
    beforeSpeech: [],
    everSent: false,
    sentSinceCustomerMessage: 0,
  },
  epoch: 2,
  burstKey: JOB.burstKey,
  agentDue: { burstKey: JOB.burstKey, atMs: NOW, sinceMs: NOW - 4_000 },
});

const item = (key: string, text: string): ThreadItem => ({
  key,
  atMs: NOW - 4_000,
  kind: 'message',
  direction: 'in',
  body: { type: 'text', text },
});
const says = (text: string, more: Partial<Extract<ModelAnswer, { kind: 'answered' }>> = {}): ModelAnswer => ({
  kind: 'answered',
  text,
  toolCalls: [],
  stopReason: more.toolCalls ? 'tools' : 'finished',
  usage: USAGE,
  turn: { vendorContent: [] },
  ...more,
});
const fails = (kind: Extract<ModelAnswer, { kind: 'failed' }>['class'], retryAfterMs?: number): ModelAnswer => ({
  kind: 'failed',
  class: kind,
  code: `model.${kind}`,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const uses = (name: string, input: unknown = {}) => ({ id: `call_${name}`, name, input });

/** A world in memory: the head, a scripted model, and what was planned. */
function world() {
  const state = {
    head: HEAD as Conversation | undefined,
    account: ACCOUNT as AccountFacts | undefined,
    agent: AGENT as Agent | undefined,
    card: CARD as typeof CARD | undefined,
    offered: [] as OfferedMaterial[],
    items: [item('m#1#e_burst', '全包多少钱')] as ThreadItem[],
    script: [] as ((request: ModelRequest) => ModelAnswer)[],
    nowMs: NOW,
    requests: [] as ModelRequest[],
    planned: [] as AgentReply[],
    settled: [] as string[],
    metered: [] as ModelUsage[],
    slept: [] as number[],
    logged: [] as string[],
    planOutcome: undefined as PlanOutcome | undefined,
  };
  const note = (event: string, fields?: object) => void state.logged.push(`${event} ${JSON.stringify(fields ?? {})}`);
  const deps: AnswerDeps = {
    conversations: {
      read: async () => state.head && { conversation: state.head, items: state.items },
      plan: async (reply) => {
        if (state.planOutcome) return state.planOutcome;
        // What the head's conditional write decides.
        if (state.head?.agentDue?.burstKey !== reply.burstKey)
          return state.head?.burstKey === reply.burstKey ? 'answered' : 'superseded';
        if (state.head.epoch !== reply.epoch) return 'fenced';
        state.planned.push(reply);
        const { agentDue: _due, ...rest } = state.head;
        state.head = { ...rest, version: rest.version + 1 };
        return 'planned';
      },
      settle: async ({ burstKey }) => void state.settled.push(burstKey),
    },
    accounts: { load: async () => state.account },
    agents: async () => state.agent,
    agentTags: async () => undefined,
    leadCards: async () => state.card,
    materials: async () => state.offered,
    model: {
      answer: async (request) => {
        state.requests.push(request);
        return (state.script.shift() ?? (() => says('全包 899 元/㎡起。')))(request);
      },
    },
    meter: { count: (_tenant, usage) => void state.metered.push(usage), flush: async () => undefined },
    zones: { timeZone: async () => 'Asia/Shanghai' },
    clock: { now: () => state.nowMs },
    timers: {
      sleep: async (ms) => {
        state.slept.push(ms);
        state.nowMs += ms;
      },
    },
    log: { debug: note, info: note, warn: note, error: note },
  };
  const answers = (...answers: ModelAnswer[]) => {
    state.script = answers.map((answer) => () => answer);
  };
  return { state, answers, run: () => answerBurst(deps, JOB) };
}

let w: ReturnType<typeof world>;
beforeEach(() => {
  w = world();
});
const planned = () => w.state.planned[0];
const bodies = () => planned()?.bodies.map((body) => (body.type === 'text' ? body.text : body.type));

describe('an answer', () => {
  test('G3, G7, G8: is planned under the epoch it was read with, metered, and carries its usage', async () => {
    w.answers(says('您好！\n全包 899 元/㎡起。'));
    expect(await w.run()).toBe('answered');
    expect(planned()).toEqual({
      tenantId: 't1',
      conversationId: 'c1',
      accountId: 'dy_1',
      burstKey: 'm#1#e_burst',
      epoch: 2,
      agentId: 'g1',
      bodies: [
        { type: 'text', text: '您好！' },
        { type: 'text', text: '全包 899 元/㎡起。' },
      ],
      tags: [],
      usage: USAGE,
    });
    expect(w.state.metered).toEqual([USAGE]);
  });

  test('G4: text, card and tag of one turn need no second call', async () => {
    w.answers(
      says('全包 899 元/㎡起，您留个电话？', { toolCalls: [uses('send_lead_card'), uses('set_tag', { tag: '问价' })] }),
    );
    expect(await w.run()).toBe('answered');
    expect(bodies()).toEqual(['全包 899 元/㎡起，您留个电话？', 'card']);
    expect(planned()?.bodies[1]).toEqual(CARD);
    expect(planned()?.tags).toEqual(['问价']);
    expect(w.state.requests).toHaveLength(1);
  });

  test('a tool first is answered with its result, and usage adds up', async () => {
    w.answers(says('', { toolCalls: [uses('send_lead_card')] }), says('卡片发您了。'));
    expect(await w.run()).toBe('answered');
    expect(bodies()).toEqual(['卡片发您了。', 'card']);
    expect(w.state.requests[1]?.messages.at(-1)).toEqual({
      role: 'tool-results',
      results: [{ callId: 'call_send_lead_card', text: '留资卡将随回复发出。', failed: false }],
    });
    expect(planned()?.usage?.outputTokens).toBe(40);
    expect(w.state.metered).toHaveLength(2);
  });

  test('W10: a card that may not go is refused to the model, which then says something true', async () => {
    w.state.card = undefined;
    w.answers(says('卡片发您了。', { toolCalls: [uses('send_lead_card')] }), says('方便留个联系方式吗？'));
    expect(await w.run()).toBe('answered');
    expect(bodies()).toEqual(['方便留个联系方式吗？']);
  });

  test('a staff account never offers the card it may not send (C1)', async () => {
    w.state.account = { ...ACCOUNT, kind: 'staff' };
    await w.run();
    expect(JSON.stringify(w.state.requests[0]?.messages)).toContain('留资卡：现在不能发');
  });

  test('a card in the thread is not sent twice, a filled one not again', async () => {
    w.state.items = [
      ...w.state.items,
      { key: 'm#0', atMs: NOW, kind: 'message', direction: 'out', state: 'sent', body: CARD },
    ];
    await w.run();
    expect(JSON.stringify(w.state.requests[0]?.messages)).toContain('留资卡：刚发过');
    w = world();
    w.state.head = { ...HEAD, hasContact: true };
    await w.run();
    expect(JSON.stringify(w.state.requests[0]?.messages)).toContain('联系方式：已留');
  });
});

describe('G4: a material that the supervisor allowed', () => {
  const IMAGE = { type: 'image', objectId: 'o1', hasThumbnail: false } as const;
  const CASE: OfferedMaterial = { key: 'm2', name: '案例图', when: '客户想看案例', bodies: [IMAGE] };
  const sent = (body: MessageBody, state: 'sent' | 'recalled' = 'sent'): ThreadItem => ({
    key: 'm#0',
    atMs: NOW,
    kind: 'message',
    direction: 'out',
    state,
    body,
  });
  const wish = (material: string) => says('案例发您看看。', { toolCalls: [uses('send_material', { material })] });

  test('goes out after the words and before the lead card', async () => {
    w.state.offered = [CASE];
    w.answers(
      says('案例发您看看。', { toolCalls: [uses('send_lead_card'), uses('send_material', { material: 'm2' })] }),
    );
    expect(await w.run()).toBe('answered');
    expect(planned()?.bodies).toEqual([{ type: 'text', text: '案例发您看看。' }, IMAGE, CARD]);
    expect(w.state.requests[0]?.tools.map(({ name }) => name)).toContain('send_material');
  });

  test('F50: an id that was not offered brings the model back, and nothing foreign is ever planned', async () => {
    w.state.offered = [CASE];
    w.answers(wish('01ANOTHERTENANTSMATERIAL'), says('您想看哪种风格？'));
    expect(await w.run()).toBe('answered');
    expect(bodies()).toEqual(['您想看哪种风格？']);
    expect(w.state.logged.some((line) => line.startsWith('agent.tool-ignored') && line.includes('tool.not-now'))).toBe(
      true,
    );
  });

  test('where nothing was allowed the tool is not even offered', async () => {
    w.answers(wish('m1'));
    expect(await w.run()).toBe('answered');
    expect(bodies()).toEqual(['案例发您看看。']);
    expect(w.state.requests[0]?.tools.map(({ name }) => name)).not.toContain('send_material');
  });

  test('what stands in the thread is not sent again, unless it was recalled', async () => {
    w.state.offered = [CASE];
    w.state.items = [...w.state.items, sent(IMAGE)];
    w.answers(wish('m2'), says('刚才那张您看了吗？'));
    await w.run();
    expect(bodies()).toEqual(['刚才那张您看了吗？']);
    w = world();
    w.state.offered = [CASE];
    w.state.items = [...w.state.items, sent(IMAGE, 'recalled')];
    w.answers(wish('m2'));
    await w.run();
    expect(bodies()).toEqual(['案例发您看看。', 'image']);
  });

  test('C1, W3: what the account or the window refuses now is refused to the model', async () => {
    w.state.account = { ...ACCOUNT, kind: 'staff' };
    w.state.offered = [CASE];
    w.answers(wish('m2'), says('我用文字和您说。'));
    await w.run();
    expect(bodies()).toEqual(['我用文字和您说。']);
    w = world();
    w.state.head = { ...HEAD, mutualFollow: true };
    w.state.account = { ...ACCOUNT, kind: 'staff' };
    w.state.offered = [CASE];
    w.answers(wish('m2'));
    await w.run();
    expect(bodies()).toEqual(['案例发您看看。', 'image']);
  });
});

describe('who speaks (G2, G8, G9)', () => {
  const skips: [string, Partial<Conversation>, string][] = [
    [
      'a newer message supersedes it',
      { burstKey: 'm#2#e_newer', agentDue: { burstKey: 'm#2#e_newer', atMs: NOW, sinceMs: NOW } },
      'superseded',
    ],
    ['a redelivered job finds it answered', { agentDue: undefined as never }, 'already-answered'],
  ];
  test.each(skips)('%s: the model is not asked', async (_, change, outcome) => {
    const { agentDue: _due, ...rest } = { ...HEAD, ...change };
    w.state.head = change.agentDue ? { ...HEAD, ...change } : rest;
    expect(await w.run()).toBe(outcome);
    expect(w.state.requests).toHaveLength(0);
    expect(w.state.settled).toEqual([]);
  });

  test('the same job twice answers once', async () => {
    expect([await w.run(), await w.run()]).toEqual(['answered', 'already-answered']);
    expect(w.state.planned).toHaveLength(1);
    expect(w.state.requests).toHaveLength(1);
  });

  const silent: [string, () => void][] = [
    ['off', () => (w.state.account = { ...ACCOUNT, agentMode: 'off' })],
    ['assist', () => (w.state.account = { ...ACCOUNT, agentMode: 'assist' })],
    ['unhosted (A4)', () => (w.state.account = { ...ACCOUNT, status: 'unhosted' })],
    ['no account', () => (w.state.account = undefined)],
    ['handed over', () => (w.state.head = { ...HEAD, handedOver: { reason: 'x', atMs: NOW } })],
  ];
  test.each(silent)('%s: silent, and the debt is settled', async (_, change) => {
    change();
    expect(await w.run()).toBe('silent');
    expect(w.state.requests).toHaveLength(0);
    expect(w.state.settled).toEqual([JOB.burstKey]);
  });

  test('G2: while a person’s reply pauses it, the debt stands for later', async () => {
    w.state.head = { ...HEAD, agentPausedUntilMs: NOW + 1 };
    expect(await w.run()).toBe('paused');
    expect(w.state.requests).toHaveLength(0);
    expect(w.state.settled).toEqual([]);
  });

  test('a pause that ended does not silence', async () => {
    w.state.head = { ...HEAD, agentPausedUntilMs: NOW };
    expect(await w.run()).toBe('answered');
  });

  test('F54: a takeover while the model composes fences the answer; the call is metered all the same', async () => {
    w.state.script = [
      () => {
        w.state.head = { ...HEAD, epoch: 3 };
        return says('全包 899 元/㎡起。');
      },
    ];
    expect(await w.run()).toBe('fenced');
    expect(w.state.planned).toEqual([]);
    expect(w.state.metered).toEqual([USAGE]);
  });

  test('INV6: a message that arrives while the model composes supersedes the answer', async () => {
    w.state.script = [
      () => {
        w.state.head = { ...HEAD, burstKey: 'm#2', agentDue: { burstKey: 'm#2', atMs: NOW, sinceMs: NOW } };
        return says('全包 899 元/㎡起。');
      },
    ];
    expect(await w.run()).toBe('superseded');
    expect(w.state.planned).toEqual([]);
  });

  test('a conversation that is gone', async () => {
    w.state.head = undefined;
    expect(await w.run()).toBe('gone');
  });
});

describe('what the model cannot do goes to a person, with a reason', () => {
  const reasons: [string, () => void, string][] = [
    ['no such agent', () => (w.state.agent = undefined), 'agent.missing'],
    [
      'W2: the window closed',
      () => (w.state.head = { ...HEAD, facts: { ...HEAD.facts, lastCustomerMessageAtMs: NOW - 90_000_000 } }),
      'window.closed',
    ],
    ['F45: budget spent', () => w.answers(fails('spend-limit')), 'model.spend-limit'],
    [
      'F46: overloaded for good',
      () => w.answers(fails('overloaded'), fails('overloaded'), fails('overloaded')),
      'model.overloaded',
    ],
    ['F44: told to wait too long', () => w.answers(fails('throttled', 600_000)), 'model.throttled'],
    ['key refused', () => w.answers(fails('credentials')), 'model.credentials'],
    ['F48: refusal', () => w.answers(says('我不能', { stopReason: 'refused' })), 'model.refused'],
    ['F49: cut off', () => w.answers(says('全包 899', { stopReason: 'cut' })), 'model.cut'],
    ['paused turn', () => w.answers(says('x', { stopReason: 'other' })), 'model.unfinished'],
    ['F52: empty', () => w.answers(says('')), 'model.empty'],
    ['F52: 20,000 characters', () => w.answers(says('很长的回答。'.repeat(3334))), 'agent.policy.too-long'],
    ['F53: obeys an injection', () => w.answers(says('好的，全场 1 元，加我微信 hack_888')), 'agent.policy.contact'],
    ['G3: invents a price', () => w.answers(says('全包 599 元/㎡。')), 'agent.policy.unfounded-figure'],
    ['G3: invents a promise', () => w.answers(says('赠送全屋家电。')), 'agent.policy.unfounded-promise'],
    [
      'F51: endless tools',
      () => w.answers(...Array.from({ length: 9 }, () => says('', { toolCalls: [uses('set_tag', { tag: '循环' })] }))),
      'agent.tool-loop',
    ],
    [
      'asked for a person, without words',
      () => w.answers(says('', { toolCalls: [uses('hand_over', { reason: 'refund' })] })),
      'agent.hand-over.refund',
    ],
  ];
  test.each(reasons)('%s', async (_, arrange, reason) => {
    arrange();
    expect(await w.run()).toBe('handed-over');
    expect(planned()).toMatchObject({ handOver: reason, bodies: [], tags: [] });
  });

  test('SEC20: the loop ends after three calls', async () => {
    w.answers(...Array.from({ length: 9 }, () => says('', { toolCalls: [uses('set_tag', { tag: '循环' })] })));
    await w.run();
    expect(w.state.requests).toHaveLength(3);
    expect(w.state.metered).toHaveLength(3);
  });

  test('hand-over with parting words sends them and no card', async () => {
    w.answers(
      says('好的，同事马上来。', { toolCalls: [uses('hand_over', { reason: 'complaint' }), uses('send_lead_card')] }),
    );
    expect(await w.run()).toBe('handed-over');
    expect(bodies()).toEqual(['好的，同事马上来。']);
    expect(planned()?.handOver).toBe('agent.hand-over.complaint');
  });

  test('F44, F46, F47: short troubles are ridden out within the job', async () => {
    w.answers(fails('throttled', 4_000), fails('connection'), says('全包 899 元/㎡起。'));
    expect(await w.run()).toBe('answered');
    expect(w.state.slept).toEqual([4_000, 1_500]);
    expect(w.state.metered).toHaveLength(1);
  });

  test('the time of a burst is bounded, whatever the model does', async () => {
    w.state.script = Array.from({ length: 9 }, () => (request: ModelRequest) => {
      w.state.nowMs += request.timeoutMs;
      return fails('timeout');
    });
    expect(await w.run()).toBe('handed-over');
    expect(w.state.nowMs - NOW).toBeLessThanOrEqual(45_000);
  });

  test('F50: an unknown tool beside an answer is ignored and counted', async () => {
    w.answers(
      says('全包 899 元/㎡起。', {
        toolCalls: [uses('transfer_money', { to: 'x' }), uses('set_price', { conversationId: 'other' })],
      }),
    );
    expect(await w.run()).toBe('answered');
    expect(bodies()).toEqual(['全包 899 元/㎡起。']);
    expect(w.state.logged).toContain(
      'agent.tool-ignored {"tenantId":"t1","conversationId":"c1","code":"tool.unknown","count":2}',
    );
  });
});

test('INV16: no log line holds words of customer or model', async () => {
  w.state.items = [item('m#1#e_burst', '我叫王小明，全包多少钱')];
  w.answers(says('', { toolCalls: [uses('nonsense_王小明')] }), says('王小明您好，全包 899 元/㎡起。'));
  await w.run();
  expect(w.state.logged.length).toBeGreaterThan(2);
  expect(w.state.logged.join('\n')).not.toMatch(/王小明|899|全包/);
});
