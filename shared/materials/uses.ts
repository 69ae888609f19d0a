import type { AgentStore } from '../agents/store-agents.ts';
import type { Viewer } from './model.ts';
import { agentsThatSend, isVisible, usesOf } from './rules-materials.ts';
import type { MaterialStore } from './store-materials.ts';

/** Where a material is used: a combination that holds it (M2), or an AI employee that may send it (G4). */
export interface Use {
  readonly kind: 'material' | 'agent';
  readonly id: string;
  /** Empty = a colleague's personal combination: it counts, but its name is theirs (M1). */
  readonly name: string;
}

export interface UsesDeps {
  readonly materials: Pick<MaterialStore, 'list'>;
  readonly agents: Pick<AgentStore, 'list'>;
}

/** M2: every use of a material, combinations first. Strong where something is decided on it. Costs both lists. */
export async function findUses(
  deps: UsesDeps,
  by: Viewer,
  id: string,
  options: { readonly consistent?: boolean } = {},
): Promise<readonly Use[]> {
  const [materials, agents] = await Promise.all([
    deps.materials.list(by.tenantId, options),
    deps.agents.list(by.tenantId, options),
  ]);
  return [
    ...usesOf(id, materials).map((one) => ({
      kind: 'material' as const,
      id: one.id,
      name: isVisible(one, by) ? one.name : '',
    })),
    ...agentsThatSend(id, agents).map(({ agentId, name }) => ({ kind: 'agent' as const, id: agentId, name })),
  ];
}
