import { RuleViolation } from '../runtime/errors.ts';
import { type Actor, changeMember, type MemberDeps, mayBeOwnOnly, refuse } from './change-member.ts';
import type { Member, Role } from './model.ts';
import { isActive, refuseRole } from './rules-members.ts';
import { isAllowed } from './rules-permissions.ts';

export interface MemberChange {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly ownOnly?: boolean | undefined;
}

/** Changes name, role or own-only. @throws {NotAllowed}; {RuleViolation} `member.last-owner`. */
export async function updateMember(
  deps: MemberDeps,
  actor: Actor,
  memberId: string,
  { name, role, ownOnly }: MemberChange,
): Promise<Member> {
  if (role !== undefined) refuse(refuseRole(actor, role));
  const member = await changeMember(deps, actor, memberId, 'member.updated', ({ ownOnly: wasOwnOnly, ...before }) => {
    const nextRole = role ?? before.role;
    const limited = mayBeOwnOnly(nextRole) && (ownOnly ?? wasOwnOnly ?? false);
    return { ...before, name: name ?? before.name, role: nextRole, ...(limited ? { ownOnly: true } : {}) };
  });
  if (!isAllowed(member.role, 'conversations.write')) await deps.returnWork(actor.tenantId, memberId);
  await deps.dropConsoles(actor.tenantId, memberId);
  return member;
}

/** A member leaves: rights end within a minute, consoles at once, their work goes back (SEC30, I5). @throws {RuleViolation} `member.last-owner`. */
export async function deactivateMember(deps: MemberDeps, actor: Actor, memberId: string): Promise<Member> {
  const member = await changeMember(deps, actor, memberId, 'member.deactivated', (before) => {
    if (before.state === 'invited') throw new RuleViolation('member.invited', 'take the invitation back instead');
    return { ...before, state: 'deactivated' };
  });
  // The rights first: whatever of the rest fails, they are nobody within a minute, and repeating does the rest.
  await Promise.all([deps.signIn.disable(member.email), deps.dropConsoles(actor.tenantId, memberId)]);
  await deps.returnWork(actor.tenantId, memberId);
  return member;
}

/** A member who left comes back with the role they had. */
export async function reactivateMember(deps: MemberDeps, actor: Actor, memberId: string): Promise<Member> {
  const member = await changeMember(
    deps,
    actor,
    memberId,
    'member.reactivated',
    ({ state: _left, ...before }) => before,
  );
  await deps.signIn.enable(member.email);
  return member;
}

/** Members as colleagues see them: without those whose invitation was taken back. */
export const visibleMembers = (members: readonly Member[]): readonly Member[] =>
  members.filter(({ state }) => state !== 'revoked');

/** Names by id, for lists and threads: also of those who left. */
export const memberNames = (members: readonly Member[]): ReadonlyMap<string, string> =>
  new Map(members.map((one) => [one.memberId, one.name]));

/** Members who may be given work: active ones whose role answers customers. */
export const workersOf = (members: readonly Member[]): ReadonlySet<string> =>
  new Set(
    members.filter((one) => isActive(one) && isAllowed(one.role, 'conversations.write')).map((one) => one.memberId),
  );
