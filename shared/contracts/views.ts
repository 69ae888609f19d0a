import * as z from 'zod';
import { AgentMaterial } from '../agents/model-materials.ts';
import {
  AccountKind,
  AgentMode,
  CardType,
  ContentType,
  MessageBody,
  MessageState,
  NameCardKind,
  Platform,
  Sender,
  Source,
} from '../conversations/model.ts';
import { Stage } from '../customers/rules-stage.ts';
import { Role } from '../tenants/model.ts';

/** What the HTTP API and the live socket show. One shape for both, so that deltas equal a fresh load (INV17). */

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

/** Why a value is not whole: the platform delivered it masked, or it is no number or id at all (K5). */
const ContactFlaw = z.enum(['masked', 'invalid']);

export const ContactView = z.object({
  /** Masked (138****8000) unless the caller may see it (X5). */
  phone: z.string().optional(),
  phoneFlaw: ContactFlaw.optional(),
  wechat: z.string().optional(),
  wechatFlaw: ContactFlaw.optional(),
  name: z.string().optional(),
  city: z.string().optional(),
});
export type ContactView = z.infer<typeof ContactView>;

export const ConversationView = z.object({
  id: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  accountKind: AccountKind,
  accountHighWeight: z.boolean(),
  /** Recent lead-ad spend of the account, for the spend gates of the rule pack (A3). */
  accountAdSpend30dYuan: z.number().optional(),
  platform: Platform,
  customerName: z.string(),
  customerAvatarUrl: z.string().optional(),
  lastMessage: z.object({ preview: z.string(), atMs: z.number().int(), from: z.enum(['customer', 'us']) }).optional(),
  lastActivityAtMs: z.number().int(),
  unread: z.number().int(),
  /** Since when the customer waits for an answer; absent = nobody waits. */
  waitingSinceMs: z.number().int().optional(),
  agentMode: AgentMode,
  agentPausedUntilMs: z.number().int().optional(),
  handedOver: z.object({ reason: z.string(), atMs: z.number().int() }).optional(),
  agentThinking: z.boolean(),
  window: WindowFactsView,
  mutualFollow: z.boolean(),
  tags: z.array(z.string()),
  hasContact: z.boolean(),
  status: z.enum(['open', 'closed']),
  assigneeId: z.string().optional(),
  /** I1: out of the way until then, or until the customer speaks. */
  snoozedUntilMs: z.number().int().optional(),
  version: z.number().int(),
});
export type ConversationView = z.infer<typeof ConversationView>;

/** A line of the thread: a message of either side, or something that happened. */
export const ThreadItem = z.object({
  /** Sortable: the order of the thread is the order of keys. */
  key: z.string(),
  atMs: z.number().int(),
  kind: z.enum([
    'message',
    'entered',
    'card-submitted',
    'card-copied',
    'contact',
    'comment',
    'consent',
    'handed-over',
    'note',
    'activity',
  ]),
  direction: z.enum(['in', 'out', 'none']),
  body: MessageBody.optional(),
  sender: Sender.optional(),
  senderName: z.string().optional(),
  state: MessageState.optional(),
  /** Dotted code of failure or refusal; the console translates it. */
  failure: z.object({ code: z.string(), detail: z.string().optional() }).optional(),
  recalled: z.boolean().optional(),
  /** When; where the platform names no time, when it told us. */
  recalledAtMs: z.number().int().optional(),
  /** Messages of ours: the id its sender chose, for what people may do with it. */
  messageId: z.string().optional(),
  /** W8: a message that waits expires then. */
  deadlineMs: z.number().int().optional(),
  /** Planned, but the platform finds us too fast: not sent before then. */
  notBeforeMs: z.number().int().optional(),
  /** The gate's stored trace (Z1). */
  trace: z
    .object({ pack: z.string(), rule: z.string(), verdict: VerdictView, decidedAtMs: z.number().int() })
    .optional(),
  /** Model usage of the call behind this item (G7). */
  usage: z
    .object({
      model: z.string(),
      inputTokens: z.number().int(),
      outputTokens: z.number().int(),
      cacheReadTokens: z.number().int(),
      cacheWriteTokens: z.number().int(),
      simulated: z.boolean(),
    })
    .optional(),
  /** `handed-over`: why; `note`: an internal note, which no customer ever sees. */
  note: z.string().optional(),
  /** `note`: members it calls for. */
  mentions: z.array(z.string()).optional(),
  /** `activity`: what people, or a rule, did with the conversation (I5). */
  activity: z
    .object({
      what: z.enum(['assigned', 'unassigned', 'snoozed', 'woken', 'closed', 'reopened']),
      memberId: z.string().optional(),
      untilMs: z.number().int().optional(),
    })
    .optional(),
  /** `comment` (W7): its id, which a reply quotes, and the work it was left under. */
  comment: z
    .object({
      id: z.string(),
      workId: z.string().optional(),
      workTitle: z.string().optional(),
      workCoverUrl: z.string().optional(),
    })
    .optional(),
  /** `consent` (W3). */
  consent: z.object({ given: z.boolean(), untilMs: z.number().int().optional() }).optional(),
  /** I7: a message to be sent later. */
  scheduledForMs: z.number().int().optional(),
});
export type ThreadItem = z.infer<typeof ThreadItem>;

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

export const LeadView = z.object({
  id: z.string(),
  conversationId: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  platform: Platform,
  customerName: z.string(),
  contact: ContactView,
  source: Source.optional(),
  capturedAtMs: z.number().int(),
  state: z.enum(['new', 'contacted', 'friend', 'lost']),
  /** The member who moved it to its state, and when; absent = as it came. */
  stateBy: z.string().optional(),
  stateAtMs: z.number().int().optional(),
  /** The member who follows it. */
  ownerId: z.string().optional(),
});
export type LeadView = z.infer<typeof LeadView>;

export const CustomerView = z.object({
  conversationId: z.string(),
  name: z.string(),
  avatarUrl: z.string().optional(),
  platform: Platform,
  source: Source.optional(),
  firstSeenAtMs: z.number().int(),
  remark: z.string(),
  tags: z.array(z.string()),
  mutualFollow: z.boolean(),
  /** K3; absent = in no stage yet. */
  stage: Stage.optional(),
  contact: ContactView.optional(),
});
export type CustomerView = z.infer<typeof CustomerView>;

export const CardView = z.object({
  id: z.string(),
  card: CardType,
  title: z.string(),
  /** Name cards: what the customer copies from it (M3). */
  holds: NameCardKind.optional(),
});
export type CardView = z.infer<typeof CardView>;

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

export { Role };

export const MeView = z.object({
  memberId: z.string(),
  name: z.string(),
  email: z.string(),
  role: Role,
  tenant: z.object({ id: z.string(), name: z.string(), timeZone: z.string() }),
  permissions: z.array(z.string()),
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
