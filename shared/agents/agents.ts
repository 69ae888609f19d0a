import type { AgentSummaryView, AgentView } from '../contracts/company-views.ts';
import type { AgentInput } from '../contracts/routes.ts';
import { InvalidInput, NotFound, RuleViolation } from '../runtime/errors.ts';
import type { Clock, Ids } from '../runtime/ports.ts';
import { type ChoosableDeps, checkChosen } from './chosen-materials.ts';
import { remember } from './remember.ts';
import type { Agent, AgentStore } from './store-agents.ts';

export interface AgentDeps extends ChoosableDeps {
  readonly agents: AgentStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * All knowledge of an agent, in bytes of UTF-8. It stands whole in every prompt, and the item holds at most 400 KB; this
 * keeps the prompt below the 100,000 tokens from which models cost several times more.
 */
export const MAX_KNOWLEDGE_BYTES = 180_000;

/**
 * G1: the tenant's AI employees, in the order they were created. Without their texts: some thirty with all the knowledge
 * they may have exceed what a function may answer (6 MB), F22.
 */
export const listAgents = (deps: Pick<AgentDeps, 'agents'>, tenantId: string): Promise<readonly AgentSummaryView[]> =>
  deps.agents.summaries(tenantId);

/** @throws {NotFound} */
export async function getAgent(deps: AgentDeps, tenantId: string, agentId: string): Promise<AgentView> {
  const agent = await deps.agents.load(tenantId, agentId);
  if (!agent) throw agentNotFound();
  return agentView(agent);
}

/** @throws {InvalidInput} if the knowledge is too large, an id comes twice, or a material may not be chosen (G4). */
export async function createAgent(deps: AgentDeps, tenantId: string, input: AgentInput): Promise<AgentView> {
  checkKnowledge(input);
  await checkChosen(deps, tenantId, input.materials ?? []);
  const agent: Agent = { ...input, tenantId, agentId: deps.ids.ulid(), version: 1, updatedAtMs: deps.clock.now() };
  await deps.agents.create(agent);
  return agentView(agent);
}

/**
 * Replaces what an agent is. Conversations follow within half a minute, when the cached copy ends.
 *
 * @throws {NotFound}
 * @throws {RuleViolation} `agent.version-changed` if somebody saved since `version` was read.
 * @throws {InvalidInput} as for `createAgent`.
 */
export async function updateAgent(
  deps: AgentDeps,
  tenantId: string,
  agentId: string,
  change: AgentInput & { readonly version: number },
): Promise<AgentView> {
  checkKnowledge(change);
  const { version, materials = [], ...input } = change;
  const before = materials.length > 0 ? await deps.agents.load(tenantId, agentId) : undefined;
  await checkChosen(deps, tenantId, materials, before?.materials);
  const chosen = materials.length > 0 ? { materials } : {};
  const agent: Agent = { ...input, ...chosen, tenantId, agentId, version: version + 1, updatedAtMs: deps.clock.now() };
  if ((await deps.agents.replace(agent, version)) === 'replaced') return agentView(agent);
  if (!(await deps.agents.load(tenantId, agentId))) throw agentNotFound();
  throw new RuleViolation('agent.version-changed', 'somebody else changed this agent meanwhile', { field: 'version' });
}

const agentNotFound = () => new NotFound('agent.not-found', 'no such agent');

function checkKnowledge({ knowledge }: AgentInput): void {
  const bytes = knowledge.reduce((sum, item) => sum + Buffer.byteLength(item.question + item.answer), 0);
  if (bytes > MAX_KNOWLEDGE_BYTES) {
    throw new InvalidInput(
      'agent.knowledge-too-large',
      `knowledge takes ${bytes} bytes, at most ${MAX_KNOWLEDGE_BYTES} fit`,
      {
        field: 'knowledge',
        rule: 'G1',
      },
    );
  }
  if (new Set(knowledge.map((item) => item.id)).size !== knowledge.length) {
    throw new InvalidInput('agent.knowledge-id-twice', 'two knowledge items have the same id', {
      field: 'knowledge',
      rule: 'G1',
    });
  }
}

export function agentView(agent: Agent): AgentView {
  const { tenantId: _tenant, agentId, knowledge, handOverTopics, materials, ...shown } = agent;
  return {
    ...shown,
    id: agentId,
    knowledge: knowledge.map((item) => ({ ...item })),
    handOverTopics: [...handOverTopics],
    ...(materials ? { materials: [...materials] } : {}),
  };
}

const CACHE_MS = 30_000;

/** G1 on the hot path: an agent from memory for at most 30 s. Undefined where the tenant has none such. */
export const cachedAgents = (
  store: Pick<AgentStore, 'load'>,
  clock: Clock,
): ((tenantId: string, agentId: string) => Promise<Agent | undefined>) =>
  remember(clock, CACHE_MS, (tenantId, agentId) => store.load(tenantId, agentId));
