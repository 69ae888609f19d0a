import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { importJWK, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { credentialDefaults } from '../../infra/local/defaults.ts';
import { PRESET } from '../../infra/simulators/preset.ts';
import { DEFAULT_MODEL } from '../../shared/agents/models.ts';
import { ApiError, routes } from '../../shared/contracts/routes.ts';
import { conversationIdOf } from '../../shared/conversations/conversation-id.ts';
import { type ApiAnswer, type ApiClient, createApiClient, signIn } from '../harness/sign-in.ts';
import { createSimulator } from '../harness/simulator.ts';
import { type Stack, startStack } from '../harness/stack.ts';
import { countRows } from '../harness/stored.ts';
import { type HostedTenant, hostTenant } from '../harness/tenant.ts';

/** Bad input gets the right status and a clear error, leaves a line in the log, and changes nothing. */

const { DOUYIN_CLIENT_KEY, DOUYIN_CLIENT_SECRET } = credentialDefaults;
const CUSTOMER = 'customer-1';

let stack: Stack;
let tenant: HostedTenant;
let before: Readonly<Record<string, number>>;
let conversationId: string;

beforeAll(async () => {
  stack = await startStack();
  tenant = await hostTenant(stack, { knowledge: [['保修多久？', '基础工程质保5年。']] });
  const simulator = createSimulator(stack);
  const who = { accountId: tenant.platformIds.douyin, customerId: CUSTOMER };
  await simulator.customer('douyin', { id: CUSTOMER, name: '小苗' });
  await simulator.say('douyin', who, '保修多久？');
  await stack.waitFor(async () => (await simulator.conversation('douyin', who)).counters.accepted === 1, 'an answer');
  // Whoever is hosted is looked after a moment later: the bound staff account comes, and the cards of all three.
  await stack.waitFor(async () => (await countRows(stack)).cardSync === 3, 'the accounts were looked after');
  await stack.waitForIdle();
  conversationId = conversationIdOf(tenant.accountIds.douyin, CUSTOMER);
  before = await countRows(stack);
});
afterAll(() => stack.stop());

/** The last log line of the function that ran last, and how many invocations it had so far. */
async function lastLine(name: string): Promise<{ line: unknown; count: number }> {
  const invocations = await stack.invocations(`function=${name}&limit=5000`);
  return { line: invocations.at(-1)?.log.at(-1), count: invocations.length };
}

describe('webhooks', () => {
  const genuine = (over: object = {}) =>
    JSON.stringify({
      event: 'im_receive_msg',
      client_key: DOUYIN_CLIENT_KEY,
      from_user_id: CUSTOMER,
      to_user_id: PRESET.douyin.enterprise.id,
      content: {
        conversation_short_id: '@c',
        server_message_id: '@never-seen',
        conversation_type: 1,
        create_time: 1_795_000_000_000,
        message_type: 'text',
        text: '你好',
      },
      ...over,
    });
  const sign = (body: string) => createHash('sha1').update(DOUYIN_CLIENT_SECRET).update(body).digest('hex');
  const post = async (path: string, body: string, signature?: string, method = 'POST') => {
    const response = await fetch(`${stack.origin}/webhooks/${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(signature === undefined ? {} : { 'x-douyin-signature': signature }),
      },
      ...(method === 'POST' ? { body } : {}),
    });
    return { status: response.status, body: await response.text() };
  };
  const signed = (body: string) => post('douyin', body, sign(body));
  const Refused = z.object({ error: z.object({ code: z.string().startsWith('webhook.'), message: z.string() }) });
  const message = 'xiaohongshu/api/open/im/send';
  const sealed = { message_id: 'im-1', message_type: 'TEXT', message_source: 1, timestamp: 1_795_000_000_000 };
  const parties = { from_user_id: CUSTOMER, to_user_id: PRESET.xiaohongshu.enterprise.id };

  test.each([
    ['SEC1: unsigned', () => post('douyin', genuine()), 401, 'signature.invalid'],
    ['SEC1: forged', () => post('douyin', genuine(), '0'.repeat(40)), 401, 'signature.invalid'],
    ['SEC1: signed for another body', () => post('douyin', genuine(), sign('{}')), 401, 'signature.invalid'],
    ['F9: truncated after signing', () => post('douyin', genuine().slice(0, 90), sign(genuine())), 401],
    ['F9: truncated before signing', () => signed(genuine().slice(0, 90)), 400, 'body.not-json'],
    ['SEC2: with something behind it', () => signed(`${genuine()}{}`), 400, 'body.not-json'],
    ['SEC7: 300 KB', () => signed(genuine({ padding: 'x'.repeat(300_000) })), 413, 'body.too-large'],
    ['SEC7: 5 MB', () => signed(genuine({ padding: 'x'.repeat(5_000_000) })), 413, 'body.too-large'],
    ['SEC7: 10,000 levels deep', () => signed(`{"deep":${nested(10_000)}}`), 400, 'body.too-deep'],
    ['SEC7: levels hidden in a text', () => signed(genuine({ content: nested(99) })), 400],
    ['SEC6: of another application', () => signed(genuine({ client_key: 'somebody-else' })), 401, 'client-key.unknown'],
    ['SEC6: on a path that is not ours', () => post('douyin/guess', genuine(), sign(genuine())), 401, 'path.unknown'],
    ['SEC5: a challenge while accounts are hosted', () => post('douyin', challenge()), 401, 'handshake.live'],
    ['F9: without what it must have', () => signed(genuine({ content: { text: '你好' } })), 400, 'event.malformed'],
    ['F9: no object', () => signed('"你好"'), 400, 'envelope.malformed'],
    ['F9: nothing', () => signed(''), 400, 'body.not-json'],
    ['a platform that nobody knows', () => post('weibo', genuine(), sign(genuine())), 404, 'path.unknown'],
    ['a page request', () => post('douyin', '', undefined, 'GET'), 405, 'method.unknown'],
    [
      'Xiaohongshu: open',
      () => post(message, JSON.stringify({ ...sealed, ...parties, content: { text: '你好' } })),
      401,
    ],
    [
      'Xiaohongshu: sealed with another key',
      () => post(message, JSON.stringify({ ...sealed, ...parties, content: `${'A'.repeat(22)}==~split~AAAA` })),
      401,
    ],
    ['Xiaohongshu: no JSON', () => post(message, 'content=1'), 400, 'body.not-json'],
  ])('%s', async (_name, send, status, code?: string) => {
    const { count } = await lastLine('HttpWebhooks');
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(() => Refused.parse(JSON.parse(answer.body))).not.toThrow();
    const after = await lastLine('HttpWebhooks');
    expect(after.count).toBe(count + 1);
    expect(after.line).toMatchObject({ event: 'webhook.rejected', status, ...(code ? { code } : {}) });
  });

  test('SEC7: what is larger than the gateway takes never reaches a function', async () => {
    const { count } = await lastLine('HttpWebhooks');
    // A gateway may hang up on who is still sending.
    const answer = await signed(genuine({ padding: 'x'.repeat(11_000_000) })).catch(() => ({ status: 413 }));
    expect(answer.status).toBe(413);
    expect((await lastLine('HttpWebhooks')).count).toBe(count);
  });

  test('nothing of it was stored', async () => {
    await stack.waitForIdle();
    expect(await countRows(stack)).toEqual(before);
  });

  test('a genuine one for an account that nobody hosts is acknowledged, kept aside and noted', async () => {
    expect(await signed(genuine({ to_user_id: 'nobody-hosts-me' }))).toMatchObject({ status: 200 });
    expect((await stack.invocations('function=HttpWebhooks&limit=1'))[0]?.log).toContainEqual(
      expect.objectContaining({ event: 'webhook.unrouted', count: 1 }),
    );
    await stack.waitForIdle();
    expect(await countRows(stack)).toEqual({ ...before, unrouted: 1 });
    before = { ...before, unrouted: 1 };
  });

  const challenge = () =>
    JSON.stringify({ event: 'verify_webhook', client_key: DOUYIN_CLIENT_KEY, content: { challenge: 12_345 } });
});

const UNHELD = { code: 'card.unknown', field: 'body.cardId', rule: 'M4' };
const cardOf = (card: string, cardId: string) => ({ messageId: 'message-0002', body: { type: 'card', card, cardId } });
/** It names the lead card of Xiaohongshu's account as if another held it. */
const agentWithCardOf = (accountId: string) => ({
  name: '小青',
  persona: '',
  goal: '',
  knowledge: [],
  handOverTopics: [],
  askForContact: false,
  materials: [{ kind: 'card', id: PRESET.xiaohongshu.leadCardId, accountId, when: '' }],
  model: DEFAULT_MODEL,
  gatherSeconds: 1,
  pauseAfterHumanMinutes: 1,
});
const SPREADSHEET = {
  contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  bytes: 4_096,
};
const HUGE = { contentType: 'image/png', bytes: 50_000_000 };
const NEVER_SENT = {
  name: '没有',
  scope: 'shared',
  platforms: ['douyin'],
  folderId: null,
  content: { kind: 'upload', uploadId: '01HZZZZZZZZZZZZZZZZZZZZZZZ' },
};

/** JSON of so many objects within one another. */
const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('API', () => {
  const people: Record<string, ApiClient> = {};
  const as = (name: string): ApiClient => {
    const client = people[name];
    if (!client) throw new Error(`${name} is not signed in`);
    return client;
  };
  const messages = () => `/conversations/${conversationId}/messages`;
  const account = () => `/accounts/${tenant.accountIds.douyin}`;
  const good = { messageId: 'message-0001', body: { type: 'text', text: '您好' } };
  let version: number;

  beforeAll(async () => {
    for (const sub of ['demo-owner', 'demo-operator', 'demo-finance', 'second-owner'])
      people[sub] = await signIn(stack.origin, sub);
    version = (await as('demo-owner').get(`/conversations/${conversationId}`, routes.getConversation.response))
      .conversation.version;
    before = await countRows(stack);
  });

  const operator = (method: string, path: string, body?: unknown) => () => as('demo-operator').call(method, path, body);
  const post = (body: unknown) => () => as('demo-operator').call('POST', messages(), body);

  test.each<[string, () => Promise<ApiAnswer>, number, object]>([
    ['no JSON', post('{"messageId":'), 400, { code: 'body.not-json', field: 'body' }],
    ['no body', operator('POST', '/accounts/x/binding'), 403, { code: 'permission.missing' }],
    ['an empty body', post(''), 400, { code: 'body.missing', field: 'body' }],
    ['an array', post([good]), 400, { code: 'input.invalid', field: 'body', rule: 'invalid_type' }],
    ['SEC9: a field nobody declared', post({ ...good, tenantId: 'demo-second' }), 400, { field: 'tenantId' }],
    ['SEC9: one within', post({ ...good, body: { ...good.body, sender: 'agent' } }), 400, { field: 'body.sender' }],
    ['a wrong type', post({ ...good, body: { type: 'text', text: 7 } }), 400, { field: 'body.text' }],
    ['an unknown kind', post({ ...good, body: { type: 'video', url: 'x' } }), 400, { field: 'body.type' }],
    ['a text of blanks', post({ ...good, body: { type: 'text', text: ' ' } }), 400, { rule: 'too_small' }],
    ['1,001 characters', post({ ...good, body: { type: 'text', text: '好'.repeat(1_001) } }), 400, { rule: 'too_big' }],
    ['a short id', post({ ...good, messageId: 'x' }), 400, { field: 'messageId', rule: 'invalid_format' }],
    ['SEC7: 2 MB', post({ ...good, padding: 'x'.repeat(2_000_000) }), 400, { code: 'body.too-large', rule: 'SEC7' }],
    ['an id that is none', operator('GET', '/conversations/a%23b'), 400, { field: 'conversationId' }],
    ['a limit beyond the limit', operator('GET', '/conversations?limit=999'), 400, { field: 'limit', rule: 'too_big' }],
    ['a filter nobody knows', operator('GET', '/conversations?filter=mine'), 400, { field: 'filter' }],
    ['a made-up cursor', operator('GET', '/leads?cursor=t%23demo'), 400, { code: 'cursor.invalid', field: 'cursor' }],
    ['M4: another account’s card', post(cardOf('lead-card', PRESET.xiaohongshu.leadCardId)), 409, UNHELD],
    ['M4: a card under another kind', post(cardOf('name-card', PRESET.douyin.retainCardId)), 409, UNHELD],
    [
      'M4: another account’s card for an AI employee',
      () => as('demo-owner').call('POST', '/agents', agentWithCardOf(tenant.accountIds.douyin)),
      400,
      { code: 'agent.material-unknown', field: 'materials.0', rule: 'G4' },
    ],
    ['a spreadsheet as a material', operator('POST', '/uploads', SPREADSHEET), 400, { code: 'upload.type' }],
    ['a file that is too large', operator('POST', '/uploads', HUGE), 400, { code: 'upload.too-large' }],
    ['a file nobody sent', operator('POST', '/materials', NEVER_SENT), 404, { code: 'upload.unknown' }],
    ['an unknown path', operator('GET', '/secrets'), 404, { code: 'route.unknown' }],
    ['a wrong method', operator('DELETE', '/conversations'), 404, { code: 'route.unknown' }],
    [
      'an unknown conversation',
      operator('POST', '/conversations/nope/takeover'),
      404,
      { code: 'conversation.unknown' },
    ],
  ])('%s', async (_name, send, status, error) => {
    const { count } = await lastLine('HttpApi');
    const answer = await send();
    expect({ status: answer.status, ...ApiError.parse(answer.body).error }).toMatchObject({ status, ...error });
    const after = await lastLine('HttpApi');
    expect(after.count).toBe(count + 1);
    expect(after.line).toMatchObject({ event: 'api.request', status });
  });

  test.each([
    ['POST', () => messages(), good],
    ['GET', () => `/conversations/${conversationId}`],
    ['GET', () => `/conversations/${conversationId}/items`],
    ['POST', () => `/conversations/${conversationId}/takeover`],
    ['POST', () => `/conversations/${conversationId}/contact/reveal`],
    ['PATCH', () => `/conversations/${conversationId}/customer`, { remark: 'x' }],
    ['PATCH', account, { welcome: ['x'] }],
    ['POST', () => `${account()}/unhost`],
    ['POST', () => `${account()}/cards/sync`],
  ])('SEC8: %s for another tenant’s things answers that there is none', async (method, path, body?: object) => {
    const answer = await as('second-owner').call(method, path(), body);
    expect(answer.status).toBe(404);
    expect(ApiError.parse(answer.body).error.code).toMatch(/^(conversation|contact|account)\.unknown$/);
  });

  test('SEC8: lists of another tenant are empty', async () => {
    for (const path of ['/conversations', '/leads', '/accounts', '/agents', '/notices'])
      expect(await as('second-owner').call('GET', path)).toMatchObject({ status: 200, body: { items: [] } });
  });

  test.each([
    ['demo-operator', 'PATCH', account, { welcome: [] }],
    ['demo-operator', 'POST', () => `${account()}/unhost`],
    ['demo-operator', 'POST', () => '/accounts/authorizations', { platform: 'douyin' }],
    ['demo-operator', 'GET', () => '/usage'],
    ['demo-finance', 'GET', () => '/conversations'],
    ['demo-finance', 'POST', () => messages(), good],
    ['demo-finance', 'POST', () => '/live-tickets'],
  ])('SEC9: %s may not %s what the role does not hold', async (name, method, path, body?: object) => {
    const answer = await as(name).call(method, path(), body);
    expect({ status: answer.status, ...ApiError.parse(answer.body).error }).toMatchObject({
      status: 403,
      code: 'permission.missing',
    });
  });

  test('A2: a consent that nobody began is refused', async () => {
    const body = { platform: 'douyin', code: 'code-1', state: 'made-up' };
    const answer = await as('demo-owner').call('POST', '/accounts/authorizations/complete', body);
    expect(answer.status).toBe(400);
    const error = { code: 'oauth.state-forged', field: 'state', rule: 'A2' };
    expect(ApiError.parse(answer.body).error).toMatchObject(error);
  });

  describe('tokens', () => {
    const claims = (over: object = {}) => ({ ...payloadOf(as('demo-owner').token), ...over });
    test.each<[string, () => Promise<string>]>([
      ['none', async () => ''],
      ['no token', async () => 'nonsense'],
      ['expired', () => minted(claims({ exp: 1_700_000_000 }))],
      ['of another audience', () => minted(claims({ aud: 'somebody-else', client_id: 'somebody-else' }))],
      ['of another issuer', () => minted(claims({ iss: 'https://elsewhere.example' }))],
      [
        'changed',
        async () => as('demo-owner').token.replace(/\.[^.]+\./, `.${encoded(claims({ sub: 'demo-finance' }))}.`),
      ],
      ['unsigned', async () => `${encoded({ alg: 'none' })}.${encoded(claims())}.`],
    ])('%s: 401, and no function runs', async (_name, make) => {
      const token = await make();
      const { count } = await lastLine('HttpApi');
      const answer = await createApiClient(stack.origin, token).call('GET', '/me');
      expect(answer).toEqual({ status: 401, body: { message: 'Unauthorized' } });
      expect((await lastLine('HttpApi')).count).toBe(count);
    });

    test('of somebody whom nobody invited: 403', async () => {
      const answer = await createApiClient(stack.origin, await minted(claims({ sub: 'stranger' }))).call('GET', '/me');
      expect(answer.status).toBe(403);
      expect(ApiError.parse(answer.body).error.code).toBe('member.unknown');
    });
  });

  test('nothing was stored, and nobody took the conversation over', async () => {
    await stack.waitForIdle();
    expect(await countRows(stack)).toEqual(before);
    const now = await as('demo-owner').get(`/conversations/${conversationId}`, routes.getConversation.response);
    expect(now.conversation.version).toBe(version);
  });
});

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const payloadOf = (token: string): Record<string, unknown> =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()));

/** A token with the local identity's own signature. */
async function minted(claims: Record<string, unknown>): Promise<string> {
  const db = new DatabaseSync(join(stack.stateDir, 'front.sqlite'), { readOnly: true });
  const row = z
    .object({ value: z.string() })
    .parse(db.prepare("SELECT value FROM identity_keys WHERE name = 'signing'").get());
  db.close();
  const jwk = JSON.parse(row.value) as JWK;
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: jwk.kid ?? '', typ: 'at+jwt' })
    .sign(await importJWK(jwk, 'RS256'));
}
