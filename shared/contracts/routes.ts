import * as z from 'zod';
import { AccountKind, AgentMode, CardType, Platform } from '../conversations/model.ts';
import { Permission } from '../tenants/model.ts';
import {
  AccountView,
  AgentView,
  ConversationView,
  CustomerView,
  KnowledgeItem,
  LeadView,
  MeView,
  NoticeView,
  ThreadItem,
  TraceView,
  UsageDayView,
} from './views.ts';

export { Permission };

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Under /api/v1, with {name} for path parameters. */
  readonly path: string;
  /** Which role holds it: shared/tenants/rules-permissions.ts. */
  readonly permission: Permission;
  readonly summary: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
  readonly status?: 200 | 201 | 202 | 204;
}

const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().optional() });
/** Letters that every id of ours is made of; nothing that could mean something in a key. */
const Id = z.string().regex(/^[0-9A-Za-z_-]{1,128}$/);
const conversationParams = z.object({ conversationId: Id });
const messageParams = z.object({ conversationId: Id, messageId: Id });
/** `placeMs`: the time in the item's key. Known, it saves the search for the message. */
const placeQuery = z.object({ placeMs: z.coerce.number<string>().int().min(0).optional() });
const accountParams = z.object({ accountId: Id });
const agentParams = z.object({ agentId: Id });

/** Message an operator sends. `messageId` is chosen by the caller: repeating the request sends once. */
export const OperatorMessage = z.strictObject({
  messageId: z.string().regex(/^[0-9A-Za-z_-]{10,40}$/),
  body: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('text'), text: z.string().trim().min(1).max(1000) }),
    z.strictObject({ type: z.literal('card'), card: CardType, cardId: z.string().min(1).max(256) }),
  ]),
  /** W8: where no window is open, keep it for the next one (24 hours) instead of refusing it. */
  hold: z.boolean().optional(),
});
export type OperatorMessage = z.infer<typeof OperatorMessage>;

const ChangedMessage = z.object({ item: ThreadItem, conversation: ConversationView });

export const AgentInput = z.strictObject({
  name: z.string().trim().min(1).max(60),
  persona: z.string().trim().max(4000),
  goal: z.string().trim().max(2000),
  knowledge: z.array(KnowledgeItem).max(500),
  handOverTopics: z.array(z.string().trim().min(1).max(60)).max(50),
  askForContact: z.boolean(),
  model: z.string().min(1).max(80),
  gatherSeconds: z.number().int().min(0).max(30),
  pauseAfterHumanMinutes: z.number().int().min(1).max(1440),
});
export type AgentInput = z.infer<typeof AgentInput>;

/**
 * The HTTP API: what the router serves, the OpenAPI document describes and the console calls.
 * Bodies are strict: a field nobody declared is refused, not ignored (SEC9).
 */
export const routes = {
  health: {
    method: 'GET',
    path: '/health',
    permission: 'public',
    summary: 'Whether the API answers',
    response: z.object({ ok: z.literal(true) }),
  },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    permission: 'public',
    summary: 'This document',
    response: z.looseObject({ openapi: z.string() }),
  },
  consoleConfig: {
    method: 'GET',
    path: '/console-config',
    permission: 'public',
    summary: 'What the console needs to sign in',
    response: z.object({ authority: z.string(), clientId: z.string(), demo: z.boolean() }),
  },
  me: { method: 'GET', path: '/me', permission: 'signed-in', summary: 'The signed-in member', response: MeView },
  liveTicket: {
    method: 'POST',
    path: '/live-tickets',
    permission: 'conversations.read',
    summary: 'A one-minute ticket that opens the live socket',
    response: z.object({ ticket: z.string(), expiresAtMs: z.number().int() }),
  },

  listConversations: {
    method: 'GET',
    path: '/conversations',
    permission: 'conversations.read',
    summary: 'Conversations of all hosted accounts, newest activity first (I1)',
    query: z.object({
      accountId: Id.optional(),
      platform: Platform.optional(),
      filter: z.enum(['all', 'unread', 'waiting', 'handed-over', 'with-contact']).default('all'),
      q: z.string().trim().max(60).optional(),
      cursor: z.string().max(4096).optional(),
      limit: z.coerce.number<string>().int().min(1).max(200).default(50),
    }),
    response: page(ConversationView),
  },
  getConversation: {
    method: 'GET',
    path: '/conversations/{conversationId}',
    permission: 'conversations.read',
    summary: 'One conversation with its customer, lead and latest items',
    params: conversationParams,
    response: z.object({
      conversation: ConversationView,
      customer: CustomerView,
      lead: LeadView.optional(),
      items: z.array(ThreadItem),
      nextCursor: z.string().optional(),
    }),
  },
  listItems: {
    method: 'GET',
    path: '/conversations/{conversationId}/items',
    permission: 'conversations.read',
    summary: 'Older items of the thread, newest first',
    params: conversationParams,
    query: z.object({
      cursor: z.string().max(4096).optional(),
      limit: z.coerce.number<string>().int().min(1).max(100).default(40),
    }),
    response: page(ThreadItem),
  },
  sendMessage: {
    method: 'POST',
    path: '/conversations/{conversationId}/messages',
    permission: 'conversations.write',
    summary: 'Send a message as the operator: takes the conversation over, passes the gate (W10)',
    params: conversationParams,
    body: OperatorMessage,
    response: ChangedMessage,
    status: 202,
  },
  cancelMessage: {
    method: 'POST',
    path: '/conversations/{conversationId}/messages/{messageId}/cancel',
    permission: 'conversations.write',
    summary: 'Cancel a held message (W8)',
    params: messageParams,
    query: placeQuery,
    response: ChangedMessage,
  },
  releaseMessage: {
    method: 'POST',
    path: '/conversations/{conversationId}/messages/{messageId}/release',
    permission: 'conversations.write',
    summary: 'Send a held message now, out of turn; passes the gate (W8, W10)',
    params: messageParams,
    query: placeQuery,
    response: ChangedMessage,
    status: 202,
  },
  editMessage: {
    method: 'PATCH',
    path: '/conversations/{conversationId}/messages/{messageId}',
    permission: 'conversations.write',
    summary: 'Change the text of a held message (W8)',
    params: messageParams,
    query: placeQuery,
    body: z.strictObject({ text: z.string().trim().min(1).max(1000) }),
    response: ChangedMessage,
  },
  recallMessage: {
    method: 'POST',
    path: '/conversations/{conversationId}/messages/{messageId}/recall',
    permission: 'conversations.write',
    summary: 'Take an own message back on the platform, within its limits',
    params: messageParams,
    query: placeQuery,
    response: ChangedMessage,
  },
  explainMessage: {
    method: 'GET',
    path: '/conversations/{conversationId}/messages/{messageId}/trace',
    permission: 'conversations.read',
    summary: 'Why a message was or was not sent: verdict, rule pack, facts, and the verdict judged again (Z1)',
    params: messageParams,
    query: placeQuery,
    response: TraceView,
  },
  markRead: {
    method: 'POST',
    path: '/conversations/{conversationId}/read',
    permission: 'conversations.write',
    summary: 'Mark as read',
    params: conversationParams,
    response: ConversationView,
  },
  takeOver: {
    method: 'POST',
    path: '/conversations/{conversationId}/takeover',
    permission: 'conversations.write',
    summary: 'A person takes the conversation over: no older automated send leaves (G8)',
    params: conversationParams,
    response: ConversationView,
  },
  handBack: {
    method: 'POST',
    path: '/conversations/{conversationId}/handback',
    permission: 'conversations.write',
    summary: 'Hand the conversation back to the agent (G8)',
    params: conversationParams,
    response: ConversationView,
  },
  updateCustomer: {
    method: 'PATCH',
    path: '/conversations/{conversationId}/customer',
    permission: 'conversations.write',
    summary: 'Remark, tags and mutual follow of the customer',
    params: conversationParams,
    body: z.strictObject({
      remark: z.string().trim().max(500).optional(),
      tags: z.array(z.string().trim().min(1).max(30)).max(30).optional(),
      mutualFollow: z.boolean().optional(),
    }),
    response: CustomerView,
  },
  revealContact: {
    method: 'POST',
    path: '/conversations/{conversationId}/contact/reveal',
    permission: 'contacts.reveal',
    summary: 'The contact in clear; every reading is audited (X5)',
    params: conversationParams,
    response: z.object({ phone: z.string().optional(), wechat: z.string().optional() }),
  },
  listLeads: {
    method: 'GET',
    path: '/leads',
    permission: 'leads.read',
    summary: 'Leads of all accounts, newest first (K5)',
    query: z.object({
      accountId: Id.optional(),
      cursor: z.string().max(4096).optional(),
      limit: z.coerce.number<string>().int().min(1).max(200).default(50),
    }),
    response: page(LeadView),
  },

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
    summary: 'Kind, standing, agent binding and welcome message of an account (A3, G2, T1)',
    params: accountParams,
    body: z.strictObject({
      name: z.string().trim().min(1).max(60).optional(),
      kind: AccountKind.optional(),
      highWeight: z.boolean().optional(),
      adSpend30dYuan: z.number().min(0).max(1e9).optional(),
      agentId: Id.nullable().optional(),
      agentMode: AgentMode.optional(),
      welcome: z.array(z.string().trim().min(1).max(1000)).max(3).optional(),
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

  listAgents: {
    method: 'GET',
    path: '/agents',
    permission: 'agents.read',
    summary: 'AI employees',
    response: page(AgentView),
  },
  createAgent: {
    method: 'POST',
    path: '/agents',
    permission: 'agents.write',
    summary: 'Create an AI employee',
    body: AgentInput,
    response: AgentView,
    status: 201,
  },
  updateAgent: {
    method: 'PUT',
    path: '/agents/{agentId}',
    permission: 'agents.write',
    summary: 'Change an AI employee; `version` guards against overwriting a colleague',
    params: agentParams,
    body: AgentInput.extend({ version: z.number().int() }),
    response: AgentView,
  },
  listNotices: {
    method: 'GET',
    path: '/notices',
    permission: 'conversations.read',
    summary: 'Latest hand-overs and captured leads',
    response: page(NoticeView),
  },
  usage: {
    method: 'GET',
    path: '/usage',
    permission: 'usage.read',
    summary: 'Model usage by day, days in the tenant’s time zone (G7)',
    query: z.object({ days: z.coerce.number<string>().int().min(1).max(31).default(7) }),
    response: z.object({ days: z.array(UsageDayView) }),
  },
} as const satisfies Record<string, Route>;

/** One shape for every error: a stable dotted code, the field and rule where they apply, never a stack trace. */
export const ApiError = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    field: z.string().optional(),
    rule: z.string().optional(),
    nextChanceMs: z.number().int().optional(),
    requestId: z.string().optional(),
  }),
});
export type ApiError = z.infer<typeof ApiError>;
