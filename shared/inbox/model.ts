import * as z from 'zod';

/** How work finds its people (I5). */
export const AssignmentMode = z.enum(['by-hand', 'round-robin', 'by-load']);
export type AssignmentMode = z.infer<typeof AssignmentMode>;

/** The rule of a tenant, or of one account in its stead. */
export const AssignmentRule = z.strictObject({
  mode: AssignmentMode,
  /** Who takes part; empty = everybody who may answer. */
  memberIds: z.array(z.string().min(1).max(128)).max(200),
  /** Only whose console is open gets work. */
  onlineOnly: z.boolean(),
  /** Who has this many open conversations gets no more; absent = no bound. */
  maxEach: z.number().int().min(1).max(500).optional(),
  /** Whoever is gone this long gives back what waits for an answer; absent = never. */
  returnAfterMinutes: z.number().int().min(1).max(1_440).optional(),
});
export type AssignmentRule = z.infer<typeof AssignmentRule>;

export const AssignmentRules = z.object({
  tenant: AssignmentRule,
  /** By account id: these go another way than the tenant. */
  accounts: z.record(z.string().min(1).max(128), AssignmentRule),
});
export type AssignmentRules = z.infer<typeof AssignmentRules>;

/** One thing a macro does. Each at most once; in this order whatever order they were written in. */
export const MacroSteps = z.object({
  /** A reply; passes the gate like any other. */
  text: z.string().trim().min(1).max(1000).optional(),
  addTags: z.array(z.string().trim().min(1).max(30)).max(10).optional(),
  /** A member, whoever runs it, or nobody. */
  assignTo: z.union([z.literal('me'), z.literal('nobody'), z.string().min(1).max(128)]).optional(),
  snoozeMinutes: z.number().int().min(1).max(43_200).optional(),
  close: z.literal(true).optional(),
});
export type MacroSteps = z.infer<typeof MacroSteps>;

/** A quick reply or a macro: text alone is put into the composer, anything more runs at once (I7). */
export interface Macro {
  readonly tenantId: string;
  readonly macroId: string;
  readonly name: string;
  /** Typed after the slash. */
  readonly shortcut: string;
  readonly steps: MacroSteps;
  /** Whose alone it is; absent = everybody's. */
  readonly ownerId?: string;
  readonly updatedAtMs: number;
}
