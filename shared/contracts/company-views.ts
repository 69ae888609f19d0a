import * as z from 'zod';
import { AgentMaterial } from '../agents/model-materials.ts';
import {
  AccountKind,
  AgentMode,
  CardType,
  ContentType,
  MessageCardKind,
  NameCardKind,
  Platform,
} from '../conversations/model.ts';
import { Role } from '../tenants/model.ts';

/** What the HTTP API and the live socket show of a company: accounts, AI employees, members, notices, usage. */

export const CardView = z.object({
  id: z.string(),
  card: CardType,
  title: z.string(),
  /** Name cards: what the customer copies from it (M3). */
  holds: NameCardKind.optional(),
});
export type CardView = z.infer<typeof CardView>;

/** Douyin's message card (M3). */
export const MessageCardView = z.object({ id: z.string(), kind: MessageCardKind, title: z.string() });
export type MessageCardView = z.infer<typeof MessageCardView>;

export const AccountView = z.object({
  id: z.string(),
  platform: Platform,
  platformId: z.string(),
  name: z.string(),
  avatarUrl: z.string().optional(),
  kind: AccountKind,
  /** Whether the operator recorded the kind (Douyin never tells it, A3). */
  kindRecorded: z.boolean(),
  subject: z.string(),
  status: z.enum(['hosted', 'awaiting-binding', 'needs-authorization', 'unhosted']),
  statusReason: z.string().optional(),
  highWeight: z.boolean(),
  adSpend30dYuan: z.number(),
  agentId: z.string().optional(),
  agentMode: AgentMode,
  welcome: z.array(z.string()),
  /** M3: another one after each sync that found other cards; 0 = none was found yet. */
  cardsVersion: z.number().int(),
  /** What this account may send now, from the rule pack (C1). */
  sendable: z.array(ContentType),
  authorizationExpiresAtMs: z.number().int().optional(),
  /** A3: who answers for the account, and who works with it. */
  ownerId: z.string().optional(),
  operatorIds: z.array(z.string()),
  /** Xiaohongshu's staff accounts: the enterprise account whose authorisation they act with. */
  enterpriseId: z.string().optional(),
  /** A5: since when the platform does not tell an enterprise's staff accounts; absent = it did the last time. */
  staffUntoldSinceMs: z.number().int().optional(),
  createdAtMs: z.number().int(),
  /** Rises with each change: a push that comes late says nothing new. */
  version: z.number().int(),
});
export type AccountView = z.infer<typeof AccountView>;

export const KnowledgeItem = z.strictObject({
  id: z.string(),
  question: z.string().min(1).max(500),
  answer: z.string().min(1).max(4000),
});
export type KnowledgeItem = z.infer<typeof KnowledgeItem>;

export const AgentView = z.object({
  id: z.string(),
  name: z.string(),
  persona: z.string(),
  goal: z.string(),
  knowledge: z.array(KnowledgeItem),
  /** Topics on which the agent hands over without answering. */
  handOverTopics: z.array(z.string()),
  askForContact: z.boolean(),
  /** G4: what it may send; absent = nothing. */
  materials: z.array(AgentMaterial).exactOptional(),
  model: z.string(),
  gatherSeconds: z.number().int(),
  pauseAfterHumanMinutes: z.number().int(),
  version: z.number().int(),
  updatedAtMs: z.number().int(),
});
export type AgentView = z.infer<typeof AgentView>;

/** An AI employee in a list: without its texts, which may be hundreds of kilobytes (F22). */
export const AgentSummaryView = z.object({
  ...AgentView.pick({ id: true, name: true, model: true, version: true, updatedAtMs: true }).shape,
  /** How many questions it knows the answer to. */
  knowledgeCount: z.number().int(),
});
export type AgentSummaryView = z.infer<typeof AgentSummaryView>;

export { Role };

export const MeView = z.object({
  memberId: z.string(),
  name: z.string(),
  email: z.string(),
  role: Role,
  tenant: z.object({ id: z.string(), name: z.string(), timeZone: z.string() }),
  permissions: z.array(z.string()),
  /** X1: sees only conversations assigned to them or of accounts they work for. */
  ownOnly: z.boolean(),
});
export type MeView = z.infer<typeof MeView>;

export const NoticeView = z.object({
  id: z.string(),
  atMs: z.number().int(),
  kind: z.enum([
    'agent.handed-over',
    'lead.captured',
    'note.mentioned',
    'follow-up.due',
    'account.lost',
    'account.expiring',
  ]),
  /** Absent where it is about an account. */
  conversationId: z.string().optional(),
  /** A5: the account that lost its authorisation, or loses it in so many days. */
  accountId: z.string().optional(),
  accountName: z.string().optional(),
  days: z.number().int().optional(),
  customerName: z.string(),
  reason: z.string().optional(),
  /** Whose alone it is; absent = everybody's. */
  memberId: z.string().optional(),
});
export type NoticeView = z.infer<typeof NoticeView>;

export const UsageDayView = z.object({
  day: z.string(),
  calls: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  cacheReadTokens: z.number().int(),
  cacheWriteTokens: z.number().int(),
});
export type UsageDayView = z.infer<typeof UsageDayView>;
