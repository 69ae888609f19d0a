import type { CardStore } from '../accounts/store-cards.ts';
import type { Material } from '../materials/model.ts';
import { InvalidInput } from '../runtime/errors.ts';
import type { AgentMaterial } from './model-materials.ts';

/** What may be chosen from. */
export interface ChoosableDeps {
  readonly materials: { loadMany(tenantId: string, ids: readonly string[]): Promise<readonly Material[]> };
  readonly cards: Pick<CardStore, 'loadMany'>;
}

const keyOf = ({ kind, id }: AgentMaterial): string => `${kind}#${id}`;

/**
 * Checks what a supervisor lets an AI employee send (G4). What was chosen before stays choosable, so that a material
 * somebody deleted keeps nobody from saving the rest. Costs half a unit a material that is new, and as much per 4 KB of
 * cards of an account that is named.
 *
 * @throws {InvalidInput} `agent.material-twice`; `agent.material-unknown` for what the tenant does not have, what is
 * somebody's personal material (M1, SEC8), or a card that the account named with it does not hold (M4).
 */
export async function checkChosen(
  deps: ChoosableDeps,
  tenantId: string,
  chosen: readonly AgentMaterial[],
  before: readonly AgentMaterial[] = [],
): Promise<void> {
  const keys = chosen.map(keyOf);
  const twice = keys.findIndex((key, at) => keys.indexOf(key) < at);
  if (twice >= 0) throw refusal('agent.material-twice', 'it is in the list already', twice);
  const known = new Set(before.map(keyOf));
  const added = chosen.filter((one) => !known.has(keyOf(one)));
  if (added.length === 0) return;
  const ids = added.flatMap(({ kind, id }) => (kind === 'material' ? [id] : []));
  const [materials, holders] = await Promise.all([
    ids.length > 0 ? deps.materials.loadMany(tenantId, ids) : [],
    deps.cards.loadMany(tenantId, [...new Set(added.flatMap(({ accountId }) => accountId ?? []))]),
  ]);
  const isThere = ({ kind, id, accountId }: AgentMaterial): boolean =>
    kind === 'material'
      ? materials.some((material) => material.id === id && material.scope === 'shared')
      : holders.some((holder) => holder.accountId === accountId && holder.cards.some((card) => card.id === id));
  const missing = added.find((one) => !isThere(one));
  if (missing) throw refusal('agent.material-unknown', 'no such shared material', chosen.indexOf(missing));
}

const refusal = (code: string, words: string, at: number): InvalidInput =>
  new InvalidInput(code, words, { field: `materials.${at}`, rule: 'G4' });
