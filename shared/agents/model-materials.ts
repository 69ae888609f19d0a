import * as z from 'zod';

/** A base or combined material shared in the tenant, or a card that a platform holds for an account (M3). */
export const AgentMaterial = z.strictObject({
  kind: z.enum(['material', 'card']),
  id: z.string().min(1).max(80),
  /** Cards: the account it was chosen at; whichever account holds it sends it (M4). Choices of before have none. */
  accountId: z.string().min(1).max(80).exactOptional(),
  /** When it fits, in the supervisor's words; empty = the model goes by its name. */
  when: z.string().trim().max(200),
});
export type AgentMaterial = z.infer<typeof AgentMaterial>;
