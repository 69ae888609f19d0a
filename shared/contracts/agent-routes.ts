import * as z from 'zod';
import { AgentMaterial } from '../agents/model-materials.ts';
import { MAX_AGENT_MATERIALS } from '../agents/rules-materials.ts';
import { AgentSummaryView, AgentView, KnowledgeItem } from './company-views.ts';
import { Id, page, type Route } from './route.ts';

const agentParams = z.object({ agentId: Id });

export const AgentInput = z.strictObject({
  name: z.string().trim().min(1).max(60),
  persona: z.string().trim().max(4000),
  goal: z.string().trim().max(2000),
  knowledge: z.array(KnowledgeItem).max(500),
  handOverTopics: z.array(z.string().trim().min(1).max(60)).max(50),
  askForContact: z.boolean(),
  /** G4: what it may send, chosen by a supervisor; absent = nothing. */
  materials: z.array(AgentMaterial).max(MAX_AGENT_MATERIALS).exactOptional(),
  model: z.string().min(1).max(80),
  gatherSeconds: z.number().int().min(0).max(30),
  pauseAfterHumanMinutes: z.number().int().min(1).max(1440),
});
export type AgentInput = z.infer<typeof AgentInput>;

export const agentRoutes = {
  listAgents: {
    method: 'GET',
    path: '/agents',
    permission: 'agents.read',
    summary: 'AI employees by name, without their texts',
    response: page(AgentSummaryView),
  },
  getAgent: {
    method: 'GET',
    path: '/agents/{agentId}',
    permission: 'agents.read',
    summary: 'One AI employee with all it is and knows',
    params: agentParams,
    response: AgentView,
  },
  createAgent: {
    method: 'POST',
    path: '/agents',
    permission: 'agents.write',
    summary: 'Create an AI employee',
    body: AgentInput,
    response: AgentView,
    status: 201,
  },
  updateAgent: {
    method: 'PUT',
    path: '/agents/{agentId}',
    permission: 'agents.write',
    summary: 'Change an AI employee; `version` guards against overwriting a colleague',
    params: agentParams,
    body: AgentInput.extend({ version: z.number().int() }),
    response: AgentView,
  },
} as const satisfies Record<string, Route>;
