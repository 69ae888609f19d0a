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
  /** The same as it stands now (1.5 read units): for what goes on for longer than a request. */
  findNow(sub: string): Promise<SignedIn | undefined>;
}

/** Looks callers up and remembers them for a minute per instance, so that a request costs no read of its own. */
export function createCallers(deps: {
  readonly members: Pick<MemberStore, 'tenantOf' | 'find'>;
  readonly tenants: Pick<TenantStore, 'load'>;
  readonly clock: Clock;
  /** Takes an open invitation up; absent where nobody signs in for the first time. */
  readonly join?: (member: Member) => Promise<Member | undefined>;
  /** Binds what is read of a tenant to it (SEC10); absent where the table is open. */
  readonly runAs?: <T>(tenantId: string, run: () => Promise<T>) => Promise<T>;
}): Callers {
  const known = new Map<string, { caller: SignedIn; untilMs: number }>();

  /** X1: an invitation becomes a membership with the first request; one that ended, or who left, is nobody. */
  const memberOf = async (tenantId: string, sub: string): Promise<Member | undefined> => {
    const member = await deps.members.find(tenantId, sub);
    if (!member || isActive(member)) return member;
    return isOpenInvitation(member, deps.clock.now()) ? deps.join?.(member) : undefined;
  };

  const runAs = deps.runAs ?? ((_, run) => run());
  const load = async (sub: string): Promise<SignedIn | undefined> => {
    const tenantId = await deps.members.tenantOf(sub);
    return tenantId === undefined ? undefined : runAs(tenantId, () => loadIn(tenantId, sub));
  };
  const loadIn = async (tenantId: string, sub: string): Promise<SignedIn | undefined> => {
    const member = await memberOf(tenantId, sub);
    if (!member) return undefined;
    const tenant = await deps.tenants.load(tenantId);
    if (!tenant) return undefined;
    const { memberId, name, role, ownOnly = false } = member;
    return { tenantId, memberId, name, ownOnly, permissions: permissionsOf(role), member, tenant };
  };

  const findNow = async (sub: string): Promise<SignedIn | undefined> => {
    const nowMs = deps.clock.now();
    known.delete(sub);
    const caller = await load(sub);
    // Strangers are not remembered: an invitation works at once.
    if (!caller) return undefined;
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(sub, { caller, untilMs: nowMs + LIFE_MS });
    return caller;
  };

  return {
    async find(sub) {
      const hit = known.get(sub);
      return hit && hit.untilMs > deps.clock.now() ? hit.caller : findNow(sub);
    },
    findNow,
  };
}
