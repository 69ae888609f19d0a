import { beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, CARD, HEAD, NOW, says, USAGE, uses, world } from './harness-burst.ts';

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
