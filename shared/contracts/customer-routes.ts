import * as z from 'zod';
import { Stage } from '../customers/rules-stage.ts';
import { conversationParams, Id, page, type Route } from './route.ts';
import { CustomerView, LeadView } from './views.ts';

export const customerRoutes = {
  updateCustomer: {
    method: 'PATCH',
    path: '/conversations/{conversationId}/customer',
    permission: 'conversations.write',
    summary: 'Remark, tags, stage and mutual follow of the customer',
    params: conversationParams,
    body: z.strictObject({
      remark: z.string().trim().max(500).optional(),
      tags: z.array(z.string().trim().min(1).max(30)).max(30).optional(),
      mutualFollow: z.boolean().optional(),
      /** K3; null = in no stage. */
      stage: Stage.nullable().optional(),
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
} as const satisfies Record<string, Route>;
