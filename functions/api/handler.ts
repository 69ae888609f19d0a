import type { RecallDeps } from '../../shared/conversations/recall.ts';
import { type ApiDeps, createApiHandler } from '../../shared/runtime/api-handler.ts';
import type { FindCaller } from '../../shared/runtime/caller.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { Clock } from '../../shared/runtime/ports.ts';
import type { SignedIn } from '../../shared/tenants/callers.ts';
import type { ViewDeps } from '../../shared/tenants/saved-views.ts';
import { type AccountDeps, accountEndpoints } from './accounts.ts';
import { agentEndpoints } from './agents.ts';
import { type AuditDeps, auditEndpoints } from './audit.ts';
import { type AuthorizationDeps, authorizationEndpoints } from './authorizations.ts';
import { catalogueEndpoints } from './catalogue.ts';
import { conversationEndpoints, type InboxDeps } from './conversations.ts';
import { customerListEndpoints } from './customer-list.ts';
import { customerEndpoints } from './customers.ts';
import { type FigureDeps, figureEndpoints } from './figures.ts';
import { followUpEndpoints } from './follow-ups.ts';
import { inboxEndpoints, type TriageEndpointDeps } from './inbox.ts';
import { jobEndpoints } from './jobs.ts';
import { leadEndpoints } from './leads.ts';
import { liveTicketEndpoints, type TicketDeps } from './live-tickets.ts';
import { type MacroEndpointDeps, macroEndpoints } from './macros.ts';
import { materialEndpoints } from './materials.ts';
import { memberEndpoints } from './members.ts';
import { type MetaDeps, metaEndpoints } from './meta.ts';
import { type OperateDeps, operateEndpoints } from './operate.ts';
import { createOwnOnly } from './own-only.ts';
import { pictureEndpoints } from './pictures.ts';
import { rulePackEndpoints } from './rule-packs.ts';
import { searchEndpoints } from './search.ts';
import { sendMaterialEndpoints } from './send-material.ts';
import { sourceEndpoints } from './sources.ts';
import { viewEndpoints } from './views.ts';

/** Hosting has clients and tokens of the platforms; recalls use them too. */
interface Recalling {
  readonly clients: RecallDeps['recallers'];
  readonly access: RecallDeps['access'];
}

/** Everything the API needs; `index.ts` binds it to real clients, tests to fakes. */
export type HandlerDeps = MetaDeps &
  TicketDeps &
  InboxDeps &
  Omit<OperateDeps, 'recall'> &
  FigureDeps &
  TriageEndpointDeps &
  MacroEndpointDeps &
  ViewDeps &
  Parameters<typeof followUpEndpoints>[0] &
  Parameters<typeof jobEndpoints>[0] &
  Parameters<typeof agentEndpoints>[0] &
  Parameters<typeof materialEndpoints>[0] &
  Parameters<typeof memberEndpoints>[0] &
  Parameters<typeof pictureEndpoints>[0] &
  AuditDeps & {
    readonly hosting: AccountDeps & AuthorizationDeps & Recalling;
    readonly findCaller: FindCaller<SignedIn>;
    /** Binds what a request reads and writes to its caller's tenant (SEC10). */
    readonly runAs: NonNullable<ApiDeps<SignedIn>['runAs']>;
    readonly log: Log;
    readonly clock: Clock;
  };

/** /api/v1: every route of the contract, each in the file of its subject. */
export const createHandler = (deps: HandlerDeps) =>
  createApiHandler<SignedIn>({ ...deps, limits: createOwnOnly(deps) }, [
    ...metaEndpoints(deps),
    ...liveTicketEndpoints(deps),
    ...conversationEndpoints(deps),
    ...inboxEndpoints(deps),
    ...macroEndpoints(deps),
    ...operateEndpoints({
      ...deps,
      recall: { ...deps.conversations, recallers: deps.hosting.clients, access: deps.hosting.access },
    }),
    ...customerEndpoints({ ...deps, accounts: deps.hosting.accounts }),
    ...customerListEndpoints(deps),
    ...followUpEndpoints(deps),
    ...catalogueEndpoints(deps),
    ...jobEndpoints(deps),
    ...accountEndpoints({ ...deps.hosting, table: deps.table, audit: deps.audit }),
    ...authorizationEndpoints(deps.hosting),
    ...agentEndpoints(deps),
    ...figureEndpoints(deps),
    ...memberEndpoints(deps),
    ...auditEndpoints(deps),
    ...viewEndpoints(deps),
    ...rulePackEndpoints({ ...deps, accounts: deps.hosting.accounts }),
    ...searchEndpoints(deps),
    ...leadEndpoints({ ...deps, accounts: deps.hosting.accounts }),
    ...sourceEndpoints({ ...deps, accounts: deps.hosting.accounts }),
    ...materialEndpoints(deps),
    ...sendMaterialEndpoints(deps),
    ...pictureEndpoints(deps),
  ]);
