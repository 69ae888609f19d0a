import { expect, test } from 'vitest';
import { BURST_MS } from '../agents/answer-burst.ts';
import type { SendOutcome } from '../platforms/platform.ts';
import { agentConversations } from './agent-conversations.ts';
import { applyEvents } from './apply-events.ts';
import { pumpConversation } from './gate.ts';
import { account, createWorld, START_MS, WITH_AGENT } from './harness.ts';
import { planText, text } from './harness-words.ts';
import type { MessageBody } from './model.ts';
import { handBack, takeOver } from './operate.ts';
import { planMessage } from './plan-message.ts';
import { STALE_AFTER_MS } from './rules-apply-context.ts';
import type { LoggedEvent } from './store-event-items.ts';
import { AGENT_FORGOTTEN_MS, sweep } from './sweep.ts';

/** Meetings that seeds of the simulation found: each lost or repeated something before. */

async function asked() {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: text('多少钱') }));
  world.nowMs += 2_000;
  const answer = (value: string) => {
    const { burstKey = '', epoch } = world.head();
    const reply = { ...world.key, accountId: 'dy_account1', burstKey, epoch, agentId: 'g1', tags: [] };
    return { ...reply, bodies: [text(value)] };
  };
  return { world, agents: agentConversations(world.deps), answer };
}

const planned = (world: ReturnType<typeof createWorld>, messageId: string, body: MessageBody) =>
  planMessage(world.deps, { ...world.key, messageId, body, sender: 'operator', senderId: 'u1' });

test('G8: after a hand-back the burst is answered although an answer to it was fenced', async () => {
  const { world, agents, answer } = await asked();
  await agents.plan(answer('第一稿'));
  await takeOver(world.deps, world.key);
  await handBack(world.deps, world.key);
  await pumpConversation(world.deps, world.key);
  expect(world.head().agentDue).toBeDefined();
  expect((await agents.read(world.key, 10))?.conversation.agentDue).toBeDefined();
  expect(await agents.plan(answer('第二稿'))).toBe('planned');
  await pumpConversation(world.deps, world.key);
  expect(world.texts()).toEqual(['第二稿']);
  expect(world.head()).not.toHaveProperty('agentDue');
});

test('INV4: an answer planned while a person’s message is in flight is settled by whoever sends', async () => {
  const { world, agents, answer } = await asked();
  const late = answer('晚了');
  await planText(world);
  // A look of the sender at this moment owes the head nothing new: it reads rows from the burst on already.
  world.answers.push(async () => {
    await agents.plan(late);
    expect(await pumpConversation(world.deps, { ...world.key, fromMs: world.nowMs - 2_000 })).toBe('busy');
    return { kind: 'sent', platformMessageId: 'p1' };
  });
  await pumpConversation(world.deps, world.key);
  expect(world.messages().map(({ state }) => state)).toEqual(['cancelled', 'sent']);
  expect(world.head()).not.toHaveProperty('outbound');
});

test('F13: a run frozen past its time applies nothing', async () => {
  const world = createWorld(account('douyin'));
  const spoke = await world.stored(world.event('message', { body: text('在吗') }), world.nowMs);
  const frozen = {
    ...world.deps,
    table: {
      ...world.deps.table,
      get: async (...given: Parameters<typeof world.deps.table.get>) => {
        world.nowMs += 31_000;
        return world.deps.table.get(...given);
      },
    },
  };
  await expect(applyEvents(frozen, world.key, [spoke])).rejects.toMatchObject({ code: 'conversation.too-late' });
  expect(() => world.head()).toThrow('no conversation');
});

test('G9: of two runs that answer one burst, the one that hands over leaves nothing for the other to send', async () => {
  const { world, agents, answer } = await asked();
  const other = answer('可以的');
  expect(await agents.plan({ ...answer(''), bodies: [], handOver: 'model.cut' })).toBe('planned');
  expect(await agents.plan(other)).toBe('answered');
  await pumpConversation(world.deps, world.key);
  expect(world.texts()).toEqual([]);
  expect(world.messages().map(({ kind }) => kind)).toEqual(['handed-over']);
});

test('G9: of two runs that answer one burst, the slower does not hand over what was answered', async () => {
  const { world, agents, answer } = await asked();
  expect(await agents.plan(answer('可以的'))).toBe('planned');
  expect(await agents.plan({ ...answer(''), bodies: [], handOver: 'model.cut' })).toBe('answered');
  expect(world.head()).not.toHaveProperty('handedOver');
});

test('INV6: the answer to a message that came late stands after the answer that had left', async () => {
  const { world, agents, answer } = await asked();
  await agents.plan({ ...answer(''), bodies: [text('第一句'), text('第二句')] });
  await pumpConversation(world.deps, { ...world.key, fromMs: START_MS });
  await world.apply(world.event('message', { body: text('早先说的'), occurredAtMs: START_MS - 60_000 }));
  world.nowMs += 2_000;
  await agents.plan(answer('第三句'));
  await pumpConversation(world.deps, { ...world.key, fromMs: START_MS });
  expect(world.texts()).toEqual(['第一句', '第二句', '第三句']);
  expect(world.messages().map(({ body }) => body)).toEqual([text('第一句'), text('第二句'), text('第三句')]);
});

test('F23: a stream that begins again far back changes nothing, however much came since', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  const said: LoggedEvent[] = [];
  for (let at = 0; at < 12; at++) {
    said.push(await world.stored(world.event('message', { body: text(`第${at}句`) }), world.nowMs));
    await applyEvents(world.deps, world.key, said.slice(-1));
    world.nowMs += 2 * 60_000;
  }
  const before = world.head();
  expect(before.unread).toBe(12);
  for (const event of said) await applyEvents(world.deps, world.key, [event]);
  expect(world.head()).toEqual(before);
});

test('COST10: no model is asked again while the first answer may still be composed', async () => {
  const { world } = await asked();
  const atMs = world.head().agentDue?.atMs ?? 0;
  const asks: object[] = [];
  const sweepAt = async (nowMs: number): Promise<number> => {
    world.nowMs = nowMs;
    await sweep({ ...world.deps, outbound: async () => undefined, agent: async (jobs) => void asks.push(...jobs) });
    return asks.length;
  };
  expect(await sweepAt(atMs + 45_000)).toBe(0);
  expect(await sweepAt(atMs + 75_000)).toBe(1);
  expect(BURST_MS).toBeLessThan(AGENT_FORGOTTEN_MS);
});

test('INV17: a recall is remembered as seen, so that consoles are told of it', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('说错了'), eventId: 'said-1' }));
  const { version, seen } = world.head();
  await world.apply(world.event('recalled', { eventId: 'said-1' }));
  expect(world.head().version).toBe(version + 1);
  expect(world.head().seen).toHaveLength(seen.length + 1);
});

test('G8, F37: a token is refused and a person takes over while it is renewed: the welcome does not leave', async () => {
  const world = createWorld(account('douyin', { welcome: ['您好'] }));
  await world.apply(world.event('entered', {}));
  world.answers.push({ kind: 'failed', class: 'authorization', code: '28001008' });
  const living = world.deps.access;
  const access = {
    ...living,
    access: async (...asked: Parameters<typeof living.access>) => {
      if (asked[2]?.forceRefresh === true) await takeOver(world.deps, world.key);
      return living.access(...asked);
    },
  };
  await pumpConversation({ ...world.deps, access }, world.key);
  expect(world.sent).toHaveLength(1); // the call that was refused
  expect(world.messages().map(({ state }) => state)).toEqual(['cancelled']);
  expect(world.head().inFlight).toBeUndefined();
});

test('INV4, G9: a message that comes very late renames the burst, and the answer that is owed goes by the new name', async () => {
  const { world, agents } = await asked();
  const late = world.event('message', { body: text('还有吗'), occurredAtMs: world.nowMs - 1_000 });
  await applyEvents(world.deps, world.key, [await world.stored(late, world.nowMs + STALE_AFTER_MS + 1)]);
  const { burstKey, agentDue } = world.head();
  expect(agentDue?.burstKey).toBe(burstKey);
  expect((await agents.read(world.key, 20))?.conversation.agentDue?.burstKey).toBe(burstKey);
});

test('INV4, F30: a sender whose clock is ahead does not call expired what another is sending', async () => {
  const world = createWorld(account('douyin', { welcome: ['您好'] }));
  await world.apply(world.event('entered', {}));
  const [called, answer] = [Promise.withResolvers<undefined>(), Promise.withResolvers<SendOutcome>()];
  world.answers.push(() => {
    called.resolve(undefined);
    return answer.promise;
  });
  // It reads; then the other claims and calls; then it decides by its own clock, which is past the deadline.
  let other: Promise<unknown> | undefined;
  const accounts = {
    load: async (...given: Parameters<typeof world.deps.accounts.load>) => {
      if (!other) {
        other = pumpConversation(world.deps, world.key);
        await called.promise;
      }
      return world.deps.accounts.load(...given);
    },
  };
  await pumpConversation({ ...world.deps, accounts, clock: { now: () => world.nowMs + 40_000 } }, world.key);
  answer.resolve({ kind: 'sent', platformMessageId: 'p1' });
  await other;
  expect(world.messages().map(({ state }) => state)).toEqual(['sent']);
});

test('INV4, F13: what a sender hears to wait after it was taken for dead is not held for ever', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  await planned(world, 'operator-0001', text('您好'));
  world.answers.push(async () => {
    world.nowMs += 10 * 60_000;
    await pumpConversation(world.deps, world.key);
    return { kind: 'failed', class: 'account', code: '28001016' };
  });
  await pumpConversation(world.deps, world.key);
  expect(world.messages().map(({ state }) => state)).toEqual(['failed']);
});
