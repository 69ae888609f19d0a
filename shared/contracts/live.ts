import * as z from 'zod';
import { AccountView, NoticeView } from './company-views.ts';
import { JobView } from './job-routes.ts';
import { Id } from './route.ts';
import { ConversationView, CustomerView, LeadView, ThreadItem } from './views.ts';

/** Server → console over the WebSocket. Every message is an upsert by id or key: applying one twice changes nothing. */
export const LiveMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('conversation'), conversation: ConversationView }),
  z.object({
    type: z.literal('items'),
    conversationId: z.string(),
    items: z.array(ThreadItem),
    /**
     * Keys of lines that are not shown any more: answers that a newer message overtook. One that begins with `#` is the
     * end of a key: what turned out to be the echo of a message of ours.
     */
    gone: z.array(z.string()).optional(),
  }),
  z.object({ type: z.literal('customer'), customer: CustomerView }),
  z.object({ type: z.literal('lead'), lead: LeadView }),
  z.object({ type: z.literal('notice'), notice: NoticeView }),
  /** A2, A5: an account was hosted, changed, or lost or found its right. */
  z.object({ type: z.literal('account'), account: AccountView }),
  z.object({ type: z.literal('job'), job: JobView }),
  /** X1: the conversation was given to somebody else, and this member sees own ones only. */
  z.object({ type: z.literal('conversation-gone'), conversationId: z.string(), memberId: z.string() }),
  /** I5: who looks at this conversation now; a whole list each time. */
  z.object({
    type: z.literal('presence'),
    conversationId: z.string(),
    members: z.array(z.object({ memberId: z.string(), name: z.string(), untilMs: z.number().int() })),
  }),
  /** I5: a colleague is writing here, until then unless told again. */
  z.object({
    type: z.literal('typing'),
    conversationId: z.string(),
    memberId: z.string(),
    name: z.string(),
    untilMs: z.number().int(),
  }),
  /** Something could not be told: the console loads what it shows once more (INV17). */
  z.object({ type: z.literal('resync') }),
  z.object({ type: z.literal('pong'), nowMs: z.number().int() }),
]);
export type LiveMessage = z.infer<typeof LiveMessage>;

/** Console → server. */
export const LiveCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ping') }),
  /** I5: this console shows the conversation; said again each minute. */
  z.object({ type: z.literal('watch'), conversationId: Id }),
  z.object({ type: z.literal('leave'), conversationId: Id }),
  z.object({ type: z.literal('typing'), conversationId: Id }),
]);
export type LiveCommand = z.infer<typeof LiveCommand>;
