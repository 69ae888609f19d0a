import type { FollowUpView, OpenFollowUpView } from '../../shared/contracts/customer-list-routes.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { World } from './fixtures.ts';
import type { Asked } from './jobs.ts';

/** What members of the stand-in come back to. */

const followUps = new Map<string, FollowUpView[]>();

export const resetFollowUps = (): void => followUps.clear();

export const followUpsOf = (id: string): FollowUpView[] => followUps.get(id) ?? [];

/** The member's own, the earliest first, with whom they are about. */
function openFollowUps(world: World, of: string): OpenFollowUpView[] {
  return [...followUps.values()]
    .flat()
    .filter(({ dueAtMs, doneAtMs, memberId }) => memberId === of && dueAtMs !== undefined && doneAtMs === undefined)
    .toSorted((a, b) => (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0))
    .flatMap((one) => {
      const row = world.conversations.get(one.conversationId);
      if (!row) return [];
      const { accountName, platform } = row;
      return { ...one, accountName, platform, customerName: world.customers.get(row.id)?.name ?? '' };
    });
}

/** What the API would say; undefined where the route is of another subject. */
export function answerFollowUps(name: string, { params, query, body, world }: Asked): unknown {
  const id = params.conversationId ?? '';
  switch (name) {
    case 'listFollowUps':
      return { items: followUpsOf(id) };
    case 'myFollowUps':
      return { items: openFollowUps(world, query.get('memberId') ?? 'm1') };
    case 'addFollowUp': {
      const { id: followUpId, text, due, memberId = 'm1' } = routes.addFollowUp.body.parse(body);
      const record: FollowUpView = {
        id: followUpId,
        conversationId: id,
        text,
        authorName: '周店长',
        memberId,
        createdAtMs: Date.now(),
        ...(due ? { dueAtMs: Date.parse(`${due}:00+08:00`) } : {}),
      };
      followUps.set(id, [record, ...(followUps.get(id) ?? [])]);
      return record;
    }
    case 'updateFollowUp': {
      const { done, due, memberId } = routes.updateFollowUp.body.parse(body);
      const record = (followUps.get(id) ?? []).find((one) => one.id === params.followUpId);
      const { doneAtMs: _, ...rest } = record ?? {
        id: '',
        conversationId: id,
        text: '',
        memberId: 'm1',
        createdAtMs: 0,
      };
      const next = {
        ...rest,
        ...(done ? { doneAtMs: Date.now() } : {}),
        ...(memberId ? { memberId } : {}),
        ...(due ? { dueAtMs: Date.parse(`${due}:00+08:00`) } : {}),
      };
      followUps.set(
        id,
        (followUps.get(id) ?? []).map((one) => (one.id === next.id ? next : one)),
      );
      return next;
    }
    default:
      return undefined;
  }
}

const HOUR_MS = 3_600_000;
/** Hours from now at which the member comes back to the first customers, and why. */
const DUE: readonly (readonly [number, string])[] = [
  [-26, '回电：报价里的水电改造要不要含在内'],
  [-1, '发两套小户型案例，约周末量房'],
  [0.2, '确认周六上午 10 点量房的地址'],
  [30, '问老人房的防滑地砖选好了没有'],
  [120, '方案改好后再约一次门店'],
];

export function furnishFollowUps(world: World): void {
  const nowMs = Date.now();
  const ids = [...world.customers.keys()];
  for (const [at, [hours, text]] of DUE.entries()) {
    const conversationId = ids[at * 2 + 1];
    if (conversationId === undefined) continue;
    const times = { createdAtMs: nowMs - 48 * HOUR_MS, dueAtMs: nowMs + hours * HOUR_MS };
    followUps.set(conversationId, [
      { id: `follow-up-${at}`, conversationId, text, authorName: '周店长', memberId: 'm1', ...times },
    ]);
  }
}
