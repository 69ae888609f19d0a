import * as z from 'zod';
import { AccountKind, AgentMode, Platform } from '../conversations/model.ts';
import { Id, page, type Route } from './route.ts';
import { AccountView } from './views.ts';

const accountParams = z.object({ accountId: Id });

export const accountRoutes = {
  listAccounts: {
    method: 'GET',
    path: '/accounts',
    permission: 'accounts.read',
    summary: 'Hosted accounts',
    response: page(AccountView),
  },
  beginAuthorization: {
    method: 'POST',
    path: '/accounts/authorizations',
    permission: 'accounts.write',
    summary: 'Start hosting an account: the address of the platform’s consent page (A1)',
    body: z.strictObject({ platform: Platform }),
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
    summary: 'Kind, standing, people, agent binding and welcome message of an account (A3, G2, T1)',
    params: accountParams,
    body: z.strictObject({
      name: z.string().trim().min(1).max(60).optional(),
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
  syncCards: {
    method: 'POST',
    path: '/accounts/{accountId}/cards/sync',
    permission: 'accounts.write',
    summary: 'Fetch the cards the platform holds for this account (M3)',
    params: accountParams,
    response: AccountView,
  },
} as const satisfies Record<string, Route>;
