import * as z from 'zod';
import { Source } from '../conversations/model.ts';
import { MAX_RANGE_DAYS, numberOfDay } from '../sources/rules-days.ts';
import { Day, SpendInput } from '../sources/rules-spend.ts';
import { MAX_SPENDS_AT_ONCE } from '../sources/rules-spend-bounds.ts';
import { JobId, JobView } from './job-routes.ts';
import { Id, type Route } from './route.ts';

const Count = z.number().int();

/** B1: how many customers came to each step; one counts once per step and account, ever. */
const Steps = { entered: Count, spoke: Count, contact: Count };
/** Spend that falls into the days asked for, in fen (1/100 CNY). */
const SpendFen = Count;

/** What one advertisement of a channel brought; without `adId`: whoever no advertisement was named for. */
export const AdFunnelView = z.object({
  adId: z.string().optional(),
  adName: z.string().optional(),
  ...Steps,
  spendFen: SpendFen,
});
export type AdFunnelView = z.infer<typeof AdFunnelView>;

/** Where customers came from and how far they went (K4). Days are of Asia/Shanghai. */
export const FunnelView = z.object({
  from: z.string(),
  to: z.string(),
  /** The funnel holds what had happened by then; absent = nobody has counted yet. */
  countedAtMs: Count.optional(),
  /** A counting under way, in accounts. */
  counting: z.object({ done: Count, total: Count }).optional(),
  total: z.object({ ...Steps, spendFen: SpendFen }),
  /** By channel, the one that brought most first; each with its advertisements. */
  sources: z.array(
    z.object({ channel: Source.shape.channel, ...Steps, spendFen: SpendFen, ads: z.array(AdFunnelView) }),
  ),
  days: z.array(z.object({ day: z.string(), ...Steps, spendFen: SpendFen })),
  accounts: z.array(z.object({ accountId: z.string(), ...Steps, spendFen: SpendFen })),
  /** Of the days asked for, but of no single account: left out where accounts were chosen. */
  unassignedSpendFen: SpendFen,
});
export type FunnelView = z.infer<typeof FunnelView>;

export const SpendView = z.object({
  ...SpendInput.shape,
  /** Follows from account, channel, advertisement and days: the same again replaces it. */
  id: z.string(),
  memberId: z.string(),
  atMs: Count,
});
export type SpendView = z.infer<typeof SpendView>;

const range = { from: Day, to: Day };
type Range = z.infer<z.ZodObject<typeof range>>;

const isForward = ({ from, to }: Range): boolean => from <= to;
const isShort = ({ from, to }: Range): boolean => numberOfDay(to) - numberOfDay(from) < MAX_RANGE_DAYS;
const backwards = { path: ['to'], message: 'ends before it begins' };
const tooLong = { path: ['to'], message: `at most ${MAX_RANGE_DAYS} days` };

export const sourceRoutes = {
  funnel: {
    method: 'GET',
    path: '/sources/funnel',
    permission: 'usage.read',
    summary: 'How far customers of each source went, and what each step cost (K4, B1)',
    query: z
      .object({
        ...range,
        /** Comma-separated; absent = all. */
        accountIds: z
          .string()
          .regex(/^[0-9A-Za-z_-]{1,48}(,[0-9A-Za-z_-]{1,48}){0,99}$/)
          .optional(),
      })
      .refine(isForward, backwards)
      .refine(isShort, tooLong),
    response: FunnelView,
  },
  countSources: {
    method: 'POST',
    path: '/sources/counts',
    permission: 'usage.read',
    summary:
      'Count the funnel up to now in the background; `whole` counts everything anew, not the last days alone (K4)',
    body: z.strictObject({ id: JobId, whole: z.boolean().default(false) }),
    response: JobView,
    status: 202,
  },
  listSpends: {
    method: 'GET',
    path: '/spends',
    permission: 'usage.read',
    summary: 'What was spent on advertising in these days, oldest first (K4)',
    query: z.object(range).refine(isForward, backwards).refine(isShort, tooLong),
    response: z.object({ items: z.array(SpendView) }),
  },
  saveSpends: {
    method: 'PUT',
    path: '/spends',
    permission: 'spends.write',
    summary: `Write down what was spent; the same account, channel, advertisement and days again replace it. All or none, at most ${MAX_SPENDS_AT_ONCE} (K4)`,
    body: z.strictObject({ items: z.array(SpendInput).min(1).max(MAX_SPENDS_AT_ONCE) }),
    response: z.object({ items: z.array(SpendView) }),
  },
  deleteSpend: {
    method: 'DELETE',
    path: '/spends/{spendId}',
    permission: 'spends.write',
    summary: 'Remove what was written down as spent (K4)',
    params: z.object({ spendId: Id }),
    response: z.object({ ok: z.literal(true) }),
  },
} as const satisfies Record<string, Route>;
