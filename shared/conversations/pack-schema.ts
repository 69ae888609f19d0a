import * as z from 'zod';
import { AccountKind, ContentType } from './model.ts';

/**
 * A platform's rules as dated data (W12, C1): what the engine of rules-windows.ts interprets. A platform joins with a
 * pack and no change of the engine. Durations are milliseconds here and `24h` where people write and read them
 * (pack-durations.ts), money is yuan, days are those of `dayUtcOffsetMinutes`.
 */

/** Why a figure is believed that no page of the platform states; absent = one does. Shown to people, read by no rule. */
const Assumption = z.strictObject({ 'zh-CN': z.string().min(1), en: z.string().min(1) }).optional();

/** `mutual`: only while customer and account follow each other. */
const Right = z.enum(['yes', 'no', 'mutual']);
const Capability = z.strictObject({ receive: Right, send: Right, assumed: Assumption });
const byKind = <T extends z.ZodType>(value: T) => z.record(AccountKind, value);
const durationMs = z.number().int().positive();

/** Every message of the customer opens it anew. */
export const ReplyWindow = z.strictObject({
  assumed: Assumption,
  grant: z.literal('reply'),
  rule: z.string(),
  kinds: z.array(AccountKind).min(1),
  /** Null = from then on, for good. */
  lengthMs: durationMs.nullable(),
  /** Messages until the customer speaks again; null = no cap. */
  max: z.number().int().positive().nullable(),
});

/** Opening the message page grants a few messages for a moment, a few times a day. */
export const EntryWindow = z.strictObject({
  assumed: Assumption,
  grant: z.literal('entry'),
  rule: z.string(),
  kinds: z.array(AccountKind).min(1),
  lengthMs: durationMs,
  max: z.number().int().positive(),
  perDay: z.number().int().positive(),
  /** From the last entry that granted; exactly this long after it grants again. */
  spacingMs: durationMs,
});

const Step = z.strictObject({ content: z.enum(['text', 'any']), needsHighWeight: z.boolean() });

/** The first time the customer opens the page and never had a message: single steps until they speak. */
export const FirstContactWindow = z.strictObject({
  assumed: Assumption,
  grant: z.literal('first-contact'),
  rule: z.string(),
  kinds: z.array(AccountKind).min(1),
  /** From the entry: before it the first list of steps applies, from it on the second. */
  edgeMs: durationMs,
  beforeEdge: z.array(Step),
  afterEdge: z.array(Step),
  /** Rule that lifts the number for followers of the account; null = none does. */
  followersRule: z.string().nullable(),
});

/** The customer allowed messages of the account's own accord: one touch a calendar day. */
export const ProactiveWindow = z.strictObject({
  assumed: Assumption,
  grant: z.literal('proactive'),
  rule: z.string(),
  kinds: z.array(AccountKind).min(1),
  /** Messages of a touch. */
  max: z.number().int().positive(),
  /** A touch is over this long after its first message, and at midnight. */
  touchMs: durationMs,
});

/** A comment that shows intent: one text that quotes it. */
export const CommentWindow = z.strictObject({
  assumed: Assumption,
  grant: z.literal('comment'),
  rule: z.string(),
  kinds: z.array(AccountKind).min(1),
  /** From the comment on. */
  lengthMs: durationMs,
});

/** How fast may be sent where the platform has a limit or has said "too fast" (rules-pace.ts). Rates are per second. */
export const PaceLimits = z.strictObject({
  /** What the platform's pages state: at most so many messages in any stretch so long. Null = they state nothing. */
  limit: z.strictObject({ max: z.number().int().positive(), perMs: durationMs }).nullable(),
  /** Begins here once the platform said "too fast", and halves with every repeat, down to the floor. */
  startPerSecond: z.number().positive(),
  floorPerSecond: z.number().positive(),
  /** Grows by this much for every such stretch without that answer … */
  stepPerSecond: z.number().positive(),
  stepMs: durationMs,
  /** … and once it is this fast nothing but the limit holds back any more. */
  openPerSecond: z.number().positive(),
});
export type PaceLimits = z.infer<typeof PaceLimits>;

export const RulePack = z.strictObject({
  id: z.string().min(1),
  platform: z.string().min(1),
  /** First day it applies, in the pack's own days. */
  effectiveFrom: z.iso.date(),
  dayUtcOffsetMinutes: z.number().int(),
  /** W13: nothing is handed to a platform in the last stretch of a timed grant. */
  marginMs: z.number().int().min(0),
  capabilities: byKind(z.record(ContentType, Capability)),
  /** In order of preference: the first that is open is used. */
  windows: z
    .array(
      z.discriminatedUnion('grant', [ReplyWindow, EntryWindow, FirstContactWindow, ProactiveWindow, CommentWindow]),
    )
    .min(1),
  /** Rule named when no window is open, and when the platform closed it. */
  closedRule: z.string(),
  closedByPlatformRule: z.string(),
  /** A3: least lead-ad spend of the last 30 days; 0 = no gate. */
  minAdSpend30dYuan: byKind(z.number().min(0)),
  intentCommentsMinAdSpend30dYuan: z.number().min(0),
  /** How long an own message can be recalled; null = no limit is known. */
  recallWithinMs: durationMs.nullable(),
  textMaxChars: z.number().int().positive(),
  pace: z.strictObject({ account: PaceLimits, application: PaceLimits, assumed: Assumption }),
});
export type RulePack = z.infer<typeof RulePack>;
export type Window = RulePack['windows'][number];

export const RECEIVE_AND_SEND = { receive: 'yes', send: 'yes' } as const;
export const RECEIVE_ONLY = { receive: 'yes', send: 'no' } as const;
export const SEND_ONLY = { receive: 'no', send: 'yes' } as const;
export const MUTUAL_BOTH = { receive: 'mutual', send: 'mutual' } as const;
export const MUTUAL_RECEIVE = { receive: 'mutual', send: 'no' } as const;
export const NEITHER = { receive: 'no', send: 'no' } as const;
