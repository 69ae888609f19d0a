import { type AgentDeps, createAgent, listAgents, updateAgent } from '../../shared/agents/agents.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { AuditTrail } from '../../shared/tenants/audit-trail.ts';

/** AI employees (G1). */
export const agentEndpoints = (deps: AgentDeps & { readonly audit: AuditTrail }) => [
  endpoint(routes.listAgents, async ({ caller }) => ({ items: [...(await listAgents(deps, caller.tenantId))] })),
  endpoint(routes.createAgent, async ({ body, caller }) => {
    const agent = await createAgent(deps, caller.tenantId, body);
    await deps.audit(caller, 'agent.created', agent.id);
    return agent;
  }),
  endpoint(routes.updateAgent, async ({ params, body, caller }) => {
    const agent = await updateAgent(deps, caller.tenantId, params.agentId, body);
    await deps.audit(caller, 'agent.updated', agent.id);
    return agent;
  }),
];
