import * as z from 'zod';
import { ConversationView, CustomerView, LeadView, NoticeView, ThreadItem } from './views.ts';

/** Server → console over the WebSocket. Every message is an upsert by id or key: applying one twice changes nothing. */
export const LiveMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('conversation'), conversation: ConversationView }),
  z.object({ type: z.literal('items'), conversationId: z.string(), items: z.array(ThreadItem) }),
  z.object({ type: z.literal('customer'), customer: CustomerView }),
  z.object({ type: z.literal('lead'), lead: LeadView }),
  z.object({ type: z.literal('notice'), notice: NoticeView }),
  z.object({ type: z.literal('pong'), nowMs: z.number().int() }),
]);
export type LiveMessage = z.infer<typeof LiveMessage>;

/** Console → server. */
export const LiveCommand = z.discriminatedUnion('type', [z.object({ type: z.literal('ping') })]);
export type LiveCommand = z.infer<typeof LiveCommand>;
