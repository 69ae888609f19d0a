import * as z from 'zod';
import { AssignmentRules, MacroSteps } from '../inbox/model.ts';
import { conversationParams, Id, page, type Route } from './route.ts';
import { ConversationView, ThreadItem } from './views.ts';

/** Ids chosen by the caller: repeating the request does it once. */
const OwnId = z.string().regex(/^[0-9A-Za-z_-]{10,40}$/);
const ListCount = z.object({ ids: z.array(z.string()), more: z.boolean() });

export const MacroView = z.object({
  id: z.string(),
  name: z.string(),
  shortcut: z.string(),
  steps: MacroSteps,
  /** Only whoever made it sees it. */
  personal: z.boolean(),
});
export type MacroView = z.infer<typeof MacroView>;

const macroParams = z.object({ macroId: Id });

export const inboxRoutes = {
  countConversations: {
    method: 'GET',
    path: '/conversations/counts',
    permission: 'conversations.read',
    summary: 'How many conversations stand in the main lists (I1): ids up to a hundred, and whether there are more',
    response: z.object({
      mine: ListCount,
      unassigned: ListCount,
      unread: ListCount,
      waiting: ListCount,
      'closing-soon': ListCount,
      snoozed: ListCount,
    }),
  },
  assignConversation: {
    method: 'POST',
    path: '/conversations/{conversationId}/assign',
    permission: 'conversations.write',
    summary: 'Give the conversation to a member, or to nobody (I5)',
    params: conversationParams,
    body: z.strictObject({ memberId: Id.nullable() }),
    response: ConversationView,
  },
  snoozeConversation: {
    method: 'POST',
    path: '/conversations/{conversationId}/snooze',
    permission: 'conversations.write',
    summary: 'Out of the way until then, or until the customer speaks (I1)',
    params: conversationParams,
    body: z.strictObject({ untilMs: z.number().int().min(0) }),
    response: ConversationView,
  },
  wakeConversation: {
    method: 'POST',
    path: '/conversations/{conversationId}/wake',
    permission: 'conversations.write',
    summary: 'End a snooze (I1)',
    params: conversationParams,
    response: ConversationView,
  },
  closeConversation: {
    method: 'POST',
    path: '/conversations/{conversationId}/close',
    permission: 'conversations.write',
    summary: 'Done; a message of the customer opens it again (I1)',
    params: conversationParams,
    response: ConversationView,
  },
  reopenConversation: {
    method: 'POST',
    path: '/conversations/{conversationId}/reopen',
    permission: 'conversations.write',
    summary: 'Open it again',
    params: conversationParams,
    response: ConversationView,
  },
  addNote: {
    method: 'POST',
    path: '/conversations/{conversationId}/notes',
    permission: 'conversations.write',
    summary: 'An internal note in the thread; it never leaves the platform (I2)',
    params: conversationParams,
    body: z.strictObject({
      noteId: OwnId,
      text: z.string().trim().min(1).max(2000),
      /** Members it calls for: they get a notice. */
      mentions: z.array(Id).max(20).default([]),
    }),
    response: z.object({ item: ThreadItem }),
    status: 201,
  },
  listMacros: {
    method: 'GET',
    path: '/macros',
    permission: 'conversations.write',
    summary: 'Quick replies and macros: everybody’s and one’s own (I7)',
    response: page(MacroView),
  },
  saveMacro: {
    method: 'PUT',
    path: '/macros',
    permission: 'conversations.write',
    summary: 'Keep a quick reply or macro under an id chosen by the caller',
    body: z.strictObject({
      id: Id,
      name: z.string().trim().min(1).max(40),
      shortcut: z.string().trim().max(20).default(''),
      steps: MacroSteps.strict(),
      personal: z.boolean().default(false),
    }),
    response: MacroView,
  },
  deleteMacro: {
    method: 'DELETE',
    path: '/macros/{macroId}',
    permission: 'conversations.write',
    summary: 'Forget a quick reply or macro',
    params: macroParams,
    response: z.object({ id: z.string() }),
  },
  runMacro: {
    method: 'POST',
    path: '/conversations/{conversationId}/macros/{macroId}',
    permission: 'conversations.write',
    summary: 'Run a macro: all of its steps or none; its reply passes the gate (I7, W10)',
    params: z.object({ conversationId: Id, macroId: Id }),
    body: z.strictObject({ messageId: OwnId, hold: z.boolean().default(false) }),
    response: z.object({ item: ThreadItem.optional(), conversation: ConversationView }),
    status: 202,
  },
  getAssignmentRules: {
    method: 'GET',
    path: '/assignment-rules',
    permission: 'conversations.read',
    summary: 'How conversations that wait for a person find one (I5)',
    response: AssignmentRules,
  },
  saveAssignmentRules: {
    method: 'PUT',
    path: '/assignment-rules',
    permission: 'accounts.write',
    summary: 'Change how work is given out (I5)',
    body: AssignmentRules.strict(),
    response: AssignmentRules,
  },
} as const satisfies Record<string, Route>;
