import { describe, expect, test } from 'vitest';
import { type Route, routes } from '../../shared/contracts/routes.ts';
import { isAllowed } from '../../shared/tenants/rules-permissions.ts';
import { furnished } from './furnished.ts';
import { ROLES } from './harness.ts';
import { AGENT, bodyOf, CONVERSATION_ID, NOBODY_PLANTED, pathOf, QUERIES } from './requests.ts';

const entries = Object.entries<Route>(routes);

const guarded = entries.filter(([, route]) => route.permission !== 'public');

describe('every route', () => {
  test.each(entries)('%s is served', async (name, route) => {
    const { ask } = await furnished();
    const { status, body } = await ask({
      method: route.method,
      path: pathOf(route),
      as: 't1-owner',
      query: QUERIES[name] ?? {},
      body: bodyOf(name, route),
    });
    // The consent page was never visited: the only honest answer is that its state was not made here.
    if (name === 'completeAuthorization') expect(body.error?.code).toBe('oauth.state-forged');
    else if (name === 'beginBinding') expect(body.error?.code).toBe('account.needs-no-binding');
    // The account that was planted is no staff account.
    else if (name === 'hostStaffAgain') expect(body.error?.code).toBe('account.needs-authorization');
    else if (pathOf(route).includes(NOBODY_PLANTED)) expect([200, 404]).toContain(status);
    else expect({ status, error: body.error }).toEqual({ status: route.status ?? 200, error: undefined });
  });

  test.each(guarded)('SEC8: %s answers nobody without a token', async (name, route) => {
    const { ask, table } = await furnished();
    const writes = table.changes.length;
    const answer = await ask({ method: route.method, path: pathOf(route), body: bodyOf(name, route) });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.body).toEqual({ error: { code: 'token.missing', message: 'sign in first', requestId: 'request-1' } });
    expect(table.changes.length).toBe(writes);
  });

  test.each(guarded)('SEC8: %s answers no stranger', async (name, route) => {
    const { ask } = await furnished();
    const answer = await ask({ method: route.method, path: pathOf(route), as: 'nobody', body: bodyOf(name, route) });
    expect([answer.status, answer.body.error?.code]).toEqual([403, 'member.unknown']);
  });

  test.each(guarded.flatMap(([name, route]) => ROLES.map((role) => [name, role, route] as const)))(
    'SEC9: %s for %s as the permission table says',
    async (name, role, route) => {
      const { ask } = await furnished();
      const answer = await ask({
        method: route.method,
        path: pathOf(route),
        as: `t1-${role}`,
        body: bodyOf(name, route),
      });
      const isRefused = answer.body.error?.code === 'permission.missing';
      expect(isRefused).toBe(!isAllowed(role, route.permission));
      if (isRefused) expect(answer.status).toBe(403);
    },
  );

  test.each(guarded.filter(([, route]) => route.path.includes('{')))(
    'SEC8: %s finds nothing of another tenant',
    async (name, route) => {
      const { ask, table } = await furnished();
      const writes = table.changes.length;
      const answer = await ask({
        method: route.method,
        path: pathOf(route),
        as: 't2-owner',
        body: bodyOf(name, route),
      });
      const text = JSON.stringify(answer.body);
      expect(answer.status).toBe(404);
      for (const foreign of ['小美', '90平', '138', '青木', 'open-id-1']) expect(text).not.toContain(foreign);
      expect(table.changes.length).toBe(writes);
    },
  );

  test.each(['/conversations', '/leads', '/accounts', '/agents', '/notices', '/views'])(
    'SEC8: the list %s of another tenant is empty',
    async (path) => {
      const { ask } = await furnished();
      expect((await ask({ path, as: 't2-owner' })).body).toEqual({ items: [] });
    },
  );
});

describe('bad input', () => {
  test.each([
    ['no body', undefined, 'body.missing', 'body'],
    ['an empty body', '', 'body.missing', 'body'],
    ['broken JSON', '{"messageId":', 'body.not-json', 'body'],
    ['two JSON values', '{} {}', 'body.not-json', 'body'],
    ['a list', '[]', 'input.invalid', 'body'],
    ['nothing', 'null', 'input.invalid', 'body'],
    ['no field at all', '{}', 'input.invalid', 'messageId'],
    ['a wrong type', '{"messageId":7,"body":{"type":"text","text":"x"}}', 'input.invalid', 'messageId'],
    [
      'an id with foreign letters',
      '{"messageId":"a#b/../../x","body":{"type":"text","text":"x"}}',
      'input.invalid',
      'messageId',
    ],
    ['an unknown type of message', '{"messageId":"0123456789","body":{"type":"video"}}', 'input.invalid', 'body.type'],
    ['only blanks', '{"messageId":"0123456789","body":{"type":"text","text":"   "}}', 'input.invalid', 'body.text'],
    [
      'too long a text',
      `{"messageId":"0123456789","body":{"type":"text","text":"${'长'.repeat(1001)}"}}`,
      'input.invalid',
      'body.text',
    ],
    [
      'an undeclared field',
      '{"messageId":"0123456789","body":{"type":"text","text":"x"},"tenantId":"t2"}',
      'input.unknown-field',
      'tenantId',
    ],
    [
      'an undeclared inner field',
      '{"messageId":"0123456789","body":{"type":"text","text":"x","sender":"agent"}}',
      'input.unknown-field',
      'body.sender',
    ],
    [
      'a prototype',
      '{"messageId":"0123456789","body":{"type":"text","text":"x"},"__proto__":{"a":1}}',
      'input.unknown-field',
      '__proto__',
    ],
  ])('a message with %s changes nothing and says what is wrong', async (_what, raw, code, field) => {
    const { ask, table } = await furnished();
    const writes = table.changes.length;
    const path = `/conversations/${CONVERSATION_ID}/messages`;
    const answer = await ask({ method: 'POST', path, as: 't1-operator', ...(raw === undefined ? {} : { raw }) });
    expect([answer.status, answer.body.error?.code, answer.body.error?.field]).toEqual([400, code, field]);
    expect(JSON.stringify(answer.body)).not.toContain('长');
    expect(table.changes.length).toBe(writes);
  });

  test('SEC7: a body over the limit is refused', async () => {
    const { ask } = await furnished();
    const raw = JSON.stringify({ ...AGENT, persona: 'x'.repeat(1024 * 1024) });
    const answer = await ask({ method: 'POST', path: '/agents', as: 't1-owner', raw });
    expect([answer.status, answer.body.error?.code]).toEqual([400, 'body.too-large']);
  });

  test.each([
    ['limit', '0'],
    ['limit', '201'],
    ['limit', 'many'],
    ['filter', 'everything'],
    ['platform', 'wechat'],
    ['q', 'x'.repeat(61)],
    ['accountId', 'a#b'],
  ])('the query %s=%s names the field', async (field, value) => {
    const { ask } = await furnished();
    const answer = await ask({ path: '/conversations', as: 't1-operator', query: { [field]: value } });
    expect([answer.status, answer.body.error?.field]).toEqual([400, field]);
  });

  test.each([
    ['/conversations', '12345678'],
    ['/conversations', 't#t2#c#x'],
    ['/leads', '0#x'],
    [`/conversations/${CONVERSATION_ID}/items`, 'p#customer'],
    [`/conversations/${CONVERSATION_ID}/items`, 'm#1790000000000#x_1'],
  ])('a made-up cursor of %s is refused: %s', async (path, cursor) => {
    const { ask } = await furnished();
    const answer = await ask({ path, as: 't1-operator', query: { cursor } });
    expect([answer.status, answer.body.error?.code]).toEqual([400, 'cursor.invalid']);
  });

  test.each([
    ['GET', '/nothing'],
    ['GET', '/conversations/'],
    ['DELETE', '/conversations'],
    ['POST', '/me'],
    ['GET', '/conversations/a/b/c'],
  ])('%s %s is no route', async (method, path) => {
    const { ask } = await furnished();
    const answer = await ask({ method, path, as: 't1-owner' });
    expect([answer.status, answer.body.error?.code]).toEqual([404, 'route.unknown']);
  });

  test('an id with letters that mean something in a key is refused before any look-up', async () => {
    const { ask } = await furnished();
    const answer = await ask({ path: '/conversations/x#y', as: 't1-operator' });
    expect([answer.status, answer.body.error?.field]).toEqual([400, 'conversationId']);
  });
});
