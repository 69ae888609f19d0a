import { expect, test } from 'vitest';
import type { RowTable } from '../runtime/row-table.ts';
import { agentConversations } from './agent-conversations.ts';
import { applyEvents } from './apply-events.ts';
import { pumpConversation } from './gate.ts';
import { account, createWorld, WITH_AGENT } from './harness.ts';
import { text } from './harness-words.ts';
import { planMessage } from './plan-message.ts';
import type { GateDeps } from './ports.ts';
import { sweep } from './sweep.ts';

/**
 * One crash at every effect, before it happens and after it happened but before anyone heard: whoever repeats the work
 * must neither lose a message nor send one twice (INV3, INV4, INV6; faults F11, F12, F18).
 */

const KILLED = 'killed';
const FINAL = new Set(['sent', 'expired', 'cancelled', 'refused', 'failed', 'unknown']);

/** Lets `effect` number n fail, before or after it; counts how many there are. */
function faulty(deps: GateDeps, at: number, when: 'before' | 'after') {
  let count = 0;
  const guard = async <T>(effect: () => Promise<T>): Promise<T> => {
    const mine = ++count;
    if (mine === at && when === 'before') throw new Error(KILLED);
    const result = await effect();
    if (mine === at && when === 'after') throw new Error(KILLED);
    return result;
  };
  const { table, clients } = deps;
  const guarded: RowTable = {
    ...table,
    put: (write) => guard(() => table.put(write)),
    putAll: (writes) => guard(() => table.putAll(writes)),
  };
  const douyin = {
    ...clients.douyin,
    send: (request: Parameters<typeof clients.douyin.send>[0]) => guard(() => clients.douyin.send(request)),
  };
  return { deps: { ...deps, table: guarded, clients: { ...clients, douyin } }, effects: () => count };
}

const survived = async (step: Promise<unknown>): Promise<void> => {
  await step.catch((error: unknown) => {
    if (!(error instanceof Error) || error.message !== KILLED) throw error;
  });
};

async function answeredConversation(at: number, when: 'before' | 'after') {
  const world = createWorld(account('douyin', { ...WITH_AGENT, welcome: ['欢迎', '想装什么户型？'] }));
  const { deps, effects } = faulty(world.deps, at, when);
  /** Every step is done at least twice, as queues and streams do, and again after a crash. */
  const repeat = async (step: () => Promise<unknown>): Promise<void> => {
    for (let time = 0; time < 3; time++) await survived(step());
  };

  const entered = await world.stored(world.event('entered'), world.nowMs);
  await repeat(() => applyEvents(deps, world.key, [entered]));
  await repeat(() => pumpConversation(deps, world.key));
  world.nowMs += 5_000;
  const spoke = await world.stored(world.event('message', { body: text('九十平') }), world.nowMs);
  await repeat(() => applyEvents(deps, world.key, [spoke]));
  const { burstKey = '', epoch } = world.head();
  const agents = agentConversations(deps);
  const answer = {
    ...world.key,
    accountId: 'dy_account1',
    burstKey,
    epoch,
    agentId: 'g1',
    bodies: [text('一'), text('二')],
    tags: [],
  };
  await repeat(() => agents.plan(answer));
  await repeat(() => pumpConversation(deps, world.key));
  world.nowMs += 31_000;
  const command = {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  } as const;
  await repeat(() => planMessage(deps, command));
  await repeat(() => pumpConversation(deps, world.key));
  for (let minute = 0; minute < 12; minute++) {
    world.nowMs += 60_000;
    const outbound = async (jobs: readonly { tenantId: string; conversationId: string }[]): Promise<void> => {
      for (const job of jobs) await survived(pumpConversation(deps, job));
    };
    await sweep({ ...deps, outbound, agent: async () => undefined });
  }
  return { world, effects: effects() };
}

const whole = await answeredConversation(0, 'before');

test('without a crash everything leaves once, in order', () => {
  expect(whole.world.texts()).toEqual(['欢迎', '想装什么户型？', '一', '二', '您好']);
  expect(whole.effects).toBeGreaterThan(15);
});

const crashes = Array.from({ length: whole.effects }, (_, index) => index + 1).flatMap((at) => [
  { at, when: 'before' as const },
  { at, when: 'after' as const },
]);

test.each(crashes)(
  'Z3, INV3, INV4: a crash $when effect $at sends nothing twice and leaves nothing open',
  async ({ at, when }) => {
    const { world } = await answeredConversation(at, when);
    const sent = world.texts();
    expect(new Set(sent).size).toBe(sent.length);
    const order = ['欢迎', '想装什么户型？', '一', '二', '您好'];
    expect(sent).toEqual(order.filter((one) => sent.includes(one)));
    expect(world.messages()).toHaveLength(5);
    for (const message of world.messages()) {
      expect(FINAL).toContain(message.state);
      const body = message.body?.type === 'text' ? message.body.text : '';
      // Nothing is said to have been sent that was not, and nothing that may have been is said not to have been.
      if (message.state === 'sent') expect(sent).toContain(body);
      if (sent.includes(body)) expect(['sent', 'unknown']).toContain(message.state);
    }
    expect(world.messages().find(({ messageId }) => messageId === 'operator-0001')?.state).toMatch(/sent|unknown/);
    expect(world.head()).not.toHaveProperty('inFlight');
    expect(world.head()).not.toHaveProperty('outbound');
    expect(world.head().unread).toBe(0);
  },
);
