import { beforeEach, describe, expect, test } from 'vitest';
import type { ThreadItem } from '../contracts/views.ts';
import type { MessageBody } from '../conversations/model.ts';
import type { Conversation } from '../conversations/model-head.ts';
import { ACCOUNT, CARD, HEAD, JOB, NOW, says, USAGE, uses, world } from './harness-burst.ts';
import type { OfferedMaterial } from './rules-materials.ts';

/** Materials that an AI employee may send, and who speaks (G4, G2, G8, G9). */

let w: ReturnType<typeof world>;

beforeEach(() => {
  w = world();
});

const planned = () => w.state.planned[0];

const bodies = () => planned()?.bodies.map((body) => (body.type === 'text' ? body.text : body.type));

describe('G4: a material that the supervisor allowed', () => {
  const IMAGE = { type: 'image', objectId: 'o1', hasThumbnail: false } as const;
  const CASE: OfferedMaterial = { key: 'm2', name: '案例图', when: '客户想看案例', bodies: [IMAGE] };
  const sent = (body: MessageBody, state: 'sent' | 'recalled' = 'sent'): ThreadItem => ({
    key: 'm#0',
    atMs: NOW,
    kind: 'message',
    direction: 'out',
    state,
    body,
  });
  const wish = (material: string) => says('案例发您看看。', { toolCalls: [uses('send_material', { material })] });

  test('goes out after the words and before the lead card', async () => {
    w.state.offered = [CASE];
    w.answers(
      says('案例发您看看。', { toolCalls: [uses('send_lead_card'), uses('send_material', { material: 'm2' })] }),
    );
    expect(await w.run()).toBe('answered');
    expect(planned()?.bodies).toEqual([{ type: 'text', text: '案例发您看看。' }, IMAGE, CARD]);
    expect(w.state.requests[0]?.tools.map(({ name }) => name)).toContain('send_material');
  });

  test('F50: an id that was not offered brings the model back, and nothing foreign is ever planned', async () => {
    w.state.offered = [CASE];
    w.answers(wish('01ANOTHERTENANTSMATERIAL'), says('您想看哪种风格？'));
    expect(await w.run()).toBe('answered');
    expect(bodies()).toEqual(['您想看哪种风格？']);
    expect(w.state.logged.some((line) => line.startsWith('agent.tool-ignored') && line.includes('tool.not-now'))).toBe(
      true,
    );
  });

  test('where nothing was allowed the tool is not even offered', async () => {
    w.answers(wish('m1'));
    expect(await w.run()).toBe('answered');
    expect(bodies()).toEqual(['案例发您看看。']);
    expect(w.state.requests[0]?.tools.map(({ name }) => name)).not.toContain('send_material');
  });

  test('what stands in the thread is not sent again, unless it was recalled', async () => {
    w.state.offered = [CASE];
    w.state.items = [...w.state.items, sent(IMAGE)];
    w.answers(wish('m2'), says('刚才那张您看了吗？'));
    await w.run();
    expect(bodies()).toEqual(['刚才那张您看了吗？']);
    w = world();
    w.state.offered = [CASE];
    w.state.items = [...w.state.items, sent(IMAGE, 'recalled')];
    w.answers(wish('m2'));
    await w.run();
    expect(bodies()).toEqual(['案例发您看看。', 'image']);
  });

  test('C1, W3: what the account or the window refuses now is refused to the model', async () => {
    w.state.account = { ...ACCOUNT, kind: 'staff' };
    w.state.offered = [CASE];
    w.answers(wish('m2'), says('我用文字和您说。'));
    await w.run();
    expect(bodies()).toEqual(['我用文字和您说。']);
    w = world();
    w.state.head = { ...HEAD, mutualFollow: true };
    w.state.account = { ...ACCOUNT, kind: 'staff' };
    w.state.offered = [CASE];
    w.answers(wish('m2'));
    await w.run();
    expect(bodies()).toEqual(['案例发您看看。', 'image']);
  });
});

describe('who speaks (G2, G8, G9)', () => {
  const skips: [string, Partial<Conversation>, string][] = [
    [
      'a newer message supersedes it',
      { burstKey: 'm#2#e_newer', agentDue: { burstKey: 'm#2#e_newer', atMs: NOW, sinceMs: NOW } },
      'superseded',
    ],
    ['a redelivered job finds it answered', { agentDue: undefined as never }, 'already-answered'],
  ];
  test.each(skips)('%s: the model is not asked', async (_, change, outcome) => {
    const { agentDue: _due, ...rest } = { ...HEAD, ...change };
    w.state.head = change.agentDue ? { ...HEAD, ...change } : rest;
    expect(await w.run()).toBe(outcome);
    expect(w.state.requests).toHaveLength(0);
    expect(w.state.settled).toEqual([]);
  });

  test('the same job twice answers once', async () => {
    expect([await w.run(), await w.run()]).toEqual(['answered', 'already-answered']);
    expect(w.state.planned).toHaveLength(1);
    expect(w.state.requests).toHaveLength(1);
  });

  const silent: [string, () => void][] = [
    ['off', () => (w.state.account = { ...ACCOUNT, agentMode: 'off' })],
    ['assist', () => (w.state.account = { ...ACCOUNT, agentMode: 'assist' })],
    ['unhosted (A4)', () => (w.state.account = { ...ACCOUNT, status: 'unhosted' })],
    ['no account', () => (w.state.account = undefined)],
    ['handed over', () => (w.state.head = { ...HEAD, handedOver: { reason: 'x', atMs: NOW } })],
  ];
  test.each(silent)('%s: silent, and the debt is settled', async (_, change) => {
    change();
    expect(await w.run()).toBe('silent');
    expect(w.state.requests).toHaveLength(0);
    expect(w.state.settled).toEqual([JOB.burstKey]);
  });

  test('G2: while a person’s reply pauses it, the debt stands for later', async () => {
    w.state.head = { ...HEAD, agentPausedUntilMs: NOW + 1 };
    expect(await w.run()).toBe('paused');
    expect(w.state.requests).toHaveLength(0);
    expect(w.state.settled).toEqual([]);
  });

  test('a pause that ended does not silence', async () => {
    w.state.head = { ...HEAD, agentPausedUntilMs: NOW };
    expect(await w.run()).toBe('answered');
  });

  test('F54: a takeover while the model composes fences the answer; the call is metered all the same', async () => {
    w.state.script = [
      () => {
        w.state.head = { ...HEAD, epoch: 3 };
        return says('全包 899 元/㎡起。');
      },
    ];
    expect(await w.run()).toBe('fenced');
    expect(w.state.planned).toEqual([]);
    expect(w.state.metered).toEqual([USAGE]);
  });

  test('INV6: a message that arrives while the model composes supersedes the answer', async () => {
    w.state.script = [
      () => {
        w.state.head = { ...HEAD, burstKey: 'm#2', agentDue: { burstKey: 'm#2', atMs: NOW, sinceMs: NOW } };
        return says('全包 899 元/㎡起。');
      },
    ];
    expect(await w.run()).toBe('superseded');
    expect(w.state.planned).toEqual([]);
  });

  test('a conversation that is gone', async () => {
    w.state.head = undefined;
    expect(await w.run()).toBe('gone');
  });
});
