import { type AgentDeps, createAgent, getAgent, listAgents, updateAgent } from '../../shared/agents/agents.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { Row } from '../../shared/runtime/row-table.ts';
import type { AuditTrail } from '../../shared/tenants/audit-trail.ts';

/** AI employees (G1). */
export const agentEndpoints = (deps: AgentDeps & { readonly audit: AuditTrail }) => [
  endpoint(routes.listAgents, async ({ caller }) => ({ items: [...(await listAgents(deps, caller.tenantId))] })),
  endpoint(routes.getAgent, async ({ params, caller }) => getAgent(deps, caller.tenantId, params.agentId)),
  endpoint(routes.createAgent, async ({ body, caller }) => {
    // The id is made on the way; the row that joins it knows it.
    const idOf = (row: Row): string => String(row.agentId);
    return deps.audit.change(caller, 'agent.created', idOf, () => createAgent(deps, caller.tenantId, body));
  }),
  endpoint(routes.updateAgent, async ({ params, body, caller }) => {
    const update = () => updateAgent(deps, caller.tenantId, params.agentId, body);
    return deps.audit.change(caller, 'agent.updated', params.agentId, update);
  }),
];
