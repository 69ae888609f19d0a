import type { Member, Role } from './model.ts';

/** Who may do what to whom (X1), and when an invitation still counts. Pure; times are epoch milliseconds. */

/** An invitation ends after a week, as the first password that the user pool mails does. */
export const INVITATION_LIFE_MS = 7 * 24 * 3_600_000;

export type Refusal = { readonly code: string; readonly message: string; readonly field?: string };

type Actor = Pick<Member, 'memberId' | 'role'>;
type Target = Pick<Member, 'memberId' | 'role' | 'state'>;

/** Roles that a member may give, change and take: owners all, supervisors those who answer customers. */
const MANAGED: Readonly<Record<Role, readonly Role[]>> = {
  owner: ['owner', 'supervisor', 'operator', 'finance'],
  supervisor: ['operator'],
  operator: [],
  finance: [],
};

export const mayManage = (actor: Role, role: Role): boolean => MANAGED[actor].includes(role);

/** Absent state = active. */
export const isActive = (member: Pick<Member, 'state'>): boolean => member.state === undefined;

/** Whether an invitation may still be taken up. */
export const isOpenInvitation = (member: Pick<Member, 'state' | 'invitedUntilMs'>, nowMs: number): boolean =>
  member.state === 'invited' && (member.invitedUntilMs ?? 0) > nowMs;

/** Refuses a role that the actor may not give. */
export const refuseRole = (actor: Actor, role: Role): Refusal | undefined =>
  mayManage(actor.role, role)
    ? undefined
    : { code: 'member.role-not-yours', message: `your role may not give ${role}`, field: 'body.role' };

/** Refuses a change of somebody whom the actor may not manage. */
export const refuseTarget = (actor: Actor, target: Target): Refusal | undefined =>
  mayManage(actor.role, target.role)
    ? undefined
    : { code: 'member.not-yours', message: `your role may not change a member who is ${target.role}` };

/**
 * Refuses what would leave a tenant without an owner: the last active owner neither leaves nor steps down (X1).
 * `after` is the member as the change would leave them.
 */
export function refuseLastOwner(members: readonly Member[], after: Member): Refusal | undefined {
  const others = members.filter(({ memberId }) => memberId !== after.memberId);
  const left = [...others, after].some((member) => member.role === 'owner' && isActive(member));
  return left ? undefined : { code: 'member.last-owner', message: 'a company keeps at least one owner' };
}

/** Whether this change takes an active owner away: it must not happen beside another of its kind. */
export const takesOwner = (before: Member, after: Member): boolean =>
  before.role === 'owner' && isActive(before) && !(after.role === 'owner' && isActive(after));
