import { type AgentDeps, createAgent, listAgents, updateAgent } from '../../shared/agents/agents.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';

/** AI employees (G1). */
export const agentEndpoints = (deps: AgentDeps) => [
  endpoint(routes.listAgents, async ({ caller }) => ({ items: [...(await listAgents(deps, caller.tenantId))] })),
  endpoint(routes.createAgent, ({ body, caller }) => createAgent(deps, caller.tenantId, body)),
  endpoint(routes.updateAgent, ({ params, body, caller }) => updateAgent(deps, caller.tenantId, params.agentId, body)),
];
