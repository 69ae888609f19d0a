import { Entity } from 'electrodb';
import type { TableClient } from '../runtime/table-client.ts';
import { conditionFailed } from './store-conditions.ts';

/** An AI employee as stored (G1). */
export interface Agent {
  readonly tenantId: string;
  readonly agentId: string;
  readonly name: string;
  readonly persona: string;
  readonly goal: string;
  readonly knowledge: readonly { readonly id: string; readonly question: string; readonly answer: string }[];
  readonly handOverTopics: readonly string[];
  readonly askForContact: boolean;
  readonly model: string;
  readonly gatherSeconds: number;
  readonly pauseAfterHumanMinutes: number;
  /** Rises with every change; guards against overwriting a colleague. */
  readonly version: number;
  readonly updatedAtMs: number;
}

const agentEntity = (table: TableClient) =>
  new Entity(
    {
      model: { entity: 'agent', version: '1', service: 'miaohong' },
      attributes: {
        tenantId: { type: 'string', required: true },
        agentId: { type: 'string', required: true },
        name: { type: 'string', required: true },
        persona: { type: 'string', required: true },
        goal: { type: 'string', required: true },
        knowledge: {
          type: 'list',
          required: true,
          items: {
            type: 'map',
            properties: {
              id: { type: 'string', required: true },
              question: { type: 'string', required: true },
              answer: { type: 'string', required: true },
            },
          },
        },
        handOverTopics: { type: 'list', required: true, items: { type: 'string' } },
        askForContact: { type: 'boolean', required: true },
        model: { type: 'string', required: true },
        gatherSeconds: { type: 'number', required: true },
        pauseAfterHumanMinutes: { type: 'number', required: true },
        version: { type: 'number', required: true },
        updatedAtMs: { type: 'number', required: true },
      },
      indexes: {
        main: {
          // biome-ignore lint/suspicious/noTemplateCurlyInString: ElectroDB's own template syntax
          pk: { field: 'pk', composite: ['tenantId'], template: 't#${tenantId}#agents', casing: 'none' },
          // biome-ignore lint/suspicious/noTemplateCurlyInString: ElectroDB's own template syntax
          sk: { field: 'sk', composite: ['agentId'], template: 'g#${agentId}', casing: 'none' },
        },
      },
    },
    table,
  );

export interface AgentStore {
  /** One item, eventually consistent: half a unit per 4 KB. */
  load(tenantId: string, agentId: string): Promise<Agent | undefined>;
  /** All agents of a tenant: tens, not thousands. */
  list(tenantId: string): Promise<readonly Agent[]>;
  create(agent: Agent): Promise<'created' | 'already-exists'>;
  /** Replaces the agent if it still has `expectedVersion`. */
  replace(agent: Agent, expectedVersion: number): Promise<'replaced' | 'version-changed'>;
}

export function createAgentStore(table: TableClient): AgentStore {
  const agents = agentEntity(table);
  return {
    async load(tenantId, agentId) {
      const { data } = await agents.get({ tenantId, agentId }).go();
      return data ?? undefined;
    },
    async list(tenantId) {
      const { data } = await agents.query.main({ tenantId }).go({ pages: 'all' });
      return data;
    },
    async create(agent) {
      const done = await conditionFailed(agents.create(writable(agent)).go());
      return done === 'failed' ? 'already-exists' : 'created';
    },
    async replace(agent, expectedVersion) {
      const done = await conditionFailed(
        agents
          .put(writable(agent))
          .where(({ version }, { eq }) => eq(version, expectedVersion))
          .go(),
      );
      return done === 'failed' ? 'version-changed' : 'replaced';
    },
  };
}

const writable = (agent: Agent) => ({
  ...agent,
  knowledge: agent.knowledge.map((item) => ({ ...item })),
  handOverTopics: [...agent.handOverTopics],
});
