import type { createWorld } from './harness.ts';
import type { MessageBody } from './model.ts';

export const text = (value: string): MessageBody => ({ type: 'text', text: value });

/** What an agent plans as its answer to the burst of now. */
export const answerWith = (world: ReturnType<typeof createWorld>, bodies: MessageBody[]) => ({
  ...world.key,
  accountId: 'dy_account1',
  burstKey: world.head().burstKey ?? '',
  epoch: world.head().epoch,
  agentId: 'g1',
  bodies,
  tags: [],
});
