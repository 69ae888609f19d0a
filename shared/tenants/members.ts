import { NotAllowed, NotFound, RuleViolation, Unavailable } from '../runtime/errors.ts';
import type { Clock, Ids, SignInAccounts } from '../runtime/ports.ts';
import type { Member, Role } from './model.ts';
import {
  INVITATION_LIFE_MS,
  isActive,
  type Refusal,
  refuseLastOwner,
  refuseRole,
  refuseTarget,
  takesOwner,
} from './rules-members.ts';
import { isAllowed } from './rules-permissions.ts';
import type { AuditEntry } from './store-audit.ts';
import type { MemberStore } from './store-members.ts';

export interface MemberDeps {
  readonly members: MemberStore;
  readonly signIn: SignInAccounts;
  /** Closes the member's open consoles, so that they come back with the rights they have now (SEC30). */
  readonly dropConsoles: (tenantId: string, memberId: string) => Promise<void>;
  /** Gives back what was assigned to somebody who does not work on conversations any more (I5). */
  readonly returnWork: (tenantId: string, memberId: string) => Promise<void>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Who asks: the signed-in member. */
export type Actor = Pick<Member, 'tenantId' | 'memberId' | 'role'>;

export interface Invitation {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly ownOnly: boolean;
}

export interface MemberChange {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly ownOnly?: boolean | undefined;
}

const ATTEMPTS = 5;

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
  const isNew = await deps.members.create(member, audit(deps, actor, 'member.invited', sub, { role: member.role }));
  // Who has an address elsewhere stays there: one person works for one company.
  if (!isNew) throw elsewhere();
  return { ...member, version: 1 };
}

const known = (): RuleViolation =>
  new RuleViolation('member.known', 'somebody with this address works here or is invited', { field: 'body.email' });
const elsewhere = (): RuleViolation =>
  new RuleViolation('member.elsewhere', 'this address cannot be invited', { field: 'body.email' });

/** Only operators are limited: the other roles exist to see everything, or nothing, of conversations. */
const mayBeOwnOnly = (role: Role): boolean => role === 'operator';

/** Sends an invitation again; it begins anew. @throws {RuleViolation} `member.not-invited`. */
export async function resendInvitation(deps: MemberDeps, actor: Actor, memberId: string): Promise<Member> {
  const member = await change(deps, actor, memberId, 'member.invitation-resent', (before) => {
    requireInvited(before);
    return { ...before, invitedUntilMs: deps.clock.now() + INVITATION_LIFE_MS };
  });
  await deps.signIn.resend(member.email);
  return member;
}

/** Takes an invitation back. @throws {RuleViolation} `member.not-invited`. */
export async function revokeInvitation(deps: MemberDeps, actor: Actor, memberId: string): Promise<Member> {
  const member = await change(deps, actor, memberId, 'member.invitation-revoked', (before) => {
    requireInvited(before);
    return { ...before, state: 'revoked' };
  });
  await deps.signIn.remove(member.email);
  return member;
}

function requireInvited(member: Member): void {
  if (member.state !== 'invited') throw new RuleViolation('member.not-invited', 'no invitation is open here');
}

/** Changes name, role or own-only. @throws {NotAllowed}; {RuleViolation} `member.last-owner`. */
export async function updateMember(
  deps: MemberDeps,
  actor: Actor,
  memberId: string,
  { name, role, ownOnly }: MemberChange,
): Promise<Member> {
  if (role !== undefined) refuse(refuseRole(actor, role));
  const member = await change(deps, actor, memberId, 'member.updated', ({ ownOnly: wasOwnOnly, ...before }) => {
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
  const member = await change(deps, actor, memberId, 'member.deactivated', (before) => {
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
  const member = await change(deps, actor, memberId, 'member.reactivated', ({ state: _left, ...before }) => before);
  await deps.signIn.enable(member.email);
  return member;
}

/**
 * Changes a member and writes the audit row in the same transaction; a lost race decides again on what is true now. A
 * change that changes nothing writes nothing.
 */
async function change(
  deps: MemberDeps,
  actor: Actor,
  memberId: string,
  action: string,
  decide: (before: Member) => Member,
): Promise<Member> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await deps.members.load(actor.tenantId, memberId);
    if (!before || before.state === 'revoked') throw new NotFound('member.unknown-here', 'no such member');
    refuse(refuseTarget(actor, before));
    const after = decide(before);
    const fields = changedFields(before, after);
    if (fields.length === 0) return before;
    const owners = takesOwner(before, after) ? await ownersGuard(deps, after) : undefined;
    const values = fields.includes('role') ? { role: `${before.role} → ${after.role}` } : undefined;
    const entry = audit(deps, actor, action, memberId, values, fields);
    if (await deps.members.replace(after, entry, owners)) return { ...after, version: (before.version ?? 1) + 1 };
  }
  throw new Unavailable('member.contended', 'the member keeps changing; try again');
}

/** @throws {RuleViolation} `member.last-owner`. */
async function ownersGuard(deps: MemberDeps, after: Member): Promise<number> {
  const version = await deps.members.ownersVersion(after.tenantId);
  refuse(refuseLastOwner(await deps.members.list(after.tenantId, { consistent: true }), after));
  return version;
}

const FIELDS = ['name', 'role', 'ownOnly', 'state', 'invitedUntilMs'] as const satisfies readonly (keyof Member)[];
const changedFields = (before: Member, after: Member): string[] =>
  FIELDS.filter((field) => before[field] !== after[field]);

function refuse(refusal: Refusal | undefined): void {
  if (!refusal) return;
  const { code, message, field } = refusal;
  const details = field === undefined ? {} : { field };
  if (code === 'member.last-owner') throw new RuleViolation(code, message, { ...details, rule: 'X1' });
  throw new NotAllowed(code, message, { ...details, rule: 'X1' });
}

function audit(
  deps: Pick<MemberDeps, 'clock' | 'ids'>,
  { tenantId, memberId }: Actor,
  action: string,
  subjectId: string,
  values?: Readonly<Record<string, string>>,
  fields?: readonly string[],
): AuditEntry {
  return {
    tenantId,
    auditId: deps.ids.ulid(),
    atMs: deps.clock.now(),
    actorId: memberId,
    action,
    subjectId,
    ...(fields ? { fields } : {}),
    ...(values ? { values } : {}),
  };
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

/** A first sign-in takes an invitation up; audited as the member's own act. False = somebody was first. */
export async function joinTenant(
  deps: Pick<MemberDeps, 'members' | 'clock' | 'ids'>,
  { state: _invited, invitedUntilMs: _until, ...member }: Member,
): Promise<Member | undefined> {
  const entry = audit(deps, member, 'member.joined', member.memberId);
  if (await deps.members.replace(member, entry)) return { ...member, version: (member.version ?? 1) + 1 };
  const now = await deps.members.load(member.tenantId, member.memberId);
  return now && isActive(now) ? now : undefined;
}
