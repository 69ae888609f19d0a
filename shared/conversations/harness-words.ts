import type { createWorld } from './harness.ts';
import type { MessageBody } from './model.ts';
import { planMessage } from './plan-message.ts';

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

/** A person's text, planned as the console plans it. */
export const planText = (world: ReturnType<typeof createWorld>, words = '您好', messageId = 'operator-0001') =>
  planMessage(world.deps, { ...world.key, messageId, body: text(words), sender: 'operator', senderId: 'u1' });
