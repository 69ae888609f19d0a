import * as z from 'zod';
import { Permission } from '../tenants/model.ts';
import { accountRoutes } from './account-routes.ts';
import { AgentInput, agentRoutes } from './agent-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { catalogueRoutes } from './catalogue-routes.ts';
import { conversationRoutes, OperatorMessage } from './conversation-routes.ts';
import { customerListRoutes } from './customer-list-routes.ts';
import { customerRoutes } from './customer-routes.ts';
import { inboxRoutes } from './inbox-routes.ts';
import { jobRoutes } from './job-routes.ts';
import { leadRoutes } from './lead-routes.ts';
import { materialRoutes } from './material-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { metaRoutes } from './meta-routes.ts';
import { pictureRoutes } from './picture-routes.ts';
import type { Route } from './route.ts';
import { rulePackRoutes } from './rule-pack-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { sourceRoutes } from './source-routes.ts';
import { viewRoutes } from './view-routes.ts';

export { AgentInput, OperatorMessage, Permission, type Route };

/**
 * The HTTP API: what the router serves, the OpenAPI document describes and the console calls; one file a subject.
 * Bodies are strict: a field nobody declared is refused, not ignored (SEC9).
 */
export const routes = {
  ...metaRoutes,
  ...conversationRoutes,
  ...inboxRoutes,
  ...customerRoutes,
  ...customerListRoutes,
  ...catalogueRoutes,
  ...jobRoutes,
  ...accountRoutes,
  ...agentRoutes,
  ...memberRoutes,
  ...auditRoutes,
  ...materialRoutes,
  ...pictureRoutes,
  ...viewRoutes,
  ...rulePackRoutes,
  ...searchRoutes,
  ...leadRoutes,
  ...sourceRoutes,
} as const satisfies Record<string, Route>;

/** One shape for every error: a stable dotted code, the field and rule where they apply, never a stack trace. */
export const ApiError = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    field: z.string().optional(),
    rule: z.string().optional(),
    nextChanceMs: z.number().int().optional(),
    requestId: z.string().optional(),
  }),
});
export type ApiError = z.infer<typeof ApiError>;
