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

/** For tests of answering a burst: a head, an AI employee, and a model that says what it is told to. */

export const NOW = 1_795_327_500_000;

export const JOB = { tenantId: 't1', conversationId: 'c1', burstKey: 'm#1#e_burst' };

export const USAGE: ModelUsage = {
  model: 'claude-haiku-5-5',
  inputTokens: 100,
  outputTokens: 20,
  cacheReadTokens: 900,
  cacheWriteTokens: 0,
  simulated: false,
};

export const CARD: Extract<MessageBody, { type: 'card' }> = {
  type: 'card',
  card: 'phone-collect-card',
  cardId: 'card-1',
  title: '留资卡',
};

export const AGENT: Agent = {
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

export const ACCOUNT: AccountFacts = {
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

export const HEAD: Conversation = quietHead({
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

export const item = (key: string, text: string): ThreadItem => ({
  key,
  atMs: NOW - 4_000,
  kind: 'message',
  direction: 'in',
  body: { type: 'text', text },
});

export const says = (text: string, more: Partial<Extract<ModelAnswer, { kind: 'answered' }>> = {}): ModelAnswer => ({
  kind: 'answered',
  text,
  toolCalls: [],
  stopReason: more.toolCalls ? 'tools' : 'finished',
  usage: USAGE,
  turn: { vendorContent: [] },
  ...more,
});

export const fails = (kind: Extract<ModelAnswer, { kind: 'failed' }>['class'], retryAfterMs?: number): ModelAnswer => ({
  kind: 'failed',
  class: kind,
  code: `model.${kind}`,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

export const uses = (name: string, input: unknown = {}) => ({ id: `call_${name}`, name, input });

interface State {
  head: Conversation | undefined;
  account: AccountFacts | undefined;
  agent: Agent | undefined;
  card: typeof CARD | undefined;
  offered: OfferedMaterial[];
  items: ThreadItem[];
  script: ((request: ModelRequest) => ModelAnswer)[];
  nowMs: number;
  requests: ModelRequest[];
  planned: AgentReply[];
  settled: string[];
  metered: ModelUsage[];
  slept: number[];
  logged: string[];
  planOutcome: PlanOutcome | undefined;
}

/** A world in memory: the head, a scripted model, and what was planned. */
export function world() {
  const state: State = {
    head: HEAD,
    account: ACCOUNT,
    agent: AGENT,
    card: CARD,
    offered: [],
    items: [item('m#1#e_burst', '全包多少钱')],
    script: [],
    nowMs: NOW,
    requests: [],
    planned: [],
    settled: [],
    metered: [],
    slept: [],
    logged: [],
    planOutcome: undefined,
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
