import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PRESET } from '../preset.ts';
import { startTrial, type Trial } from '../trial.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial();
});
afterEach(() => trial.close());

const { enterprise } = PRESET.douyin;

test('a burst enters as many customers as asked and measures each until its first accepted message', async () => {
  const started = await trial.control('douyin/burst', { entries: 50, overMs: 20, accountId: enterprise.id });
  const { burstId } = started.body as { burstId: string };
  await vi.waitFor(() => expect(trial.received).toHaveLength(50), 20_000);
  const push = JSON.parse(trial.received[0]?.raw.toString() ?? '{}') as { from_user_id: string; content: string };
  const content = JSON.parse(push.content) as { conversation_short_id: string; server_message_id: string };
  await trial.call(
    'POST',
    `/douyin/im/send/msg/?open_id=${enterprise.id}`,
    {
      scene: 'im_enter_direct_msg',
      to_user_id: push.from_user_id,
      conversation_id: content.conversation_short_id,
      msg_id: content.server_message_id,
      content: { msg_type: 1, text: { text: '欢迎' } },
    },
    { 'access-token': enterprise.accessToken },
  );
  const report = (await trial.control(`douyin/bursts/${burstId}`)).body as Record<string, number>;
  expect(report).toMatchObject({ entries: 50, entered: 50, answered: 1, accepted: 1 });
  expect(report.p99Ms).toBeGreaterThan(0);
});

test('a reset forgets everything but the presets', async () => {
  await trial.control('douyin/customers', { id: 'c', name: '小苗' });
  await trial.control('douyin/enter', { accountId: enterprise.id, customerId: 'c' });
  await trial.control('faults', { faults: { 'echo.never': {} } });
  await trial.control('reset', {});
  expect((await trial.control('douyin/customers')).body).toEqual({ customers: [] });
  expect((await trial.control('douyin/ledger')).body).toMatchObject({ counters: { entries: 0 }, conversations: [] });
  expect((await trial.control('faults')).body).toMatchObject({ douyin: { plan: { faults: {} } } });
  const { accounts } = (await trial.control('douyin/accounts')).body as { accounts: { authorization: object }[] };
  expect(accounts.map((account) => account.authorization)).toMatchObject([
    { state: 'active' },
    { state: 'active' },
    { state: 'none' },
    { state: 'none' },
  ]);
});

test.each([
  ['an unknown platform', 'POST', '/_control/wechat/enter', {}, 404],
  ['an unknown account', 'POST', '/_control/douyin/enter', { accountId: 'x', customerId: 'y' }, 404],
  ['a missing field', 'POST', '/_control/douyin/enter', { accountId: 'x' }, 400],
  ['an unknown fault', 'POST', '/_control/faults', { faults: { 'webhook.explode': {} } }, 400],
  ['an unknown path', 'GET', '/_control/douyin/nothing', undefined, 404],
])('%s gets its own status', async (_what, method, path, body, status) => {
  expect((await trial.call(method, path, body)).status).toBe(status);
});

test('a page of another origin cannot drive the twin: anything but JSON is refused', async () => {
  const { status } = await trial.call('POST', '/_control/reset-not', {}, {});
  expect(status).toBe(404);
  const text = await trial.call('POST', '/_control/douyin/customers', new URLSearchParams({ name: 'x' }));
  expect(text.status).toBe(415);
});

test('a raw webhook goes out signed or as it is, and the answer comes back', async () => {
  trial.answerWith(401);
  const { body } = await trial.control('douyin/raw-webhook', { body: { event: 'verify_webhook' }, sign: false });
  expect(body).toMatchObject({ status: 401 });
  expect(trial.received[0]?.headers['x-douyin-signature']).toBeUndefined();
});

test('a change of a conversation reaches those who watch it', async () => {
  await trial.control('douyin/customers', { id: 'c', name: '小苗' });
  const who = { accountId: enterprise.id, customerId: 'c' };
  const stream = await fetch(`${trial.origin}/_control/douyin/stream?${new URLSearchParams(who).toString()}`);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  await reader?.read();
  await trial.control('douyin/enter', who);
  const { value } = (await reader?.read()) ?? {};
  expect(value).toContain('event: changed');
  await reader?.cancel();
});

test.each(['/', '/douyin/app/', '/xiaohongshu/app/', '/pages/shared/app.js', '/avatar/%E5%B0%8F.svg'])(
  '%s is served with a policy against foreign scripts',
  async (path) => {
    const answer = await fetch(trial.origin + path);
    expect(answer.status).toBe(200);
    if (!path.startsWith('/avatar'))
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
  },
);

test.each(['/pages/../index.ts', '/pages/..%2findex.ts', '/pages/%2e%2e/package.json'])(
  '%s leaves no folder',
  async (path) => {
    expect((await trial.call('GET', path)).status).toBe(404);
  },
);
