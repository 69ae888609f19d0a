import type { CardHolder } from '../agents/lead-cards.ts';
import type { AgentMaterial } from '../agents/model-materials.ts';
import type { AgentMaterials } from '../agents/ports.ts';
import { remember } from '../agents/remember.ts';
import type { OfferedMaterial } from '../agents/rules-materials.ts';
import type { CardType, MessageBody } from '../conversations/model.ts';
import { packFor } from '../conversations/packs.ts';
import type { AccountFacts } from '../conversations/ports.ts';
import { RuleViolation } from '../runtime/errors.ts';
import type { Clock } from '../runtime/ports.ts';
import { bodiesOf, type Sending } from './material-bodies.ts';
import type { Material } from './model.ts';
import type { MaterialStore } from './store-materials.ts';

interface AgentMaterialDeps {
  readonly materials: Pick<MaterialStore, 'loadMany'>;
  /** What the platform holds for an account. */
  readonly cards: (tenantId: string, accountId: string) => Promise<CardHolder | undefined>;
  readonly clock: Clock;
}

/** As for the agent itself and its card: a change is followed after at most this long. */
const LIFE_MS = 30_000;
/** These have a tool of their own, which knows whether the contact is there already. */
const ASKS_FOR_CONTACT: ReadonlySet<CardType> = new Set(['phone-collect-card', 'lead-card']);

/**
 * G4: what an AI employee may send at an account, judged by the rules of an operator's (C1, C2, M1, M4): shared materials
 * meant for the platform, and cards that the account itself holds. What is gone or refused is not offered. Costs nothing
 * where no material was chosen; else half a unit a material and half a minute.
 */
export function createAgentMaterials({ materials, cards, clock }: AgentMaterialDeps): AgentMaterials {
  const kept = remember(clock, LIFE_MS, (tenantId, ids) => withParts(materials, tenantId, ids.split(',')));
  const holders = remember(clock, LIFE_MS, cards);

  return async ({ account: at, agent, customerName }) => {
    const chosen = agent.materials ?? [];
    if (chosen.length === 0) return [];
    const ids = chosen.flatMap(({ kind, id }) => (kind === 'material' ? [id] : []));
    const needsCards = ids.length < chosen.length;
    const [shared, holder] = await Promise.all([
      ids.length > 0 ? kept(at.tenantId, ids.join(',')) : [],
      needsCards ? holders(at.tenantId, at.accountId) : undefined,
    ]);
    const values = {
      'member.name': agent.name,
      'account.name': at.name,
      ...(customerName === undefined ? {} : { 'customer.name': customerName }),
    };
    const sending: Sending = { platform: at.platform, kind: at.kind, values, nowMs: clock.now() };
    return chosen.flatMap((one, index): readonly OfferedMaterial[] => {
      const found = one.kind === 'card' ? cardOf(one, holder, at, sending.nowMs) : sharedOf(one, shared, sending);
      return found ? [{ key: `m${index + 1}`, when: one.when, ...found }] : [];
    });
  };
}

type Found = Pick<OfferedMaterial, 'name' | 'bodies'>;

/** The chosen ones and, of combinations, their parts (M2): two requests at most. */
async function withParts(
  materials: AgentMaterialDeps['materials'],
  tenantId: string,
  ids: readonly string[],
): Promise<readonly Material[]> {
  const chosen = await materials.loadMany(tenantId, ids);
  const parts = chosen.flatMap(({ content }) => (content.kind === 'combined' ? content.parts : []));
  const more = parts.length > 0 ? await materials.loadMany(tenantId, parts) : [];
  return [...chosen, ...more].filter(({ scope }) => scope === 'shared');
}

function sharedOf({ id }: AgentMaterial, shared: readonly Material[], sending: Sending): Found | undefined {
  const find = (wanted: string) => shared.find((one) => one.id === wanted);
  const material = find(id);
  if (!material) return undefined;
  try {
    return { name: material.name, bodies: bodiesOf(material, find, sending) };
  } catch (error) {
    if (error instanceof RuleViolation) return undefined;
    throw error;
  }
}

/** M4: only what the account itself holds, with the title it has there. */
function cardOf(
  { id }: AgentMaterial,
  holder: CardHolder | undefined,
  { platform, kind }: AccountFacts,
  nowMs: number,
): Found | undefined {
  const held = holder?.cards.find((card) => card.id === id);
  if (!held || ASKS_FOR_CONTACT.has(held.card)) return undefined;
  if (packFor(platform, nowMs).capabilities[kind][held.card].send === 'no') return undefined;
  const body: MessageBody = { type: 'card', card: held.card, cardId: held.id, title: held.title };
  return { name: held.title, bodies: [body] };
}
