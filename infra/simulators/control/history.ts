import * as z from 'zod';
import { Conversation, Customer, Message } from '../core/model.ts';
import type { Post } from './acts.ts';

const Thread = z.object({ customer: Customer, conversation: Conversation, messages: z.array(Message) });
const History = z.object({ threads: z.array(Thread).max(1_000) });

/**
 * Lets a twin remember conversations that happened before it started (demo data). Nothing is pushed and nothing is
 * judged; a conversation that the twin already knows stays as it is.
 */
export function mountHistory(post: Post): void {
  post('history', History, (twin, { threads }) => {
    const fresh = threads.filter(({ conversation }) => !twin.world.existing(conversation));
    for (const { customer, conversation, messages } of fresh) {
      twin.world.saveCustomer(customer);
      for (const message of messages) twin.world.add(message);
      twin.world.save(conversation);
    }
    return { remembered: fresh.length };
  });
}
