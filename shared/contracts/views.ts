import * as z from 'zod';
import { AccountKind, AgentMode, MessageBody, MessageState, Platform, Sender, Source } from '../conversations/model.ts';
import { Stage } from '../customers/rules-stage.ts';
import { VerdictView, WindowFactsView } from './trace-views.ts';

/** What the HTTP API and the live socket show of conversations and customers. One shape for both, so that deltas equal a fresh load (INV17). */

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
