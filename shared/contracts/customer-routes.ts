import * as z from 'zod';
import { Stage } from '../customers/rules-stage.ts';
import { conversationParams, type Route } from './route.ts';
import { CustomerView } from './views.ts';

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
} as const satisfies Record<string, Route>;
