import { describe, expect, test } from 'vitest';
import { Api, address } from './api.ts';
import { ApiFailure, failureFrom, refusalOf } from './failure.ts';

type Asked = { url: string; init: RequestInit };
function api(...answers: (Response | Error)[]) {
  const asked: Asked[] = [];
  const renewals: boolean[] = [];
  const client = new Api({
    fetch: async (url, init) => {
      asked.push({ url: String(url), init: init ?? {} });
      const answer = answers.shift();
      if (!answer) throw new Error('asked too often');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    token: async ({ renew }) => {
      renewals.push(renew);
      return renew ? 'new' : 'old';
    },
  });
  return { client, asked, renewals };
}
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const refusal = (code: string, status: number) => json({ error: { code, message: code } }, status);
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    (thrown: unknown) => (thrown instanceof ApiFailure ? thrown.code : 'something else'),
  );

describe('addresses', () => {
  test('parameters are escaped and empty queries left out', () => {
    expect(address('getConversation', { params: { conversationId: '../me?x=1' } })).toEqual({
      method: 'GET',
      url: '/api/v1/conversations/..%2Fme%3Fx%3D1',
    });
    expect(address('listConversations', { query: { filter: 'unread', q: '', cursor: undefined, limit: 50 } }).url).toBe(
      '/api/v1/conversations?filter=unread&limit=50',
    );
  });
});

describe('calls', () => {
  test('a page is given as it came, with the bearer token', async () => {
    const { client, asked } = api(json({ items: [] }));
    expect(await client.call('listAgents', {})).toEqual({ items: [] });
    expect(new Headers(asked[0]?.init.headers).get('authorization')).toBe('Bearer old');
  });

  test('a refused token is renewed once', async () => {
    const { client, renewals } = api(refusal('token.missing', 401), json({ items: [] }));
    await client.call('listAgents', {});
    expect(renewals).toEqual([false, true]);
  });

  test('a read is repeated after a stumble, a write never', async () => {
    const reading = api(new TypeError('offline'), json({ items: [] }));
    await reading.client.call('listAgents', {});
    expect(reading.asked).toHaveLength(2);
    const writing = api(new TypeError('offline'), json({}));
    expect(await code(writing.client.call('takeOver', { params: { conversationId: 'c1' } }))).toBe(
      'network.unreachable',
    );
    expect(writing.asked).toHaveLength(1);
  });

  test('a refusal carries the API’s code and next chance', async () => {
    const failure = failureFrom(409, { error: { code: 'window.closed', message: 'x', rule: 'W3', nextChanceMs: 5 } });
    expect([failure.code, failure.details.rule, failure.details.nextChanceMs, failure.outcomeUnknown]).toEqual([
      'window.closed',
      'W3',
      5,
      false,
    ]);
  });

  test('answers of another shape are refused, not drawn', async () => {
    expect(await code(api(json({ rows: [] })).client.call('listAgents', {}))).toBe('answer.unexpected');
    expect(await code(api(json('hello')).client.call('me', {}))).toBe('answer.unexpected');
    expect(await code(api(new Response('<html>', { status: 502 })).client.call('liveTicket', {}))).toBe(
      'answer.unexpected',
    );
  });
});

test('Z1: a refusal keeps the rule and the next chance that the gate named, for why?', () => {
  const refused = failureFrom(409, {
    error: { code: 'window.quota-used', message: 'x', rule: 'W4', nextChanceMs: 1_780_000_000_000 },
  });
  expect(refusalOf(refused)).toEqual({ code: 'window.quota-used', rule: 'W4', nextChanceMs: 1_780_000_000_000 });
  expect(refusalOf(new Error('x'))).toEqual({ code: 'console.defect' });
});
