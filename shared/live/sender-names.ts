import type { ThreadItem } from '../contracts/views.ts';
import type { Clock } from '../runtime/ports.ts';

/** Replaces the ids of senders by names that people know. */
export type NameItems = (tenantId: string, items: readonly ThreadItem[]) => Promise<ThreadItem[]>;

export interface NameDeps {
  readonly memberNames: (tenantId: string) => Promise<ReadonlyMap<string, string>>;
  readonly agentName: (tenantId: string, agentId: string) => Promise<string | undefined>;
  readonly clock: Clock;
}

/** Names hardly change, and an old one for some minutes misleads nobody. */
const LIFE_MS = 5 * 60_000;
const MAX_KNOWN = 5_000;

/** A name that cannot be found is left out: an id means nothing to anybody. */
export function createNameItems(deps: NameDeps): NameItems {
  const known = new Map<string, { name: Promise<string | undefined>; untilMs: number }>();

  const lookUp = async (tenantId: string, item: ThreadItem, id: string): Promise<string | undefined> =>
    item.sender === 'agent' ? deps.agentName(tenantId, id) : (await deps.memberNames(tenantId)).get(id);

  const nameOf = (tenantId: string, item: ThreadItem, id: string): Promise<string | undefined> => {
    const key = JSON.stringify([tenantId, id]);
    const nowMs = deps.clock.now();
    const hit = known.get(key);
    if (hit && hit.untilMs > nowMs) return hit.name;
    if (known.size >= MAX_KNOWN) known.clear();
    const name = lookUp(tenantId, item, id).catch(() => undefined);
    known.set(key, { name, untilMs: nowMs + LIFE_MS });
    return name;
  };

  return (tenantId, items) =>
    Promise.all(
      items.map(async (item) => {
        const { senderName: id, ...rest } = item;
        if (id === undefined) return rest;
        const name = await nameOf(tenantId, item, id);
        return name === undefined ? rest : { ...rest, senderName: name };
      }),
    );
}
