import { expect, test } from 'vitest';
import type { OutboundJob } from '../contracts/queues.ts';
import { Unavailable } from '../runtime/errors.ts';
import { pumpConversation } from './gate.ts';
import { account, createWorld, START_MS } from './harness.ts';
import { text } from './harness-words.ts';
import { planMessage } from './plan-message.ts';
import { sweep } from './sweep.ts';

type World = ReturnType<typeof createWorld>;

const say = (world: World, messageId: string) =>
  planMessage(world.deps, {
    ...world.key,
    messageId,
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  });

async function sweepOnce(world: World): Promise<void> {
  const found: OutboundJob[] = [];
  await sweep({ ...world.deps, outbound: async (jobs) => void found.push(...jobs), agent: async () => undefined });
  for (const job of found) await pumpConversation(world.deps, job);
}

test('F40: while nobody can renew a dead token the message waits; the platform took nothing, so nothing is unknown', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.answers.push({ kind: 'failed', class: 'authorization', code: '28001008' });
  const living = world.deps.access;
  let refusals = 1;
  const deps = {
    ...world.deps,
    access: {
      ...living,
      access: async (...asked: Parameters<typeof living.access>) => {
        if (asked[2]?.forceRefresh === true && refusals-- > 0) throw new Unavailable('authorization.busy', 'busy');
        return living.access(...asked);
      },
    },
  };
  await say(world, 'operator-0001');
  expect(await pumpConversation(deps, world.key)).toBe('later');
  expect(world.messages()[0]).toMatchObject({ state: 'planned' });
  expect(world.head().inFlight).toBeUndefined();
  world.nowMs += 1_000;
  await pumpConversation(deps, world.key);
  expect(world.messages()[0]).toMatchObject({ state: 'sent', platformMessageId: 'p2' });
});

test('W9, F5: an echo that came while the call hung proves the send, although the answer never came', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  await say(world, 'operator-0001');
  world.answers.push(async () => {
    await world.apply(world.event('echo', { eventId: 'server-1', body: text('您好'), sentByUs: true }));
    return { kind: 'unknown', code: 'http.cut' };
  });
  await world.drain();
  expect(world.messages()[0]).toMatchObject({ state: 'sent', platformMessageId: 'server-1' });
  expect(world.sent).toHaveLength(1);
});

test('W8: the sweeper finds a message that may leave now, although its wake-up was lost and it had been held', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.answers.push({ kind: 'failed', class: 'window', code: '28003070' });
  await say(world, 'operator-0001');
  await world.drain();
  expect(world.messages()[0]).toMatchObject({ state: 'held' });
  world.nowMs += 1_000;
  await world.apply(world.event('message', { body: text('还在吗') }));
  // The queue forgot the job that this message caused.
  world.nowMs = START_MS + 60_000;
  await sweepOnce(world);
  expect(world.messages()[0]).toMatchObject({ state: 'sent' });
});
