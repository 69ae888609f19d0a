import { NotAllowed, NotFound, RuleViolation, Unavailable } from '../runtime/errors.ts';
import type { Clock, Ids, SignInAccounts } from '../runtime/ports.ts';
import type { Member, Role } from './model.ts';
import { type Refusal, refuseLastOwner, refuseTarget, takesOwner } from './rules-members.ts';
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

const ATTEMPTS = 5;

/**
 * Changes a member and writes the audit row in the same transaction; a lost race decides again on what is true now. A
 * change that changes nothing writes nothing.
 */
export async function changeMember(
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
    const entry = memberAudit(deps, actor, action, memberId, values, fields);
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

/** @throws {NotAllowed}; {RuleViolation} for the last owner: no role of anybody's makes that right. */
export function refuse(refusal: Refusal | undefined): void {
  if (!refusal) return;
  const { code, message, field } = refusal;
  const details = field === undefined ? {} : { field };
  if (code === 'member.last-owner') throw new RuleViolation(code, message, { ...details, rule: 'X1' });
  throw new NotAllowed(code, message, { ...details, rule: 'X1' });
}

/** The audit row of what was done to a member. */
export function memberAudit(
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

/** Only operators are limited: the other roles exist to see everything, or nothing, of conversations. */
export const mayBeOwnOnly = (role: Role): boolean => role === 'operator';
