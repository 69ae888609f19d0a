import type { AssignmentRule, AssignmentRules } from './model.ts';

/** Who gets a conversation that waits for a person, and who gives back what waits in vain (I5). Pure. */

/** A member as the rules see them. */
export interface Desk {
  readonly memberId: string;
  /** A console of theirs is open. */
  readonly isOnline: boolean;
  /** Open conversations they have. */
  readonly load: number;
  /** When a rule last gave them one; absent = never. */
  readonly lastAssignedAtMs?: number | undefined;
  /** Since when they are known to be away; absent = they are there, or nobody looked yet. */
  readonly offlineSinceMs?: number | undefined;
}

export const BY_HAND: AssignmentRule = { mode: 'by-hand', memberIds: [], onlineOnly: true };
export const NO_RULES: AssignmentRules = { tenant: BY_HAND, accounts: {} };

export const ruleFor = (rules: AssignmentRules, accountId: string): AssignmentRule =>
  rules.accounts[accountId] ?? rules.tenant;

/** Whether the sweeper has anything to do for a tenant. */
export const needsLooking = ({ tenant, accounts }: AssignmentRules): boolean =>
  [tenant, ...Object.values(accounts)].some(
    ({ mode, returnAfterMinutes }) => mode !== 'by-hand' || returnAfterMinutes !== undefined,
  );

/**
 * Whether a desk may be given work by this rule. Whoever is away for so long that what waits is taken from them gets
 * nothing new, also where absence is no hindrance otherwise: it would come back to them.
 */
export const takesPart = (rule: AssignmentRule, desk: Desk, nowMs: number): boolean =>
  (rule.memberIds.length === 0 || rule.memberIds.includes(desk.memberId)) &&
  (!rule.onlineOnly || desk.isOnline) &&
  (rule.maxEach === undefined || desk.load < rule.maxEach) &&
  stepReturn(rule, desk, nowMs).kind !== 'return';

/**
 * The member who gets the next conversation; undefined = it stays nobody's: by hand, or nobody can take it.
 * Round robin: who got one longest ago. By load: who has fewest, then who got one longest ago.
 */
export function chooseMember(rule: AssignmentRule, desks: readonly Desk[], nowMs: number): string | undefined {
  if (rule.mode === 'by-hand') return undefined;
  const [first] = desks.filter((desk) => takesPart(rule, desk, nowMs)).sort(rule.mode === 'by-load' ? byLoad : byTurn);
  return first?.memberId;
}

const byTurn = (a: Desk, b: Desk): number =>
  (a.lastAssignedAtMs ?? 0) - (b.lastAssignedAtMs ?? 0) || (a.memberId < b.memberId ? -1 : 1);
const byLoad = (a: Desk, b: Desk): number => a.load - b.load || byTurn(a, b);

export type ReturnStep =
  | { readonly kind: 'stays' }
  /** Seen away for the first time: remembered, nothing more. */
  | { readonly kind: 'left'; readonly offlineSinceMs: number }
  /** Back at the desk. */
  | { readonly kind: 'back' }
  /** What waits for an answer goes to somebody else. */
  | { readonly kind: 'return' };

/** What becomes of the work of a member who may be away. `offlineSinceMs` is what was remembered of them. */
export function stepReturn(
  rule: AssignmentRule,
  desk: { readonly isOnline: boolean; readonly offlineSinceMs?: number | undefined },
  nowMs: number,
): ReturnStep {
  if (desk.isOnline) return desk.offlineSinceMs === undefined ? { kind: 'stays' } : { kind: 'back' };
  if (desk.offlineSinceMs === undefined) return { kind: 'left', offlineSinceMs: nowMs };
  const { returnAfterMinutes } = rule;
  if (returnAfterMinutes === undefined) return { kind: 'stays' };
  return nowMs - desk.offlineSinceMs >= returnAfterMinutes * 60_000 ? { kind: 'return' } : { kind: 'stays' };
}
