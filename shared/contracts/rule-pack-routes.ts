import * as z from 'zod';
import { ContentType, Platform } from '../conversations/model.ts';
import { RulePack } from '../conversations/pack-schema.ts';
import type { Route } from './route.ts';
import { VerdictView } from './trace-views.ts';

const Pack = RulePack.extend({ platform: Platform });

/** A platform's rules as data. */
export type RulePackView = z.infer<typeof Pack>;

/** What another pack would have changed (W12). */
export const PackComparisonView = z.object({
  /** The pack in force. */
  before: z.string(),
  /** How much of the past was looked at, at most: the newest of each. */
  bounds: z.object({
    conversationsPerAccount: z.number().int(),
    conversations: z.number().int(),
    rowsPerConversation: z.number().int(),
  }),
  conversations: z.number().int(),
  asked: z.number().int(),
  nowAllowed: z.number().int(),
  nowRefused: z.number().int(),
  limits: z.number().int(),
  examples: z.array(
    z.object({
      conversationId: z.string(),
      accountId: z.string(),
      customerName: z.string(),
      atMs: z.number().int(),
      contentType: ContentType.optional(),
      change: z.enum(['now-allowed', 'now-refused', 'limits']),
      before: VerdictView,
      after: VerdictView,
    }),
  ),
});
export type PackComparisonView = z.infer<typeof PackComparisonView>;

export const rulePackRoutes = {
  listRulePacks: {
    method: 'GET',
    path: '/rule-packs',
    permission: 'accounts.read',
    summary: 'The platforms’ rules in force, as dated data (W12, C1)',
    response: z.object({ items: z.array(Pack) }),
  },
  comparePack: {
    method: 'POST',
    path: '/rule-packs/comparison',
    permission: 'accounts.write',
    summary: 'Runs the newest conversations under another pack and shows the difference; changes nothing (W12, Z4)',
    body: z.strictObject({ pack: Pack }),
    response: PackComparisonView,
  },
} as const satisfies Record<string, Route>;
