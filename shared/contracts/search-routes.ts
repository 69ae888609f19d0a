import * as z from 'zod';
import { Platform, Sender } from '../conversations/model.ts';
import { Cursor, Limit, type Route } from './route.ts';

/** Whose conversation a hit is in: enough for its line in a list. */
const Whose = {
  conversationId: z.string(),
  customerName: z.string(),
  customerAvatarUrl: z.string().optional(),
  platform: Platform,
  accountId: z.string(),
  accountName: z.string(),
};

export const FoundMessageView = z.object({
  ...Whose,
  /** The line's place in the thread: opens it there. */
  key: z.string(),
  atMs: z.number().int(),
  direction: z.enum(['in', 'out', 'none']),
  sender: Sender.optional(),
  senderName: z.string().optional(),
  /** The part of the text around the first word found, one line. */
  snippet: z.string(),
});
export type FoundMessageView = z.infer<typeof FoundMessageView>;

export const FoundPersonView = z.object({
  ...Whose,
  remark: z.string(),
  tags: z.array(z.string()),
  /** Masked (X5). */
  phone: z.string().optional(),
  wechat: z.string().optional(),
  /** `phone`, `wechat`: the whole number or id was asked for, and this customer left it (SEC13). */
  by: z.enum(['profile', 'phone', 'wechat']),
  lastActivityAtMs: z.number().int(),
});
export type FoundPersonView = z.infer<typeof FoundPersonView>;

export const searchRoutes = {
  search: {
    method: 'GET',
    path: '/search',
    permission: 'conversations.read',
    summary: 'Messages, notes and people that hold every word asked for, newest first (I7)',
    query: z.object({
      q: z.string().trim().min(1).max(60),
      /** Where the page before ended. */
      cursor: Cursor,
      limit: Limit(50, 20),
    }),
    response: z.object({
      people: z.array(FoundPersonView),
      messages: z.array(FoundMessageView),
      nextCursor: z.string().optional(),
      /** The words as they were looked up, for marking them. */
      terms: z.array(z.string()),
      /** More was said in the last minutes than was read through. */
      partial: z.boolean(),
      /** The index is still being made: older messages may be missing. */
      indexing: z.boolean(),
      /** No word had two characters: messages were not looked at. */
      tooShort: z.boolean(),
    }),
  },
} as const satisfies Record<string, Route>;
