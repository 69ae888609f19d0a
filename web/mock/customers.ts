import type { CatalogueView } from '../../shared/contracts/catalogue-routes.ts';
import type {
  CustomerRow,
  FollowUpView,
  OpenFollowUpView,
  TimelineItemView,
} from '../../shared/contracts/customer-list-routes.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { World } from './fixtures.ts';
import { type Asked, answerJobs, resetJobs } from './jobs.ts';
import { page } from './state.ts';

/** What the stand-in server knows of customers beside the inbox: catalogue, follow-ups, jobs. */

const TAGS = ['老房翻新', '新房', '别墅', '高意向', '比价中', '待量房'];
const GROUPS: CatalogueView['groups'] = [
  { id: 'house', name: '房屋', colour: 'teal', tags: ['老房翻新', '新房', '别墅'], forAgents: true },
  { id: 'intent', name: '意向', colour: 'red', tags: ['高意向', '比价中', '待量房'], forAgents: false },
];
const goals = {
  'new-friend': '打招呼，弄清需求',
  trust: '给案例和方案，约量房',
  deal: '谈定价格，签约付款',
  repurchase: '回访入住情况',
  referral: '请老客户介绍朋友',
};
let catalogue: CatalogueView = { version: 1, groups: GROUPS, stageGoals: goals };
const followUps = new Map<string, FollowUpView[]>();

function editCatalogue(body: unknown): CatalogueView {
  const { groups = catalogue.groups, stageGoals = catalogue.stageGoals } = routes.editCatalogue.body.parse(body);
  catalogue = { groups, stageGoals, version: catalogue.version + 1 };
  return catalogue;
}

export function resetCustomers(): void {
  catalogue = { version: 1, groups: GROUPS, stageGoals: goals };
  followUps.clear();
  resetJobs();
}

/** Rows hang off the conversations; every third carries a tag. */
function rowsOf(world: World): CustomerRow[] {
  return [...world.conversations.values()]
    .sort((a, b) => b.lastActivityAtMs - a.lastActivityAtMs)
    .flatMap((conversation) => {
      const customer = world.customers.get(conversation.id);
      if (!customer) return [];
      return [
        {
          conversationId: conversation.id,
          accountId: conversation.accountId,
          accountName: conversation.accountName,
          platform: conversation.platform,
          name: customer.name,
          tags: customer.tags,
          ...(customer.stage ? { stage: customer.stage } : {}),
          ...(customer.source ? { source: customer.source } : {}),
          ...(customer.contact ? { contact: customer.contact } : {}),
          remark: customer.remark,
          firstSeenAtMs: customer.firstSeenAtMs,
          lastActivityAtMs: conversation.lastActivityAtMs,
          ...(conversation.assigneeId ? { assigneeId: conversation.assigneeId } : {}),
          ...(conversation.window.lastCustomerMessageAtMs
            ? { spokeAtMs: conversation.window.lastCustomerMessageAtMs }
            : {}),
        },
      ];
    });
}

function matching({ world, query }: Asked): CustomerRow[] {
  const list = (name: string) => (query.get(name) ?? '').split(',').filter(Boolean);
  const [tags, stages, accounts, q] = [list('tags'), list('stages'), list('accountIds'), query.get('q') ?? ''];
  return rowsOf(world).filter(
    (row) =>
      (tags.length === 0 || tags.some((tag) => row.tags.includes(tag))) &&
      (stages.length === 0 || stages.includes(row.stage ?? 'none')) &&
      (accounts.length === 0 || accounts.includes(row.accountId)) &&
      (!query.get('assignee') || (row.assigneeId ?? 'nobody') === query.get('assignee')) &&
      (!query.get('platform') || row.platform === query.get('platform')) &&
      (!query.get('contact') || (row.contact !== undefined) === (query.get('contact') === 'yes')) &&
      (q === '' || [row.name, row.remark, row.contact?.phone ?? ''].some((text) => text.includes(q))),
  );
}

function timelineOf(id: string, world: World): TimelineItemView[] {
  const row = rowsOf(world).find((one) => one.conversationId === id);
  const atMs = row?.lastActivityAtMs ?? Date.now();
  return [
    ...(followUps.get(id) ?? []).map((followUp) => ({
      key: followUp.id,
      atMs: followUp.createdAtMs,
      kind: 'follow-up' as const,
      actorName: '周店长',
      followUp,
    })),
    { key: 'm', atMs, kind: 'messages', messages: { customer: 4, us: 3, automatic: 2, fromMs: atMs - 60_000 } },
    {
      key: 't',
      atMs: atMs - 120_000,
      kind: 'changed',
      actorName: '小秒',
      isAgent: true,
      change: { tagsAdded: ['高意向'] },
    },
    { key: 'c', atMs: atMs - 240_000, kind: 'contact' },
    { key: 'e', atMs: atMs - 300_000, kind: 'entered', ...(row?.source ? { source: row.source } : {}) },
  ];
}

/** The member's own, the earliest first, with whom they are about. */
export const followUpsOf = (id: string): FollowUpView[] => followUps.get(id) ?? [];

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
export function answerCustomers(name: string, asked: Asked): unknown {
  const { params, query, body, world } = asked;
  const id = params.conversationId ?? '';
  switch (name) {
    case 'listCustomers':
      return page(matching(asked), query, 50);
    case 'countCustomers':
      return { count: matching(asked).length, examined: world.conversations.size };
    case 'getTimeline':
      return { items: timelineOf(id, world) };
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
    case 'getCatalogue':
      return catalogue;
    case 'editCatalogue':
      return editCatalogue(body);
    case 'adoptTags':
      return { examined: world.conversations.size, catalogue };
    default:
      return answerJobs(name, asked, matching);
  }
}

/** Tags and stages for made-up customers. */
export function furnishCustomers(world: World): void {
  const stages = ['new-friend', 'trust', 'deal'] as const;
  let at = 0;
  for (const [id, customer] of world.customers) {
    at += 1;
    const tags = at % 3 === 0 ? [TAGS[at % 6] ?? '', TAGS[(at + 2) % 6] ?? ''] : customer.tags;
    const stage = at % 4 === 0 ? stages[at % 3] : undefined;
    world.customers.set(id, { ...customer, tags, ...(stage ? { stage } : {}) });
  }
  furnishFollowUps(world);
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

function furnishFollowUps(world: World): void {
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
