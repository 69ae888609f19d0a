import { describe, expect, test } from 'vitest';
import { NOW_MS } from '../../shared/accounts/harness.ts';
import { coversWrite } from '../../shared/accounts/store-cards.ts';
import { furnished } from './furnished.ts';
import { BODIES, CONVERSATION_ID, HELD, SENT } from './requests.ts';

/** What answers say and do not say, route by route. */

describe('what answers say', () => {
  test('SEC29: nothing may be sniffed, framed, cached or run', async () => {
    const { ask } = await furnished();
    for (const answer of [await ask({ path: '/healthz' }), await ask({ path: '/me' })]) {
      expect(answer.headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      });
    }
  });

  test('a defect is opaque outside and kept inside', async () => {
    const { ask, agents, world } = await furnished();
    agents.summaries = () => Promise.reject(new Error('secret detail of the table'));
    const answer = await ask({ path: '/agents', as: 't1-owner' });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain('secret');
    expect(world.logged.at(-1)).toMatchObject({ event: 'api.request', fields: { status: 500, route: 'GET /agents' } });
  });

  test('SEC32: the log names route, member and status, and no content', async () => {
    const { ask, world } = await furnished();
    const body = { messageId: 'operator-message-1', body: { type: 'text', text: '机密内容' } };
    await ask({ method: 'POST', path: `/conversations/${CONVERSATION_ID}/messages`, as: 't1-operator', body });
    expect(world.logged.at(-1)?.fields).toMatchObject({ memberId: 't1-operator', tenantId: 't1', status: 202 });
    expect(JSON.stringify(world.logged)).not.toContain('机密');
  });

  test('X5: contacts are masked everywhere but in the audited reading', async () => {
    const { ask, audits } = await furnished();
    const thread = await ask({ path: `/conversations/${CONVERSATION_ID}`, as: 't1-operator' });
    const leads = await ask({ path: '/leads', as: 't1-operator' });
    expect(JSON.stringify([thread.body, leads.body])).not.toContain('13857130426');
    expect(JSON.stringify(leads.body)).toContain('138****0426');
    const path = `/conversations/${CONVERSATION_ID}/contact/reveal`;
    expect((await ask({ method: 'POST', path, as: 't1-operator' })).body).toEqual({ phone: '13857130426' });
    expect((await audits.latest('t1', NOW_MS, 1))[0]).toMatchObject({
      actorId: 't1-operator',
      action: 'contact.revealed',
      subjectId: CONVERSATION_ID,
      fields: ['phone'],
    });
  });

  test('Z1: the trace says what was decided on what, and judges it again to the same verdict', async () => {
    const { ask } = await furnished();
    const path = `/conversations/${CONVERSATION_ID}/messages/${HELD.messageId}/trace`;
    expect((await ask({ path, as: 't1-operator', query: { placeMs: `${HELD.atMs}` } })).body).toMatchObject({
      pack: 'douyin-2026-03-01',
      verdict: { kind: 'allowed', rule: 'W2' },
      facts: { lastCustomerMessageAtMs: NOW_MS - 60_000 },
      standing: { kind: 'enterprise', mutualFollow: false },
      reevaluation: { verdict: { kind: 'allowed', rule: 'W2' }, equal: true, intact: true },
    });
    const nothing = `/conversations/${CONVERSATION_ID}/messages/${SENT.messageId}/trace`;
    expect((await ask({ path: nothing, as: 't1-operator' })).body.error?.code).toBe('trace.unknown');
  });

  test('M3: the list of accounts carries no cards; a route gives those of one account, with their pictures', async () => {
    const { ask, table } = await furnished();
    const key = { tenantId: 't1', accountId: 'dy_one' };
    await table.put(coversWrite(key, { c1: 'https://sns-img.example/c1.jpg' }));
    const list = await ask({ path: '/accounts', as: 't1-operator' });
    expect(list.body).toMatchObject({ items: [{ id: 'dy_one', cardsVersion: 1 }] });
    // 500 accounts of 200 cards each fit into an answer.
    expect(JSON.stringify(list.body)).not.toContain('青木留电话');
    expect((await ask({ path: '/accounts/dy_one/cards', as: 't1-operator' })).body).toEqual({
      accountId: 'dy_one',
      version: 1,
      messageCards: [],
      items: [
        { id: 'c1', card: 'phone-collect-card', title: '青木留电话', coverUrl: 'https://sns-img.example/c1.jpg' },
      ],
    });
    expect((await ask({ path: '/accounts/nobody/cards', as: 't1-operator' })).body.error?.code).toBe('account.unknown');
  });

  test('M4: a card that the account does not hold is refused', async () => {
    const { ask } = await furnished();
    const path = `/conversations/${CONVERSATION_ID}/messages`;
    const send = (cardId: string) =>
      ask({
        method: 'POST',
        path,
        as: 't1-operator',
        body: { messageId: `card-${cardId}-123`, body: { type: 'card', card: 'phone-collect-card', cardId } },
      });
    expect((await send('other')).body.error).toMatchObject({ code: 'card.unknown', rule: 'M4' });
    expect((await send('c1')).body).toMatchObject({ item: { body: { title: '青木留电话', status: 'blank' } } });
  });

  test('the same message id again plans nothing more', async () => {
    const { ask, table } = await furnished();
    const once = {
      method: 'POST',
      path: `/conversations/${CONVERSATION_ID}/messages`,
      as: 't1-operator',
      body: BODIES.sendMessage,
    };
    const first = await ask(once);
    const writes = table.changes.length;
    const second = await ask(once);
    expect(second.body.item).toEqual(first.body.item);
    expect(table.changes.length).toBe(writes);
  });
});
