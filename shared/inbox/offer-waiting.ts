import type { Conversation } from '../conversations/model-head.ts';
import { isLeftWaiting, type Wait } from '../conversations/rules-waiting.ts';
import { headKeyOf } from '../conversations/store-assigned.ts';
import { loadHeads } from '../conversations/store-inbox.ts';
import { listWaits, waitKey } from '../conversations/store-waiting.ts';
import { assignFrom } from '../conversations/triage.ts';
import { type AssignDeps, loadDesks } from './desks.ts';
import type { AssignmentRules } from './model.ts';
import { chooseMember, type Desk, ruleFor, takesPart } from './rules-assignment.ts';

/** Of one tenant in one look: the next minute goes on behind them. */
const MOST_OFFERED = 500;
const AT_ONCE = 100;

/**
 * Offers again what waits and is nobody's (I5): when it began to wait, nobody may have been there, or all had as much as
 * their rule allows. Whoever came since, or finished something, gets it now, whoever waits longest first. Where more wait
 * than one look sees, the next goes on where it ended, so that those at the end get their turn however many before them
 * wait with a member. Answers how much found somebody.
 *
 * Costs a tenant that gives work by itself 2.5 read units a minute, half a one for each member and for each conversation
 * looked at, a write unit a minute only where more than `MOST_OFFERED` wait; while nobody can take anything, half a read
 * unit and the members.
 */
export async function offerWaiting(deps: AssignDeps, tenantId: string, rules: AssignmentRules): Promise<number> {
  const giving = [rules.tenant, ...Object.values(rules.accounts)].filter(({ mode }) => mode !== 'by-hand');
  if (giving.length === 0) return 0;
  const [{ desks, remembered }, begunAfter] = await Promise.all([
    loadDesks(deps, tenantId, () => true),
    deps.assignment.offerPlace(tenantId),
  ]);
  const room = new Map(desks.map((desk) => [desk.memberId, desk]));
  const hasRoom = (): boolean =>
    giving.some((rule) => [...room.values()].some((desk) => takesPart(rule, desk, deps.clock.now())));
  let count = 0;
  let after = begunAfter;
  for (let offered = 0; offered < MOST_OFFERED && hasRoom(); offered += AT_ONCE) {
    const waits = await listWaits(deps.table, tenantId, { after, limit: AT_ONCE });
    const givable = waits.filter(({ accountId }) => ruleFor(rules, accountId).mode !== 'by-hand');
    for (const head of await nobodys(deps, givable)) {
      const desk = room.get(chooseMember(ruleFor(rules, head.accountId), [...room.values()], deps.clock.now()) ?? '');
      if (!desk || !(await give(deps, head, desk))) continue;
      const given: Desk = { ...desk, load: desk.load + 1, lastAssignedAtMs: deps.clock.now() };
      room.set(desk.memberId, given);
      const { memberId, lastAssignedAtMs } = given;
      await deps.assignment.putDesk({ ...remembered.get(memberId), tenantId, memberId, lastAssignedAtMs });
      count += 1;
    }
    const last = waits.at(-1);
    after = last && waits.length === AT_ONCE ? waitKey(last) : undefined;
    if (after === undefined) break;
  }
  // Who found no room keeps their turn: the next look begins with whoever waits longest.
  const next = hasRoom() ? after : undefined;
  if (next !== begunAfter) await deps.assignment.putOfferPlace(tenantId, next);
  if (count > 0) deps.log.info('assignment.offered', { tenantId, count });
  return count;
}

/** Those of them that nobody has and no agent is about to answer, who waits longest first. */
async function nobodys(deps: AssignDeps, waits: readonly Wait[]): Promise<readonly Conversation[]> {
  const heads = await loadHeads(
    deps.table,
    waits.map((wait) => ({ ...headKeyOf(wait), order: '' })),
  );
  return heads
    .filter((head) => head.assigneeId === undefined && isLeftWaiting(head))
    .sort((a, b) => (a.waitingSinceMs ?? 0) - (b.waitingSinceMs ?? 0));
}

/** Whoever a person chose meanwhile keeps it. */
const give = async (deps: AssignDeps, { tenantId, conversationId }: Conversation, desk: Desk): Promise<boolean> =>
  (await assignFrom(deps, { tenantId, conversationId }, undefined, desk.memberId)) === desk.memberId;
