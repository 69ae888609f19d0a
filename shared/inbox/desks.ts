import { listAssigned } from '../conversations/store-assigned.ts';
import type { ConnectionStore } from '../live/store-connections.ts';
import type { Log } from '../runtime/log.ts';
import type { Clock, Ids } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { Member } from '../tenants/model.ts';
import { isAllowed } from '../tenants/rules-permissions.ts';
import type { MemberStore } from '../tenants/store-members.ts';
import type { Desk } from './rules-assignment.ts';
import type { AssignmentStore, StoredDesk } from './store-assignment.ts';

/** What assignment needs from outside. */
export interface AssignDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly assignment: AssignmentStore;
  readonly members: Pick<MemberStore, 'list'>;
  readonly connections: Pick<ConnectionStore, 'list'>;
}

/** Nobody has more at once; who does is told no more of. */
const MOST_COUNTED = 500;

/** Members who work here and may answer customers. */
export const mayWork = ({ state, role }: Member): boolean =>
  state === undefined && isAllowed(role, 'conversations.write');

/** A tenant's people and what is remembered of them: three queries. */
export async function loadPeople(
  deps: AssignDeps,
  tenantId: string,
): Promise<{
  readonly members: readonly Member[];
  readonly online: ReadonlySet<string>;
  readonly remembered: ReadonlyMap<string, StoredDesk>;
}> {
  const [members, connections, desks] = await Promise.all([
    deps.members.list(tenantId),
    deps.connections.list(tenantId, deps.clock.now()),
    deps.assignment.desks(tenantId),
  ]);
  return {
    members,
    online: new Set(connections.map(({ memberId }) => memberId)),
    remembered: new Map(desks.map((desk) => [desk.memberId, desk])),
  };
}

/** The desks a rule chooses among, with what each has on it: a query each. */
export async function loadDesks(
  deps: AssignDeps,
  tenantId: string,
  isWanted: (memberId: string) => boolean,
): Promise<{ readonly desks: readonly Desk[]; readonly remembered: ReadonlyMap<string, StoredDesk> }> {
  const { members, online, remembered } = await loadPeople(deps, tenantId);
  const desks = await Promise.all(
    members
      .filter((member) => mayWork(member) && isWanted(member.memberId))
      .map(async ({ memberId }): Promise<Desk> => {
        const own = await listAssigned(deps.table, tenantId, memberId, MOST_COUNTED);
        const { lastAssignedAtMs, offlineSinceMs } = remembered.get(memberId) ?? {};
        return { memberId, isOnline: online.has(memberId), load: own.length, lastAssignedAtMs, offlineSinceMs };
      }),
  );
  return { desks, remembered };
}
