import * as z from 'zod';

/** Queue bodies carry ids only: no text, no phone (INV16). A job names a conversation; the table says what is owed. */

const ConversationKey = z.object({ tenantId: z.string(), conversationId: z.string() });

/** Outbound queue → sender: send whatever is planned in this conversation, in order. Repeats are harmless. */
export const OutboundJob = ConversationKey.extend({
  messageId: z.string().optional(),
  /** Where the search for planned rows may begin: saves the sender a read. */
  fromMs: z.number().int().optional(),
});
export type OutboundJob = z.infer<typeof OutboundJob>;

/** Agent queue → agent: answer the burst that ended with this event (G9). A newer burst makes it a no-op. */
export const AgentJob = ConversationKey.extend({ burstKey: z.string() });
export type AgentJob = z.infer<typeof AgentJob>;

/**
 * Timers queue → timers. `sweep` finds owed work that no queue remembers; `refresh-tokens` renews authorisations (A2),
 * `index-search` brings the search index up to now (I7). Each kind has a run of its own: none takes another's minute.
 */
export const TimerJob = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sweep') }),
  z.object({ kind: z.literal('refresh-tokens') }),
  /** SEC31: closes what the audit logs had since. */
  z.object({ kind: z.literal('seal-audit') }),
  z.object({ kind: z.literal('index-search') }),
  /** I1: who waits without standing in the list of those who wait. */
  z.object({ kind: z.literal('mend-waits') }),
  /** A1, M3: accounts not asked about for a day. */
  z.object({ kind: z.literal('look-after') }),
  /** A5: authorisations about to end. */
  z.object({ kind: z.literal('foretell-ends') }),
  /** A1, M3: the platform is asked what it holds for an account, or why it refuses it. */
  z.object({
    kind: z.literal('look-after-account'),
    tenantId: z.string(),
    accountId: z.string(),
    refused: z.literal(true).exactOptional(),
  }),
  /** Some more pages of a job over many customers (K1). */
  z.object({ kind: z.literal('job'), tenantId: z.string(), jobId: z.string() }),
]);
export type TimerJob = z.infer<typeof TimerJob>;

/** `eventId` and `atMs` come from the stored fact, so that a repeated event has the same. */
const Happened = ConversationKey.extend({ eventId: z.string(), atMs: z.number().int() });

/** Event bus details: `source` is `miaohong`, `detail-type` the kind. Ids only. */
export const BusEvent = z.discriminatedUnion('kind', [
  Happened.extend({ kind: z.literal('agent.handed-over'), reason: z.string() }),
  Happened.extend({ kind: z.literal('lead.captured'), leadId: z.string() }),
  /** I5: nobody answers it by itself, and nobody has it. */
  Happened.extend({ kind: z.literal('conversation.waiting') }),
]);
export type BusEvent = z.infer<typeof BusEvent>;
