import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { Row, RowKey, RowTable } from '../runtime/row-table.ts';
import { AgentMaterial } from './model-materials.ts';

/** An AI employee as stored (G1). Version 1 of the row's schema; store-agents.test.ts pins its shape. */
const StoredAgent = z.object({
  tenantId: z.string(),
  agentId: z.string(),
  name: z.string(),
  persona: z.string(),
  goal: z.string(),
  knowledge: z.array(z.object({ id: z.string(), question: z.string(), answer: z.string() })),
  handOverTopics: z.array(z.string()),
  askForContact: z.boolean(),
  /** G4: what it may send; absent = nothing. */
  materials: z.array(AgentMaterial).exactOptional(),
  model: z.string(),
  gatherSeconds: z.number(),
  pauseAfterHumanMinutes: z.number(),
  /** Rises with every change; guards against overwriting a colleague. */
  version: z.number().int(),
  updatedAtMs: z.number().int(),
});
type StoredAgent = z.infer<typeof StoredAgent>;

export type Agent = Readonly<Omit<StoredAgent, 'knowledge' | 'handOverTopics' | 'materials'>> & {
  readonly materials?: readonly AgentMaterial[];
  readonly knowledge: readonly { readonly id: string; readonly question: string; readonly answer: string }[];
  readonly handOverTopics: readonly string[];
};

/** An agent without its texts. */
export interface AgentSummary extends Pick<Agent, 'name' | 'model' | 'version' | 'updatedAtMs'> {
  readonly id: string;
  readonly knowledgeCount: number;
}

export interface AgentStore {
  /** One item, eventually consistent: half a unit per 4 KB. */
  load(tenantId: string, agentId: string): Promise<Agent | undefined>;
  /** All agents of a tenant by id, which is their age: tens, not thousands. Strong where something is decided on them. */
  list(tenantId: string, options?: { readonly consistent?: boolean }): Promise<readonly Agent[]>;
  /** The same, eventually consistent, in short: of the texts no more than a page is held at a time. */
  summaries(tenantId: string): Promise<readonly AgentSummary[]>;
  create(agent: Agent): Promise<'created' | 'already-exists'>;
  /** Replaces the agent if it still has `expectedVersion`. */
  replace(agent: Agent, expectedVersion: number): Promise<'replaced' | 'version-changed'>;
}

const partition = (tenantId: string): string => `t#${tenantId}#agents`;
const keyOf = (tenantId: string, agentId: string): RowKey => ({ pk: partition(tenantId), sk: `g#${agentId}` });
const rowOf = (agent: Agent): Row => ({ ...keyOf(agent.tenantId, agent.agentId), ...entityMarks('agent'), ...agent });
const agentOf = (row: Row): Agent => StoredAgent.parse(row);

const summaryOf = ({ agentId, name, model, version, updatedAtMs, knowledge }: Agent): AgentSummary => ({
  id: agentId,
  name,
  model,
  knowledgeCount: knowledge.length,
  version,
  updatedAtMs,
});

export function createAgentStore(table: RowTable): AgentStore {
  async function all<T>(tenantId: string, consistent: boolean, of: (agent: Agent) => T): Promise<readonly T[]> {
    const found: T[] = [];
    let after: Readonly<Record<string, string>> | undefined;
    do {
      const range = { pk: partition(tenantId), from: 'g#', to: 'g#~', consistent };
      const page = await table.query({ ...range, ...(after ? { after } : {}) });
      found.push(...page.rows.map((row) => of(agentOf(row))));
      after = page.next;
    } while (after);
    return found;
  }
  return {
    async load(tenantId, agentId) {
      const row = await table.get(keyOf(tenantId, agentId));
      return row && agentOf(row);
    },
    list: (tenantId, { consistent = false } = {}) => all(tenantId, consistent, (agent) => agent),
    summaries: (tenantId) => all(tenantId, false, summaryOf),
    async create(agent) {
      return (await table.put({ row: rowOf(agent), condition: { kind: 'absent' } })) ? 'created' : 'already-exists';
    },
    async replace(agent, expectedVersion) {
      const condition = { kind: 'one-of', attribute: 'version', values: [expectedVersion] } as const;
      return (await table.put({ row: rowOf(agent), condition })) ? 'replaced' : 'version-changed';
    },
  };
}
