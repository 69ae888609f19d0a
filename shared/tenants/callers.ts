import type { Caller } from '../runtime/caller.ts';
import type { Clock } from '../runtime/ports.ts';
import type { Member, Tenant } from './model.ts';
import { isActive, isOpenInvitation } from './rules-members.ts';
import { permissionsOf } from './rules-permissions.ts';
import type { MemberStore } from './store-members.ts';
import type { TenantStore } from './store-tenants.ts';

/** SEC30: whoever is removed or demoted loses the right within a minute. */
const LIFE_MS = 60_000;
const MAX_KNOWN = 1_000;

export interface SignedIn extends Caller {
  readonly member: Member;
  readonly tenant: Tenant;
}

export interface Callers {
  /** The caller behind a token's subject, or undefined where nobody invited them. */
  find(sub: string): Promise<SignedIn | undefined>;
  /** The same as it stands now, whatever a replica says (2 read units): for what goes on for longer than a request. */
  findNow(sub: string): Promise<SignedIn | undefined>;
}

/** Looks callers up and remembers them for a minute per instance, so that a request costs no read of its own. */
export function createCallers(deps: {
  readonly members: Pick<MemberStore, 'tenantOf' | 'find' | 'load'>;
  readonly tenants: Pick<TenantStore, 'load'>;
  readonly clock: Clock;
  /** Takes an open invitation up; absent where nobody signs in for the first time. */
  readonly join?: (member: Member) => Promise<Member | undefined>;
  /** Binds what is read of a tenant to it (SEC10); absent where the table is open. */
  readonly runAs?: <T>(tenantId: string, run: () => Promise<T>) => Promise<T>;
}): Callers {
  const known = new Map<string, { caller: SignedIn; untilMs: number }>();
  const runAs = deps.runAs ?? ((_, run) => run());
  /** Newest look at each subject: an older one that is still under way tells nothing any more. */
  const looks = new Map<string, symbol>();

  /** X1: an invitation becomes a membership with the first request; one that ended, or who left, is nobody. */
  const memberOf = async (tenantId: string, sub: string, now: boolean): Promise<Member | undefined> => {
    const member = await (now ? deps.members.load(tenantId, sub) : deps.members.find(tenantId, sub));
    if (!member || isActive(member)) return member;
    return isOpenInvitation(member, deps.clock.now()) ? deps.join?.(member) : undefined;
  };
  const loadIn = async (tenantId: string, sub: string, now: boolean): Promise<SignedIn | undefined> => {
    const member = await memberOf(tenantId, sub, now);
    if (!member) return undefined;
    const tenant = await deps.tenants.load(tenantId);
    if (!tenant) return undefined;
    const { memberId, name, role, ownOnly = false } = member;
    return { tenantId, memberId, name, ownOnly, permissions: permissionsOf(role), member, tenant };
  };

  const look = async (sub: string, now: boolean): Promise<SignedIn | undefined> => {
    const [nowMs, mine] = [deps.clock.now(), Symbol()];
    known.delete(sub);
    looks.set(sub, mine);
    try {
      const tenantId = await deps.members.tenantOf(sub);
      const caller = tenantId === undefined ? undefined : await runAs(tenantId, () => loadIn(tenantId, sub, now));
      // Strangers are not remembered: an invitation works at once.
      if (!caller || looks.get(sub) !== mine) return caller;
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(sub, { caller, untilMs: nowMs + LIFE_MS });
      return caller;
    } finally {
      if (looks.get(sub) === mine) looks.delete(sub);
    }
  };

  return {
    async find(sub) {
      const hit = known.get(sub);
      return hit && hit.untilMs > deps.clock.now() ? hit.caller : look(sub, false);
    },
    findNow: (sub) => look(sub, true),
  };
}
