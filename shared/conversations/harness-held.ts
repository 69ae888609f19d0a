import { agentConversations } from './agent-conversations.ts';
import { account, createWorld } from './harness.ts';
import { answerWith, text } from './harness-words.ts';
import type { MessageBody } from './model.ts';
import { planMessage } from './plan-message.ts';

export const HOUR_MS = 3_600_000;

export type World = ReturnType<typeof createWorld>;

export const plan = (world: World, messageId: string, body: MessageBody, hold = true) =>
  planMessage(world.deps, { ...world.key, messageId, body, sender: 'operator', senderId: 'u1', hold });

/** A Douyin conversation whose reply window closed an hour ago, with these texts held. */
export async function holding(...texts: string[]): Promise<World> {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.nowMs += 25 * HOUR_MS;
  for (const [at, value] of texts.entries()) await plan(world, `operator-000${at + 1}`, text(value));
  await world.drain();
  return world;
}

export const states = (world: World) => world.messages().map(({ state }) => state);

/** Lets something happen right before the next transaction of a sender. */
export function interceptable(world: World) {
  let before: (() => Promise<void>) | undefined;
  return {
    commitHeadOnce: (act: () => Promise<void>) => {
      before = act;
    },
    put: async (writes: Parameters<World['table']['putAll']>[0]) => {
      const act = before;
      before = undefined;
      await act?.();
      return world.table.putAll(writes);
    },
  };
}

export async function answer(world: World, value: string): Promise<void> {
  await agentConversations(world.deps).plan(answerWith(world, [text(value)]));
  await world.drain();
}
