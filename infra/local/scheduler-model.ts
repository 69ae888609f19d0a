import * as z from 'zod';

/** The wire shapes of EventBridge Scheduler that this runtime understands; times are epoch seconds on the wire. */

export const Name = z.string().regex(/^[0-9a-zA-Z\-_.]{1,64}$/);

const RetryPolicy = z.object({
  MaximumRetryAttempts: z.coerce.number().int().min(0).max(185).optional(),
  MaximumEventAgeInSeconds: z.coerce.number().int().min(60).max(86_400).optional(),
});

export const Target = z.object({
  Arn: z.string().min(1).max(1600),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  RetryPolicy: RetryPolicy.optional(),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  SqsParameters: z.object({ MessageGroupId: z.string().optional() }).optional(),
});

/** Seconds on the wire, ISO 8601 text in a template. */
const Instant = z.union([z.number(), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text) / 1000)]);

/** What a schedule is, without its name and group. */
export const Definition = z.object({
  ScheduleExpression: z.string().min(1).max(256),
  ScheduleExpressionTimezone: z.string().min(1).max(50).default('UTC'),
  StartDate: Instant.optional(),
  EndDate: Instant.optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Description: z.string().max(512).optional(),
  /** Kept and answered, but this runtime always fires at the exact time. */
  FlexibleTimeWindow: z.object({ Mode: z.enum(['OFF', 'FLEXIBLE']), MaximumWindowInMinutes: z.number().optional() }),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  Target,
});
export type Definition = z.output<typeof Definition>;

export const WriteBody = Definition.extend({ GroupName: z.string().optional(), ClientToken: z.string().optional() });

export interface Schedule {
  readonly group: string;
  readonly name: string;
  readonly definition: Definition;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
}

export const DEFAULT_GROUP = 'default';
/** EventBridge Scheduler's own defaults. */
export const DEFAULT_RETRIES = 185;
export const DEFAULT_AGE_SECONDS = 86_400;
