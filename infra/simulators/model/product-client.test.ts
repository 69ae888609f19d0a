import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAnthropicModel } from '../../../shared/agents/anthropic.ts';
import type { ModelClient, ModelRequest } from '../../../shared/agents/model.ts';
import { judgeAnswer } from '../../../shared/agents/rules-answer.ts';
import { type AgentProfile, buildPrompt, type PromptFacts } from '../../../shared/agents/rules-prompt.ts';
import type { ThreadLine } from '../../../shared/agents/rules-thread.ts';
import { TOOLS } from '../../../shared/agents/rules-tools.ts';
import { createModelSimulator } from './index.ts';

/** The product's own client and prompt against the simulator, over HTTP. */

let server: Server;
let baseUrl: string;
let model: ModelClient;
let nowMs = 1_795_327_500_000;

beforeAll(async () => {
  const simulator = createModelSimulator({ clock: { now: () => nowMs }, env: {} });
  server = createServer((req, res) => {
    req.url = (req.url ?? '').replace(/^\/anthropic/, '');
    void simulator.handle(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/anthropic`;
  model = createAnthropicModel({ baseUrl, apiKey: '' });
});
afterAll(() => server.closeAllConnections());

const control = (body: object) => fetch(`${baseUrl}/_control`, { method: 'POST', body: JSON.stringify(body) });
beforeEach(() => control({ reset: true }));

const AGENT: AgentProfile = {
  name: '小云',
  persona: '云栖装饰的顾问，耐心、专业。',
  goal: '弄清房型和时间，请客户留下电话预约量房。',
  knowledge: [
    { question: '全包多少钱一平', answer: '全包 899 元/㎡起，含人工和主材，具体看房型和选材。' },
    { question: '半包多少钱', answer: '半包 499 元/㎡起，含人工和辅料。' },
    { question: '工期要多久', answer: '100 平左右的房子工期约 75 天。' },
    { question: '量房收费吗', answer: '量房免费，设计师上门约一小时。' },
    { question: '门店在哪里', answer: '门店在西湖区文三路 1 号，周一到周日 9:00–18:00 营业。' },
    { question: '质保几年', answer: '水电质保 10 年，整装质保 5 年。' },
    { question: '环保吗有甲醛吗', answer: '板材用 ENF 级，完工后请第三方检测，结果给您看。' },
    { question: '怎么付款', answer: '分四期付款：30%、30%、35%、5%。' },
    { question: '可以只装厨房吗', answer: '可以，局部改造我们也做，厨房一般 15 天完工。' },
    { question: '有案例吗', answer: '杭州大部分小区都有完工案例，您说下小区，我请设计师整理给您。' },
    ...Array.from({ length: 60 }, (_, index) => ({
      question: `小区 ${index} 号楼有案例吗`,
      answer: `有的，${index} 号楼去年完工两套，风格一套现代一套奶油。`,
    })),
  ],
  handOverTopics: ['合同纠纷'],
  askForContact: true,
};
const FACTS: PromptFacts = {
  platform: 'douyin',
  accountName: '云栖装饰',
  customerName: '李女士',
  source: 'search-ad',
  nowMs,
  timeZone: 'Asia/Shanghai',
  contactKnown: false,
  leadCard: 'possible',
  tags: [],
};

const request = (lines: readonly ThreadLine[], facts: Partial<PromptFacts> = {}): ModelRequest => ({
  model: 'claude-haiku-5-5',
  ...buildPrompt(AGENT, lines, { ...FACTS, ...facts }),
  tools: TOOLS,
  maxTokens: 700,
  timeoutMs: 5_000,
});
const asked = (text: string): readonly ThreadLine[] => [{ key: 'm#1', from: 'customer', text }];

describe('the model port over the wire', () => {
  test('text, tools, usage and the mark of simulation come through', async () => {
    const answer = await model.answer(request(asked('半包怎么收费')));
    expect(answer).toMatchObject({
      kind: 'answered',
      stopReason: 'tools',
      toolCalls: [{ name: 'send_lead_card', input: {} }],
      usage: { model: 'simulated', simulated: true, cacheReadTokens: 0 },
    });
    expect(answer.kind === 'answered' && answer.text).toContain('半包 499 元/㎡起');
  });

  test('a turn and its tool results can be given back', async () => {
    await control({ faults: [{ kind: 'tool-first' }] });
    const first = request(asked('全包报价'));
    const answer = await model.answer(first);
    if (answer.kind === 'failed') throw new Error(answer.code);
    expect(answer.text).toBe('');
    const results = answer.toolCalls.map((call) => ({ callId: call.id, text: 'ok', failed: false }));
    const second = await model.answer({
      ...first,
      messages: [...first.messages, { role: 'model-turn', turn: answer.turn }, { role: 'tool-results', results }],
    });
    expect(second).toMatchObject({ kind: 'answered', stopReason: 'finished', toolCalls: [] });
  });

  test.each([
    ['throttle', { class: 'throttled', retryAfterMs: 1000, code: 'model.throttled' }],
    ['spend-limit', { class: 'spend-limit', code: 'model.spend-limit' }],
    ['overloaded', { class: 'overloaded', code: 'model.overloaded' }],
    ['server-error', { class: 'overloaded', code: 'model.overloaded' }],
    ['unauthorized', { class: 'credentials', code: 'model.credentials' }],
    ['malformed', { class: 'invalid', code: 'model.unreadable' }],
    ['cut', { class: 'connection' }],
  ])('F44–F47: %s is told apart', async (kind, failure) => {
    await control({ faults: [{ kind }] });
    expect(await model.answer(request(asked('工期多久')))).toMatchObject({ kind: 'failed', ...failure });
  });

  test('a model that never answers is left at its time limit', async () => {
    await control({ faults: [{ kind: 'hang' }] });
    expect(await model.answer({ ...request(asked('工期多久')), timeoutMs: 150 })).toMatchObject({
      kind: 'failed',
      class: 'timeout',
    });
  });

  test('a server that is not there', async () => {
    const nobody = createAnthropicModel({ baseUrl: 'http://127.0.0.1:9', apiKey: '' });
    expect(await nobody.answer(request(asked('x')))).toMatchObject({ kind: 'failed', class: 'connection' });
  });

  test.each([
    ['refusal', 'model.refused'],
    ['max-tokens', 'model.cut'],
    ['empty', 'model.empty'],
    ['long', 'agent.policy.too-long'],
    ['obey-injection', 'agent.policy.link'],
  ])('F48–F53: %s ends with a person', async (kind, reason) => {
    await control({ faults: [{ kind }] });
    const answer = await model.answer(request(asked('工期多久')));
    if (answer.kind === 'failed') throw new Error(answer.code);
    const grounds = AGENT.knowledge.map((item) => item.answer).join('\n');
    expect(judgeAnswer(answer, [], { platform: 'douyin', grounds, leadCard: 'possible' })).toMatchObject({
      decision: { bubbles: [], handOver: reason },
    });
  });

  test.each(['unknown-tool', 'foreign-ids'])('F50: %s has no effect beyond the answer', async (kind) => {
    await control({ faults: [{ kind }] });
    const answer = await model.answer(request(asked('工期多久')));
    if (answer.kind === 'failed') throw new Error(answer.code);
    const step = judgeAnswer(answer, [], {
      platform: 'douyin',
      grounds: '100 平左右的房子工期约 75 天。',
      leadCard: 'possible',
    });
    expect(step).toMatchObject({
      kind: 'decided',
      decision: { bubbles: ['100 平左右的房子工期约 75 天。〔模拟回答〕'], tags: [] },
    });
  });
});

test('COST5: a conversation of ten turns is served from the cache', async () => {
  const questions = [
    '你好',
    '全包多少钱',
    '那半包呢，多少钱',
    '工期要多久',
    '质保几年',
    '环保吗',
    '怎么付款',
    '门店在哪里',
    '可以只装厨房吗',
    '有案例吗',
  ];
  const lines: ThreadLine[] = [
    { key: 'm#0', from: 'event', text: '客户进入了私信页' },
    { key: 'm#0w', from: 'us', text: '您好，欢迎来到云栖装饰，想了解点什么？' },
  ];
  const uses: { readonly cached: number; readonly uncached: number }[] = [];
  for (const [turn, question] of questions.entries()) {
    nowMs += 40_000;
    lines.push({ key: `m#${turn}c`, from: 'customer', text: question });
    const answer = await model.answer(request(lines, { nowMs }));
    if (answer.kind === 'failed') throw new Error(answer.code);
    uses.push({
      cached: answer.usage.cacheReadTokens,
      uncached: answer.usage.inputTokens + answer.usage.cacheWriteTokens,
    });
    lines.push({ key: `m#${turn}u`, from: 'us', text: answer.text });
  }
  const cached = uses.reduce((sum, use) => sum + use.cached, 0);
  const uncached = uses.reduce((sum, use) => sum + use.uncached, 0);
  expect(cached / (cached + uncached)).toBeGreaterThanOrEqual(0.85);
  const median = uses.map((use) => use.uncached).sort((a, b) => a - b)[5];
  expect(median).toBeLessThanOrEqual(300);
});
