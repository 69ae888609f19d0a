import { beforeEach, describe, expect, test } from 'vitest';
import { fails, HEAD, item, NOW, says, uses, world } from './harness-burst.ts';
import type { ModelRequest } from './model.ts';

/** What the model cannot do goes to a person, and no log tells of it (G2, INV16). */

let w: ReturnType<typeof world>;

beforeEach(() => {
  w = world();
});

const planned = () => w.state.planned[0];

const bodies = () => planned()?.bodies.map((body) => (body.type === 'text' ? body.text : body.type));

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
