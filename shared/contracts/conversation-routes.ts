import * as z from 'zod';
import { CardType, Platform } from '../conversations/model.ts';
import { INBOX_FILTERS } from '../conversations/rules-inbox.ts';
import { FollowUpView } from './customer-list-routes.ts';
import { conversationParams, Id, page, type Route } from './route.ts';
import { TraceView } from './trace-views.ts';
import { ConversationView, CustomerView, LeadView, ThreadItem } from './views.ts';

const messageParams = z.object({ conversationId: Id, messageId: Id });
/** `placeMs`: the time in the item's key. Known, it saves the search for the message. */
const placeQuery = z.object({ placeMs: z.coerce.number<string>().int().min(0).optional() });

/** Message an operator sends. `messageId` is chosen by the caller: repeating the request sends once. */
export const OperatorMessage = z.strictObject({
  messageId: z.string().regex(/^[0-9A-Za-z_-]{10,40}$/),
  body: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('text'),
      text: z.string().trim().min(1).max(1000),
      /** W7: the intent comment that it answers. */
      quote: z.strictObject({ commentId: Id, noteId: Id.optional() }).optional(),
    }),
    /** Uploaded by `beginUpload`; looked at before it is planned. */
    z.strictObject({ type: z.literal('image'), uploadId: Id }),
    z.strictObject({ type: z.literal('card'), card: CardType, cardId: z.string().min(1).max(256) }),
  ]),
  /** W8: where no window is open, keep it for the next one (24 hours) instead of refusing it. */
  hold: z.boolean().optional(),
  /** I7: not before this instant (epoch milliseconds), which the gate must be able to prove now. */
  sendAtMs: z.number().int().min(0).optional(),
});
export type OperatorMessage = z.infer<typeof OperatorMessage>;

const isNarrowing = (filter: string): boolean => filter !== '' && filter !== 'all';

const ChangedMessage = z.object({ item: ThreadItem, conversation: ConversationView });

export const conversationRoutes = {
  listConversations: {
    method: 'GET',
    path: '/conversations',
    permission: 'conversations.read',
    summary: 'Conversations of all hosted accounts, newest activity first (I1)',
    query: z.object({
      accountId: Id.optional(),
      platform: Platform.optional(),
      /** Several, by commas: all of them must hold. */
      filter: z
        .string()
        .max(80)
        .default('')
        .transform((text, context) => {
          const parsed = z.array(z.enum(INBOX_FILTERS)).safeParse(text.split(',').filter(isNarrowing));
          if (parsed.success) return parsed.data;
          context.addIssue({ code: 'custom', message: `one of ${INBOX_FILTERS.join(', ')}` });
          return z.NEVER;
        }),
      status: z.enum(['open', 'snoozed', 'closed', 'any']).default('open'),
      /** A member’s id, `me` or `nobody`. */
      assignee: Id.optional(),
      /** By commas: one of them suffices. */
      tags: z.string().max(400).optional(),
      order: z.enum(['activity', 'waiting', 'closing']).default('activity'),
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
      /** I4: what people noted to come back to, newest first. */
      followUps: z.array(FollowUpView),
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
  markUnread: {
    method: 'POST',
    path: '/conversations/{conversationId}/unread',
    permission: 'conversations.write',
    summary: 'Mark as not read, so that it calls again',
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
} as const satisfies Record<string, Route>;
