import * as z from 'zod';
import { Platform, Source } from '../conversations/model.ts';
import { Cursor, conversationParams, Id, Limit, page, type Route } from './route.ts';
import { ContactView, LeadView } from './views.ts';

const LeadStateName = z.enum(['new', 'contacted', 'friend', 'lost']);

/** One of the places where a person left a contact. */
export const LeadSourceView = z.object({
  conversationId: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  platform: Platform,
  customerName: z.string(),
  source: Source.optional(),
  capturedAtMs: z.number().int(),
  state: LeadStateName,
  /** What it has in common with the lead it is shown at; empty where a third lead joins the two. */
  shared: z.array(z.enum(['phone', 'wechat'])),
});
export type LeadSourceView = z.infer<typeof LeadSourceView>;

/** A person who left a contact, shown at the newest lead (K5). */
export const LeadPersonView = LeadView.extend({
  /** The same person's other leads: the same whole number or WeChat id. */
  others: z.array(LeadSourceView),
  /** Leads with the same that count as somebody else's. */
  apart: z.array(LeadSourceView),
  /** What a member decided about this lead, and why (Z11). */
  separation: z
    .object({ state: z.enum(['apart', 'joined']), reason: z.string(), memberId: z.string(), atMs: z.number().int() })
    .optional(),
});
export type LeadPersonView = z.infer<typeof LeadPersonView>;

/** A lead record that names no conversation (K6), with what it may belong to. */
export const WaitingRecordView = z.object({
  recordId: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  nickName: z.string().optional(),
  contact: ContactView,
  source: Source.optional(),
  submittedAtMs: z.number().int(),
  candidates: z.array(
    z.object({
      conversationId: z.string(),
      customerName: z.string(),
      customerAvatarUrl: z.string().optional(),
      /** 0–100: name, form and time together. */
      score: z.number().int(),
      lastActivityAtMs: z.number().int(),
      hasContact: z.boolean(),
    }),
  ),
});
export type WaitingRecordView = z.infer<typeof WaitingRecordView>;

const recordParams = z.object({ accountId: Id, recordId: z.string().regex(/^[0-9A-Za-z_.:-]{1,128}$/) });
const Done = z.object({ ok: z.literal(true) });

export const leadRoutes = {
  listLeads: {
    method: 'GET',
    path: '/leads',
    permission: 'leads.read',
    summary: 'People who left a contact, newest first, each once with all its sources (K5)',
    query: z.object({
      accountId: Id.optional(),
      platform: Platform.optional(),
      /** Several, separated by commas. */
      states: z
        .string()
        .regex(/^(new|contacted|friend|lost)(,(new|contacted|friend|lost))*$/)
        .optional(),
      /** A member, `me` or `nobody`. */
      owner: Id.optional(),
      channel: Source.shape.channel.optional(),
      /** Part of a name, or a whole number or WeChat id. */
      q: z.string().trim().max(60).optional(),
      cursor: Cursor,
      limit: Limit(200, 50),
    }),
    response: page(LeadPersonView),
  },
  leadPerson: {
    method: 'GET',
    path: '/conversations/{conversationId}/lead',
    permission: 'leads.read',
    summary: 'The person who left a contact in this conversation, with all sources (I4, K5)',
    params: conversationParams,
    response: LeadPersonView,
  },
  updateLead: {
    method: 'PATCH',
    path: '/conversations/{conversationId}/lead',
    permission: 'conversations.write',
    summary: 'State of a lead, and who follows it (K5)',
    params: conversationParams,
    body: z.strictObject({ state: LeadStateName.optional(), ownerId: Id.nullable().optional() }),
    response: LeadView,
  },
  separateLead: {
    method: 'POST',
    path: '/conversations/{conversationId}/lead/separation',
    permission: 'conversations.write',
    summary: 'Take a lead out of its person, or put it back, with the reason (Z11)',
    params: conversationParams,
    body: z.strictObject({ state: z.enum(['apart', 'joined']), reason: z.string().trim().min(1).max(200) }),
    response: LeadPersonView,
  },
  listLeadRecords: {
    method: 'GET',
    path: '/lead-records',
    permission: 'leads.read',
    summary: 'Lead records that name no conversation and wait for a person, with scored candidates (K6)',
    query: z.object({ accountId: Id.optional() }),
    response: z.object({ items: z.array(WaitingRecordView) }),
  },
  revealLeadRecord: {
    method: 'POST',
    path: '/accounts/{accountId}/lead-records/{recordId}/reveal',
    permission: 'contacts.reveal',
    summary:
      'The contact of a lead record in clear, whether or not it has a conversation; every reading is audited (K6, X5)',
    params: recordParams,
    response: z.object({ phone: z.string().optional(), wechat: z.string().optional() }),
  },
  confirmLeadRecord: {
    method: 'POST',
    path: '/accounts/{accountId}/lead-records/{recordId}/match',
    permission: 'conversations.write',
    summary: 'Give a lead record to the conversation it belongs to (K6)',
    params: recordParams,
    body: z.strictObject({ conversationId: Id }),
    response: Done,
  },
  rejectLeadRecord: {
    method: 'POST',
    path: '/accounts/{accountId}/lead-records/{recordId}/reject',
    permission: 'conversations.write',
    summary: 'Say of which conversation a lead record is not; of none at all without one (K6)',
    params: recordParams,
    body: z.strictObject({ conversationId: Id.optional() }),
    response: Done,
  },
} as const satisfies Record<string, Route>;
