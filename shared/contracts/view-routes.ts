import * as z from 'zod';
import { ViewKind, ViewSettings } from '../tenants/rules-views.ts';
import { Id, page, type Route } from './route.ts';

/** A member's saved way to look at a list: filters, columns, order, in the list's own words. */
export const SavedViewView = z.object({
  id: z.string(),
  kind: ViewKind,
  name: z.string(),
  position: z.number(),
  settings: ViewSettings,
});
export type SavedViewView = z.infer<typeof SavedViewView>;

export const viewRoutes = {
  listViews: {
    method: 'GET',
    path: '/views',
    permission: 'conversations.read',
    summary: 'The member’s own saved views of a list (I1, K1)',
    query: z.object({ kind: ViewKind.optional() }),
    response: page(SavedViewView),
  },
  saveView: {
    method: 'PUT',
    path: '/views',
    permission: 'conversations.read',
    summary: 'Keep a view under an id chosen by the caller; repeating changes nothing',
    body: z.strictObject({
      id: Id,
      kind: ViewKind,
      name: z.string().trim().min(1).max(40),
      position: z.number().min(0).max(1e6).default(0),
      settings: ViewSettings,
    }),
    response: SavedViewView,
  },
  deleteView: {
    method: 'DELETE',
    path: '/views/{viewId}',
    permission: 'conversations.read',
    summary: 'Forget a view of one’s own',
    params: z.object({ viewId: Id }),
    response: z.object({ ok: z.literal(true) }),
  },
} as const satisfies Record<string, Route>;
