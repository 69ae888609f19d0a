import { expect, test } from 'vitest';
import { agentConversations } from './agent-conversations.ts';
import { explainMessage } from './explain.ts';
import { pumpConversation } from './gate.ts';
import { account, createWorld, WITH_AGENT } from './harness.ts';
import { answerOf, plan, speak, type World } from './harness-explain.ts';
import { cancelMessage } from './held.ts';
import { takeOver } from './operate.ts';
import { planMessage } from './plan-message.ts';

const TEXTS = ['欢迎', '想装什么户型？', '留个电话吧'];

/** How a message ends without the windows saying so, and what its trace tells of it. */
const ENDS: readonly (readonly [string, string, unknown, (world: World) => Promise<void>])[] = [
  [
    'G8 takeover.fenced',
    'cancelled',
    { epoch: 1 },
    async (world) => {
      await speak(world);
      await agentConversations(world.deps).plan(answerOf(world));
      await takeOver(world.deps, world.key);
    },
  ],
  [
    'G9 burst.superseded',
    'cancelled',
    { burstKey: expect.stringMatching(/./) as unknown },
    async (world) => {
      await speak(world);
      await agentConversations(world.deps).plan(answerOf(world));
      world.nowMs += 1_000;
      await speak(world);
    },
  ],
  [
    'W8 deadline.passed',
    'expired',
    undefined,
    async (world) => {
      await speak(world);
      await plan(world);
      world.nowMs += 24 * 3_600_000;
    },
  ],
  [
    'A4 account.unhosted',
    'cancelled',
    { account: 'gone' },
    async (world) => {
      await speak(world);
      await plan(world);
      world.account = undefined;
    },
  ],
  [
    'A5 account.needs-authorization',
    'held',
    { account: 'needs-authorization' },
    async (world) => {
      // It was held for its window before.
      await world.apply(world.event('entered'));
      world.nowMs += 60_000;
      await plan(world);
      await world.drain();
      world.account = account('douyin', { status: 'needs-authorization' });
      await pumpConversation(world.deps, world.key);
    },
  ],
  [
    'I7 schedule.later',
    'held',
    undefined,
    async (world) => {
      await speak(world);
      await plan(world, { sendAtMs: world.nowMs + 3_600_000 });
    },
  ],
  [
    'W8 order.behind-held',
    'held',
    { obstacle: 'order.behind-held' },
    async (world) => {
      await world.apply(world.event('entered'));
      world.nowMs += 60_000;
      await plan(world, { messageId: 'operator-0000' });
      await world.drain();
      world.answers.push({ kind: 'failed', class: 'account', code: '28001018' });
      await speak(world);
      await plan(world);
    },
  ],
  [
    'W8 message.cancelled',
    'cancelled',
    { obstacle: 'message.cancelled' },
    async (world) => {
      await speak(world);
      await plan(world);
      await cancelMessage(world.deps, { ...world.key, messageId: 'operator-0001' });
    },
  ],
];

test('Z1: every decision kept with a message is judged again to the same verdict', async () => {
  for (const platform of ['douyin', 'xiaohongshu'] as const) {
    const world = createWorld(account(platform, { welcome: TEXTS, highWeight: true }));
    await world.apply(world.event('entered'));
    await world.drain();
    const body = { type: 'text', text: '您好' } as const;
    const plan = (messageId: string) =>
      planMessage(world.deps, { ...world.key, messageId, body, sender: 'operator', senderId: 'u1', hold: true });
    world.nowMs += 31_000;
    await plan('operator-0001');
    await world.drain();
    world.nowMs += 1_000;
    await world.apply(world.event('message', { body }));
    await world.drain();
    await plan('operator-0002');
    await world.drain();
    const messages = world.messages();
    expect(messages.length).toBeGreaterThanOrEqual(4);
    for (const { messageId, atMs } of messages) {
      const { again, trace } = await explainMessage(world.deps, { ...world.key, messageId, placeMs: atMs });
      expect(again).toEqual({ verdict: trace.verdict, equal: true, intact: true, pack: 'same' });
    }
  }
});

test.each(ENDS)(
  'Z1: %s is kept with rule and facts, and judged again to the same',
  async (reason, state, gate, act) => {
    const world = createWorld(account('douyin', WITH_AGENT));
    await act(world);
    await world.drain();
    const ended = world.messages().find((one) => reason.endsWith(` ${one.failure?.code}`));
    expect(ended?.state).toBe(state);
    const { trace, basis, again } = await explainMessage(world.deps, {
      ...world.key,
      messageId: ended?.messageId ?? '',
    });
    expect(`${trace.rule} ${trace.verdict.kind === 'refused' && trace.verdict.code}`).toBe(reason);
    expect(basis.gate).toEqual(gate);
    expect(again).toMatchObject({ verdict: trace.verdict, equal: true, intact: true, pack: 'same' });
  },
);

test('Z1: where something else decided, what the windows said then is told beside it', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('entered'));
  world.nowMs += 60_000;
  await plan(world);
  await cancelMessage(world.deps, { ...world.key, messageId: 'operator-0001' });
  const { again } = await explainMessage(world.deps, { ...world.key, messageId: 'operator-0001' });
  expect(again).toMatchObject({
    verdict: { code: 'message.cancelled' },
    windows: { kind: 'refused', rule: 'W3', code: 'window.closed' },
  });
});
