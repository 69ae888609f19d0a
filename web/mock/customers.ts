import type { CatalogueView } from '../../shared/contracts/catalogue-routes.ts';
import type { CustomerRow, TimelineItemView } from '../../shared/contracts/customer-list-routes.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { World } from './fixtures.ts';
import { answerFollowUps, followUpsOf, furnishFollowUps, resetFollowUps } from './follow-ups.ts';
import { type Asked, answerJobs, resetJobs } from './jobs.ts';
import { page } from './state.ts';

/** What the stand-in server knows of customers beside the inbox: their list, timelines and catalogue. */

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

function editCatalogue(body: unknown): CatalogueView {
  const { groups = catalogue.groups, stageGoals = catalogue.stageGoals } = routes.editCatalogue.body.parse(body);
  catalogue = { groups, stageGoals, version: catalogue.version + 1 };
  return catalogue;
}

export function resetCustomers(): void {
  catalogue = { version: 1, groups: GROUPS, stageGoals: goals };
  resetFollowUps();
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
    ...followUpsOf(id).map((followUp) => ({
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
    case 'getCatalogue':
      return catalogue;
    case 'editCatalogue':
      return editCatalogue(body);
    case 'adoptTags':
      return { examined: world.conversations.size, catalogue };
    default:
      return answerFollowUps(name, asked) ?? answerJobs(name, asked, matching);
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
