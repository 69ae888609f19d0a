import * as z from 'zod';

/** A base or combined material shared in the tenant, or a card that a platform holds for an account (M3). */
export const AgentMaterial = z.strictObject({
  kind: z.enum(['material', 'card']),
  id: z.string().min(1).max(80),
  /** When it fits, in the supervisor's words; empty = the model goes by its name. */
  when: z.string().trim().max(200),
});
export type AgentMaterial = z.infer<typeof AgentMaterial>;
