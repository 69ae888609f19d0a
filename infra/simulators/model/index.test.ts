import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createModelSimulator } from './index.ts';

let server: Server;
let baseURL: string;
let client: Anthropic;
let nowMs = 1_790_000_000_000;

beforeAll(async () => {
  const simulator = createModelSimulator({ clock: { now: () => nowMs }, env: {} });
  server = createServer((req, res) => void simulator.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new Anthropic({ baseURL, apiKey: 'any', maxRetries: 0 });
});
afterAll(() => server.closeAllConnections());

const control = async (body?: object) => {
  const response = await fetch(`${baseURL}/_control`, body ? { method: 'POST', body: JSON.stringify(body) } : {});
  return (await response.json()) as { calls: number; faults: unknown[] };
};
beforeEach(() => control({ reset: true }));

const KNOWLEDGE = [
  ['全包多少钱一平', '全包 899 元/㎡起，含人工和主材。'],
  ['工期要多久', '100 平左右的房子工期约 75 天。'],
  ['你们门店在哪里', '门店在西湖区文三路 1 号，周一到周日 9:00–18:00 营业。'],
];
/** The rule names the tag of the topics before they come, as the product's does. */
const SYSTEM = `你是小美。
涉及 <hand_over_topics> 里的话题时，调用 hand_over；不写网址、电话、微信号。
<ask_for_contact>yes</ask_for_contact>
<hand_over_topics>合同纠纷</hand_over_topics>
<knowledge>
${KNOWLEDGE.map(([q, a]) => `<item><q>${q}</q><a>${a}</a></item>`).join('\n')}
</knowledge>`;
const FACTS = '<facts>\n联系方式：未留；留资卡：可以发\n</facts>';

const TOOLS: Anthropic.Tool[] = ['send_lead_card', 'set_tag', 'hand_over'].map((name) => ({
  name,
  description: name,
  input_schema: { type: 'object', properties: {} },
}));

const ask = (question: string, more: Partial<Anthropic.MessageCreateParamsNonStreaming> = {}) =>
  client.messages.create({
    model: 'claude-haiku-5-5',
    max_tokens: 400,
    system: [{ type: 'text', text: SYSTEM, cache_control: { type: 'ephemeral' } }],
    tools: TOOLS,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: `<customer>${question}</customer>` },
          { type: 'text', text: FACTS },
        ],
      },
    ],
    ...more,
  });

const said = (message: Anthropic.Message) =>
  message.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
const called = (message: Anthropic.Message) =>
  message.content.flatMap((block) => (block.type === 'tool_use' ? [block.name] : []));

describe('answers', () => {
  test('from the knowledge, and says that it is simulated', async () => {
    const message = await ask('请问工期大概多久呀');
    expect(said(message)).toBe('100 平左右的房子工期约 75 天。〔模拟回答〕');
    expect(message.model).toBe('simulated');
    expect(message.stop_reason).toBe('end_turn');
    expect(message.usage).toMatchObject({ simulated: true });
  });

  test('buying intent brings the lead card', async () => {
    const message = await ask('全包价格怎么算');
    expect(said(message)).toContain('899 元/㎡起');
    expect(called(message)).toEqual(['send_lead_card']);
    expect(message.stop_reason).toBe('tool_use');
  });

  test.each(['转人工', '我要投诉你们', '想问下合同纠纷的事', '你们会造火箭吗'])(
    '%s goes to a person',
    async (question) => {
      expect(called(await ask(question))).toEqual(['hand_over']);
    },
  );

  test.each(['我电话〔手机号〕，晚上打', '138****8000 联系我'])(
    '%s is thanked for, without another card',
    async (left) => {
      const message = await ask(left);
      expect(called(message)).toEqual([]);
      expect(said(message)).toContain('收到您的联系方式');
    },
  );

  test('a greeting is greeted', async () => {
    const message = await ask('你好');
    expect(called(message)).toEqual([]);
    expect(said(message)).toContain('您好');
  });

  test('context helps an elliptic question', async () => {
    const message = await ask('', {
      messages: [
        { role: 'user', content: '<customer>你们门店位置</customer>' },
        { role: 'assistant', content: '好的' },
        { role: 'user', content: '<customer>具体在哪呢</customer>' },
      ],
    });
    expect(said(message)).toContain('文三路');
  });

  test('after tool results it only talks', async () => {
    const message = await ask('', {
      messages: [
        { role: 'user', content: `<customer>全包价格</customer>${FACTS}` },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'send_lead_card', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok' }] },
      ],
    });
    expect(called(message)).toEqual([]);
    expect(said(message)).toContain('899');
  });

  test('streams the same answer through the SDK', async () => {
    const stream = client.messages.stream({
      model: 'claude-haiku-5-5',
      max_tokens: 400,
      system: SYSTEM,
      tools: TOOLS,
      messages: [{ role: 'user', content: `<customer>全包价格怎么算</customer>${FACTS}` }],
    });
    const message = await stream.finalMessage();
    expect(said(message)).toContain('899 元/㎡起');
    expect(called(message)).toEqual(['send_lead_card']);
    expect(message.usage.output_tokens).toBeGreaterThan(10);
  });
});

describe('COST5: the prompt cache is a real prefix cache', () => {
  const long = `${SYSTEM}\n${'装修知识。'.repeat(200)}`;
  const system = (text: string): Anthropic.TextBlockParam[] => [
    { type: 'text', text, cache_control: { type: 'ephemeral' } },
  ];

  test('written once, read while alive, gone after five minutes without use', async () => {
    const first = await ask('工期多久', { system: system(long) });
    expect(first.usage.cache_read_input_tokens).toBe(0);
    const size = first.usage.cache_creation_input_tokens ?? 0;
    expect(size).toBeGreaterThan(1000);
    const second = await ask('门店在哪', { system: system(long) });
    expect(second.usage).toMatchObject({ cache_read_input_tokens: size, cache_creation_input_tokens: 0 });
    nowMs += 299_000;
    expect((await ask('工期多久', { system: system(long) })).usage.cache_read_input_tokens).toBe(size);
    nowMs += 301_000;
    expect((await ask('工期多久', { system: system(long) })).usage.cache_read_input_tokens).toBe(0);
  });

  test('one changed character at the front misses', async () => {
    await ask('工期多久', { system: system(long) });
    expect((await ask('工期多久', { system: system(`！${long}`) })).usage.cache_read_input_tokens).toBe(0);
  });

  test('a prefix below the minimum is not cached', async () => {
    await ask('工期多久', { system: system('短') });
    const again = await ask('工期多久', { system: system('短') });
    expect(again.usage).toMatchObject({ cache_read_input_tokens: 0, cache_creation_input_tokens: 0 });
  });

  test('count_tokens counts the whole prompt', async () => {
    const counted = await client.messages.countTokens({
      model: 'claude-haiku-5-5',
      messages: [{ role: 'user', content: '装修'.repeat(50) }],
    });
    expect(counted.input_tokens).toBeGreaterThan(100);
  });
});

describe('faults on request', () => {
  test.each([
    ['throttle', 429],
    ['spend-limit', 429],
    ['overloaded', 529],
    ['server-error', 500],
    ['unauthorized', 401],
  ])('%s answers %d once', async (kind, status) => {
    await control({ faults: [{ kind }] });
    await expect(ask('工期多久')).rejects.toMatchObject({ status });
    expect((await ask('工期多久')).stop_reason).toBe('end_turn');
  });

  test('F44, F45: only haste names a time to wait', async () => {
    await control({ faults: [{ kind: 'throttle', retryAfterSeconds: 7 }, { kind: 'spend-limit' }] });
    const headers = async () =>
      ask('工期多久').then(
        () => undefined,
        (error: unknown) => (error as InstanceType<typeof Anthropic.APIError>).headers?.get('retry-after'),
      );
    expect(await headers()).toBe('7');
    expect(await headers()).toBeNull();
  });

  test('F47: cut answers break the call, plain and streamed', async () => {
    await control({ faults: [{ kind: 'cut', times: 2 }] });
    await expect(ask('工期多久')).rejects.toThrow();
    const stream = client.messages.stream({
      model: 'm',
      max_tokens: 99,
      system: SYSTEM,
      messages: [{ role: 'user', content: '工期多久' }],
    });
    await expect(stream.finalMessage()).rejects.toThrow();
  });

  test.each([
    ['refusal', 'refusal'],
    ['max-tokens', 'max_tokens'],
    ['endless-tools', 'tool_use'],
    ['unknown-tool', 'tool_use'],
  ])('%s stops with %s', async (kind, reason) => {
    await control({ faults: [{ kind }] });
    expect((await ask('工期多久')).stop_reason).toBe(reason);
  });

  test('F52: 20,000 characters, or nothing', async () => {
    await control({ faults: [{ kind: 'long' }, { kind: 'empty' }] });
    expect(said(await ask('工期多久')).length).toBeGreaterThan(19_000);
    expect((await ask('工期多久')).content).toEqual([]);
  });

  test('a header hits one call', async () => {
    const failing = client.messages.create(
      { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] },
      { headers: { 'x-simulated-fault': 'overloaded' } },
    );
    await expect(failing).rejects.toMatchObject({ status: 529 });
  });

  test('hang is ended by the caller', async () => {
    await control({ faults: [{ kind: 'hang' }] });
    await expect(
      client.messages.create(
        { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] },
        { timeout: 100 },
      ),
    ).rejects.toThrow(/timed out/i);
  });
});

describe('refuses what the real interface refuses', () => {
  const REFUSED: [Partial<Anthropic.MessageCreateParamsNonStreaming>, RegExp][] = [
    [{ messages: [{ role: 'assistant', content: 'x' }] }, /first message/],
    [
      {
        messages: [
          { role: 'user', content: 'x' },
          { role: 'assistant', content: 'y' },
        ],
      },
      /prefill/,
    ],
    [{ messages: [{ role: 'user', content: ' ' }] }, /non-empty/],
    [{ temperature: 0.2 } as object, /temperature/],
  ];
  test.each(REFUSED)('%j', async (more, message) => {
    await expect(ask('x', more)).rejects.toThrow(message);
  });

  test('a tool call without its result', async () => {
    const messages: Anthropic.MessageParam[] = [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'set_tag', input: {} }] },
      { role: 'user', content: 'y' },
    ];
    await expect(ask('x', { messages })).rejects.toThrow(/tool_result/);
  });

  test('no JSON, no path, bad control', async () => {
    const post = (path: string, body: string) =>
      fetch(baseURL + path, { method: 'POST', body, headers: { 'anthropic-version': '2023-06-01' } });
    expect((await post('/v1/messages', '{')).status).toBe(400);
    expect((await post('/v1/nothing', '{}')).status).toBe(404);
    expect((await post('/_control', '{"faults":[{"kind":"nope"}]}')).status).toBe(400);
    expect((await fetch(`${baseURL}/v1/messages`, { method: 'POST', body: '{}' })).status).toBe(400);
  });
});
