import type { Clock, Ids } from '../runtime/ports.ts';
import type { Member } from './model.ts';
import type { MemberStore } from './store-members.ts';
import type { TenantStore } from './store-tenants.ts';

export interface FoundDeps {
  readonly tenants: Pick<TenantStore, 'put'>;
  readonly members: Pick<MemberStore, 'findBySubject' | 'put'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface Founding {
  /** The subject that the identity provider gave the person. */
  readonly sub: string;
  readonly email: string;
  /** Name of the organisation. */
  readonly company: string;
  /** IANA zone of the organisation's days. */
  readonly timeZone: string;
}

/**
 * A new tenant with its first owner (X1): who deploys the product has nobody yet who could invite them. Doing it again
 * for the same person changes nothing and answers the member they are, whatever the company is called this time.
 */
export async function foundCompany(
  deps: FoundDeps,
  founding: Founding,
): Promise<{ readonly member: Member; readonly isNew: boolean }> {
  const { sub, email, company, timeZone } = founding;
  const known = await deps.members.findBySubject(sub);
  if (known) return { member: known, isNew: false };
  const tenantId = deps.ids.ulid().toLowerCase();
  const createdAtMs = deps.clock.now();
  // The tenant first: a member of a tenant that is not there would be nobody.
  await deps.tenants.put({ tenantId, name: company, timeZone, createdAtMs });
  const name = email.split('@')[0] ?? email;
  const member: Member = { tenantId, memberId: sub, name, email, role: 'owner', createdAtMs };
  await deps.members.put(member);
  return { member, isNew: true };
}
