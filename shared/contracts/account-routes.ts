import * as z from 'zod';
import { AccountKind, AgentMode, Platform } from '../conversations/model.ts';
import { AccountView, CardView, MessageCardView } from './company-views.ts';
import { JobId, JobView } from './job-routes.ts';
import { Cursor, Id, Limit, page, type Route } from './route.ts';

/** M3: how the last sync of an account's cards went. */
export const CardSyncView = z.object({
  accountId: z.string(),
  /** When the platform last told its list; absent = never yet. */
  syncedAtMs: z.number().int().optional(),
  /** The latest attempt, where it failed: what is shown is of before. */
  failure: z.object({ atMs: z.number().int(), code: z.string() }).optional(),
  /** How many are kept of what the platform holds. */
  count: z.number().int().optional(),
  /** The platform holds more than are kept here. */
  cut: z.boolean().optional(),
});
export type CardSyncView = z.infer<typeof CardSyncView>;

/** M3: what the platform holds for one account, as the last sync found it. */
export const AccountCardsView = z.object({
  accountId: z.string(),
  /** The account's `cardsVersion` that these belong to. */
  version: z.number().int(),
  /** At most 200, with the address of each one's picture at the platform. */
  items: z.array(CardView.extend({ coverUrl: z.string().optional() })),
  /** M3: Douyin's message cards: shown, and sent by nobody. */
  messageCards: z.array(MessageCardView).readonly(),
});
export type AccountCardsView = z.infer<typeof AccountCardsView>;

const accountParams = z.object({ accountId: Id });

export const accountRoutes = {
  listAccounts: {
    method: 'GET',
    path: '/accounts',
    permission: 'accounts.read',
    summary: 'Hosted accounts, in the order of their ids',
    // 200 of the longest welcome messages fit an answer of a function (6 MB), 500 do not.
    query: z.object({ cursor: Cursor, limit: Limit(200, 200) }),
    response: page(AccountView),
  },
  beginAuthorization: {
    method: 'POST',
    path: '/accounts/authorizations',
    permission: 'accounts.write',
    summary: 'Start hosting an account: the address of the platform’s consent page (A1)',
    body: z.strictObject({
      platform: Platform,
      /** The account to authorise again: no other one is hosted by it (A2). */
      accountId: Id.optional(),
    }),
    response: z.object({ authorizeUrl: z.string() }),
    status: 201,
  },
  completeAuthorization: {
    method: 'POST',
    path: '/accounts/authorizations/complete',
    permission: 'accounts.write',
    summary: 'Finish hosting with what the consent page sent back; `state` is verified and used once (A2)',
    body: z.strictObject({ platform: Platform, code: z.string().min(1).max(512), state: z.string().min(1).max(512) }),
    response: AccountView,
    status: 201,
  },
  beginBinding: {
    method: 'POST',
    path: '/accounts/{accountId}/binding',
    permission: 'accounts.write',
    summary: 'Second step of hosting on Xiaohongshu: the address where the account is bound to this tool (A1)',
    params: accountParams,
    response: z.object({ bindUrl: z.string() }),
    status: 201,
  },
  updateAccount: {
    method: 'PATCH',
    path: '/accounts/{accountId}',
    permission: 'accounts.write',
    summary: 'Subject, kind, standing, people, agent binding and welcome message of an account (A3, G2, T1)',
    params: accountParams,
    body: z.strictObject({
      name: z.string().trim().min(1).max(60).optional(),
      /** Empty = not recorded. */
      subject: z.string().trim().max(80).optional(),
      kind: AccountKind.optional(),
      highWeight: z.boolean().optional(),
      adSpend30dYuan: z.number().min(0).max(1e9).optional(),
      agentId: Id.nullable().optional(),
      agentMode: AgentMode.optional(),
      welcome: z.array(z.string().trim().min(1).max(1000)).max(3).optional(),
      ownerId: Id.nullable().optional(),
      operatorIds: z.array(Id).max(50).optional(),
    }),
    response: AccountView,
  },
  unhostAccount: {
    method: 'POST',
    path: '/accounts/{accountId}/unhost',
    permission: 'accounts.write',
    summary: 'Stop hosting: history stays, every outbound message stops at once (A4)',
    params: accountParams,
    response: AccountView,
  },
  hostStaffAgain: {
    method: 'POST',
    path: '/accounts/{accountId}/host',
    permission: 'accounts.write',
    summary: 'Host a staff account again that was unhosted; its enterprise account must be hosted (A4)',
    params: accountParams,
    response: AccountView,
  },
  listCardSyncs: {
    method: 'GET',
    path: '/card-syncs',
    permission: 'accounts.read',
    summary: 'When each account’s platform materials were last synced, and how that went (M3)',
    response: page(CardSyncView),
  },
  syncAllCards: {
    method: 'POST',
    path: '/card-syncs',
    permission: 'accounts.write',
    summary: 'Fetch the cards of every hosted account in the background; progress is the job’s (M3)',
    body: z.strictObject({ id: JobId }),
    response: JobView,
    status: 202,
  },
  getAccountCards: {
    method: 'GET',
    path: '/accounts/{accountId}/cards',
    permission: 'accounts.read',
    summary: 'The cards that the platform holds for this account, as the last sync found them (M3)',
    params: accountParams,
    response: AccountCardsView,
  },
  syncCards: {
    method: 'POST',
    path: '/accounts/{accountId}/cards/sync',
    permission: 'accounts.write',
    summary: 'Fetch the cards the platform holds for this account (M3)',
    params: accountParams,
    response: AccountCardsView,
  },
} as const satisfies Record<string, Route>;
