import { mayManage } from '../../../../shared/tenants/rules-members.ts';
import type { MemberView, MeView } from '../contracts.ts';

const ROLES = ['owner', 'supervisor', 'operator', 'finance'] as const;

/** Roles the signed-in member may give, by the server's own rule. */
export const givableRoles = (me: Pick<MeView, 'role'> | undefined): readonly MemberView['role'][] =>
  me ? ROLES.filter((role) => mayManage(me.role, role)) : [];

/** Whether the signed-in member may change this one. */
export const canManage = (me: MeView | undefined, member: MemberView): boolean =>
  me?.permissions.includes('members.write') === true && mayManage(me.role, member.role);

export type Standing = 'active' | 'invited' | 'expired' | 'deactivated';

/** What stands beside a member's name; an invitation that ended waits to be sent again. */
export function standingOf(member: MemberView, nowMs: number): Standing {
  if (member.state !== 'invited') return member.state;
  return (member.invitedUntilMs ?? 0) > nowMs ? 'invited' : 'expired';
}

/** Those who work here first, by role and name; then who is invited; then who left. */
export function orderMembers(members: readonly MemberView[]): readonly MemberView[] {
  const place = (member: MemberView): string =>
    `${['active', 'invited', 'deactivated'].indexOf(member.state)}${ROLES.indexOf(member.role)}${member.name}`;
  return [...members].sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
