import { RuleViolation } from '../runtime/errors.ts';
import { type Actor, changeMember, type MemberDeps, mayBeOwnOnly, memberAudit, refuse } from './change-member.ts';
import type { Member, Role } from './model.ts';
import { INVITATION_LIFE_MS, isActive, refuseRole } from './rules-members.ts';

export interface Invitation {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly ownOnly: boolean;
}

/**
 * Invites a person: they may sign in from now on, and belong here from their first sign-in on.
 *
 * @throws {NotAllowed} `member.role-not-yours`. @throws {RuleViolation} `member.known`, `member.elsewhere`.
 */
export async function inviteMember(deps: MemberDeps, actor: Actor, invitation: Invitation): Promise<Member> {
  refuse(refuseRole(actor, invitation.role));
  const email = invitation.email.toLowerCase();
  const colleagues = await deps.members.list(actor.tenantId);
  if (colleagues.some((one) => one.email.toLowerCase() === email && one.state !== 'revoked')) throw known();
  const { sub } = await deps.signIn.invite(email, invitation.name);
  const nowMs = deps.clock.now();
  const member: Member = {
    tenantId: actor.tenantId,
    memberId: sub,
    name: invitation.name,
    email,
    role: invitation.role,
    state: 'invited',
    invitedUntilMs: nowMs + INVITATION_LIFE_MS,
    ...(mayBeOwnOnly(invitation.role) && invitation.ownOnly ? { ownOnly: true } : {}),
    createdAtMs: nowMs,
    version: 0,
  };
  const isNew = await deps.members.create(
    member,
    memberAudit(deps, actor, 'member.invited', sub, { role: member.role }),
  );
  // Who has an address elsewhere stays there: one person works for one company.
  if (!isNew) throw elsewhere();
  return { ...member, version: 1 };
}

const known = (): RuleViolation =>
  new RuleViolation('member.known', 'somebody with this address works here or is invited', { field: 'body.email' });
const elsewhere = (): RuleViolation =>
  new RuleViolation('member.elsewhere', 'this address cannot be invited', { field: 'body.email' });

/** Sends an invitation again; it begins anew. @throws {RuleViolation} `member.not-invited`. */
export async function resendInvitation(deps: MemberDeps, actor: Actor, memberId: string): Promise<Member> {
  const member = await changeMember(deps, actor, memberId, 'member.invitation-resent', (before) => {
    requireInvited(before);
    return { ...before, invitedUntilMs: deps.clock.now() + INVITATION_LIFE_MS };
  });
  await deps.signIn.resend(member.email);
  return member;
}

/** Takes an invitation back. @throws {RuleViolation} `member.not-invited`. */
export async function revokeInvitation(deps: MemberDeps, actor: Actor, memberId: string): Promise<Member> {
  const member = await changeMember(deps, actor, memberId, 'member.invitation-revoked', (before) => {
    requireInvited(before);
    return { ...before, state: 'revoked' };
  });
  await deps.signIn.remove(member.email);
  return member;
}

function requireInvited(member: Member): void {
  if (member.state !== 'invited') throw new RuleViolation('member.not-invited', 'no invitation is open here');
}

/** A first sign-in takes an invitation up; audited as the member's own act. False = somebody was first. */
export async function joinTenant(
  deps: Pick<MemberDeps, 'members' | 'clock' | 'ids'>,
  { state: _invited, invitedUntilMs: _until, ...member }: Member,
): Promise<Member | undefined> {
  const entry = memberAudit(deps, member, 'member.joined', member.memberId);
  if (await deps.members.replace(member, entry)) return { ...member, version: (member.version ?? 1) + 1 };
  const now = await deps.members.load(member.tenantId, member.memberId);
  return now && isActive(now) ? now : undefined;
}
