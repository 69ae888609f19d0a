import * as z from 'zod';
import { AccountKind } from '../conversations/model.ts';

/** Windows and decisions as consoles see them: what may be sent now, and why a message was or was not (section 4, Z1). */

/** The gate's answer (section 4): allowed until T with N left, or refused because R, next chance at T'. */
export const VerdictView = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('allowed'),
    rule: z.string(),
    /** Absent = no time limit. */
    untilMs: z.number().int().optional(),
    /** Absent = unlimited. */
    left: z.number().int().optional(),
  }),
  z.object({
    kind: z.literal('refused'),
    rule: z.string(),
    /** Dotted stable code; the console translates it. */
    code: z.string(),
    nextChanceMs: z.number().int().optional(),
  }),
]);
export type VerdictView = z.infer<typeof VerdictView>;

/** Facts the window engine needs; the console re-evaluates them every second with the sender's own engine. */
export const WindowFactsView = z.object({
  lastCustomerMessageAtMs: z.number().int().optional(),
  entries: z.array(z.object({ key: z.string(), atMs: z.number().int(), spent: z.number().int() })),
  firstEnteredAtMs: z.number().int().optional(),
  follows: z.boolean(),
  beforeSpeech: z.array(
    z.object({ atMs: z.number().int(), kind: z.enum(['text', 'other']), unproven: z.literal(true).optional() }),
  ),
  everSent: z.boolean(),
  firstSentAtMs: z.number().int().optional(),
  sentSinceCustomerMessage: z.number().int(),
  /** W3a: grants that rest on acts of the customer up to this instant are closed. */
  closedByPlatformAtMs: z.number().int().optional(),
  /** W3: the customer's consent to messages of the account's own accord, and its newest touch. */
  consent: z
    .object({
      atMs: z.number().int(),
      untilMs: z.number().int().optional(),
      touchAtMs: z.number().int().optional(),
      spent: z.number().int(),
    })
    .optional(),
  /** W7: intent comments that may be answered, by the id that a reply quotes. */
  comments: z
    .array(z.object({ id: z.string(), atMs: z.number().int(), repliedAtMs: z.number().int().optional() }))
    .optional(),
});
export type WindowFactsView = z.infer<typeof WindowFactsView>;

/** Why a message was or was not sent (Z1): what was decided, on what, and whether the engine still says the same. */
export const TraceView = z.object({
  pack: z.string(),
  rule: z.string(),
  verdict: VerdictView,
  decidedAtMs: z.number().int(),
  factsHash: z.string(),
  /** Fingerprint of what the pack said then (W12); absent in decisions older than its keeping. */
  packHash: z.string().optional(),
  facts: WindowFactsView,
  /** Absent = the tenant hosted no such account. */
  standing: z
    .object({
      kind: AccountKind,
      highWeight: z.boolean(),
      adSpend30dYuan: z.number(),
      mutualFollow: z.boolean(),
    })
    .optional(),
  /** What stood in the way beside the windows: another epoch (G8), another burst (G9), the account (A4, A5), an obstacle. */
  gate: z
    .object({
      epoch: z.number().int().optional(),
      burstKey: z.string().optional(),
      account: z.enum(['gone', 'unhosted', 'needs-authorization', 'awaiting-binding']).optional(),
      obstacle: z.string().optional(),
    })
    .optional(),
  reevaluation: z.object({
    verdict: VerdictView,
    /** The engine says today what it said then. */
    equal: z.boolean(),
    /** The stored facts are those that decided. */
    intact: z.boolean(),
    /** Whether the pack of that name still says what it said then. */
    pack: z.enum(['same', 'changed', 'unknown']),
    /** What matrix and windows say on these facts, where something else decided. */
    windows: VerdictView.optional(),
  }),
});
export type TraceView = z.infer<typeof TraceView>;
