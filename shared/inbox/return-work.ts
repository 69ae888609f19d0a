import type { Conversation } from '../conversations/model-head.ts';
import { headKeyOf, listAssigned } from '../conversations/store-assigned.ts';
import { loadHeads } from '../conversations/store-inbox.ts';
import { assignFrom } from '../conversations/triage.ts';
import { assignWaiting } from './assign-waiting.ts';
import { type AssignDeps, loadPeople, mayWork } from './desks.ts';
import type { AssignmentRules } from './model.ts';
import { offerWaiting } from './offer-waiting.ts';
import { ruleFor, stepReturn } from './rules-assignment.ts';

/** Of one member are read at once. */
const AT_ONCE = 100;
/** Of one member in one look: nobody has more, and the next minute takes the rest. */
const MOST_PAGES = 20;
const MAX_TENANTS = 1_000;
const MOST_LOOKS = 20;

/**
 * Looks at every tenant whose rules say so: what waits with members who are gone longer than their rule allows goes back,
 * and to somebody else where the rule gives work by itself; what waits for nobody is offered again, because nobody may have
 * been there when it began (I5). Answers how much it gave back.
 */
export async function returnDue(deps: AssignDeps): Promise<number> {
  let count = 0;
  for (const tenantId of await deps.assignment.watchedTenants(MAX_TENANTS)) count += await lookAt(deps, tenantId);
  if (count > 0) deps.log.info('assignment.returned', { count });
  return count;
}

async function lookAt(deps: AssignDeps, tenantId: string): Promise<number> {
  const rules = await deps.assignment.rules(tenantId);
  const returned = await returnOfTenant(deps, tenantId, rules);
  await offerWaiting(deps, tenantId, rules);
  return returned;
}

async function returnOfTenant(deps: AssignDeps, tenantId: string, rules: AssignmentRules): Promise<number> {
  const nowMs = deps.clock.now();
  const { members, online, remembered } = await loadPeople(deps, tenantId);
  let count = 0;
  for (const member of members) {
    const { memberId } = member;
    if (!mayWork(member)) {
      count += await giveBack(deps, tenantId, memberId, () => true);
      continue;
    }
    const desk = remembered.get(memberId);
    const seen = { isOnline: online.has(memberId), offlineSinceMs: desk?.offlineSinceMs };
    const step = stepReturn(rules.tenant, seen, nowMs);
    if (step.kind === 'left' || step.kind === 'back') {
      const { offlineSinceMs: _, ...rest } = desk ?? { tenantId, memberId };
      await deps.assignment.putDesk(step.kind === 'left' ? { ...rest, offlineSinceMs: step.offlineSinceMs } : rest);
    }
    // Each account may have a rule, and a patience, of its own; what nobody's patience takes back is not read.
    const all = [rules.tenant, ...Object.values(rules.accounts)];
    if (seen.isOnline || !all.some((rule) => stepReturn(rule, seen, nowMs).kind === 'return')) continue;
    count += await giveBack(deps, tenantId, memberId, (head) => {
      const own = stepReturn(ruleFor(rules, head.accountId), seen, nowMs);
      return own.kind === 'return' && head.waitingSinceMs !== undefined;
    });
  }
  return count;
}

/** A member leaves: everything open that they had goes back at once. */
export const returnWorkOf = (deps: AssignDeps, tenantId: string, memberId: string): Promise<number> =>
  giveBack(deps, tenantId, memberId, () => true);

/** … however much it was: each look takes what the one before left. */
export async function returnAllWork(deps: AssignDeps, tenantId: string, memberId: string): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    if ((await returnWorkOf(deps, tenantId, memberId)) === 0) return;
  }
}

async function giveBack(
  deps: AssignDeps,
  tenantId: string,
  memberId: string,
  isReturned: (head: Conversation) => boolean,
): Promise<number> {
  let count = 0;
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const own = await listAssigned(deps.table, tenantId, memberId, AT_ONCE, after);
    const heads = await loadHeads(
      deps.table,
      own.map((key) => ({ ...headKeyOf(key), order: '' })),
    );
    const returned = heads.filter((head) => head.assigneeId === memberId && head.status === 'open' && isReturned(head));
    for (const { conversationId, waitingSinceMs } of returned) {
      const key = { tenantId, conversationId };
      await assignFrom(deps, key, memberId, undefined);
      if (waitingSinceMs !== undefined) await assignWaiting(deps, key);
    }
    count += returned.length;
    after = own.at(-1)?.conversationId;
    if (own.length < AT_ONCE) break;
  }
  return count;
}
