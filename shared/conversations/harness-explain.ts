import type { createWorld } from './harness.ts';
import { answerWith } from './harness-words.ts';
import { planMessage } from './plan-message.ts';

export type World = ReturnType<typeof createWorld>;

export const TEXT = { type: 'text', text: '您好' } as const;

export const plan = (world: World, changes: Partial<Parameters<typeof planMessage>[1]> = {}) =>
  planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body: TEXT,
    sender: 'operator',
    senderId: 'u1',
    hold: true,
    ...changes,
  });

export const answerOf = (world: World) => answerWith(world, [TEXT]);

export const speak = (world: World) => world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
