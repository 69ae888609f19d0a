import { createAccountStore } from '../../../shared/accounts/store-accounts.ts';
import { newestHeads } from '../../../shared/conversations/inbox-ordered.ts';
import type { Conversation } from '../../../shared/conversations/model-head.ts';
import { adoptTags, editCatalogue } from '../../../shared/customers/catalogue.ts';
import { addFollowUp, updateFollowUp } from '../../../shared/customers/follow-ups.ts';
import { wallClock } from '../../../shared/customers/rules-due.ts';
import { DEFAULT_STAGE_GOALS, type Stage } from '../../../shared/customers/rules-stage.ts';
import type { TagGroup } from '../../../shared/customers/rules-tags.ts';
import { loadCatalogue } from '../../../shared/customers/store-catalogue.ts';
import { updateCustomer } from '../../../shared/customers/update-customer.ts';
import type { Clock, Ids } from '../../../shared/runtime/ports.ts';
import type { RowTable } from '../../../shared/runtime/row-table.ts';
import { createMemberStore } from '../../../shared/tenants/store-members.ts';
import { demoTenantId } from '../defaults.ts';

/** What the demo's people know of their customers: tags in groups, stages, follow-ups with reminders. */

interface CustomerSeed {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly ids: Ids;
}

const ZONE = 'Asia/Shanghai';
const HOUR_MS = 3_600_000;

const GROUPS: readonly TagGroup[] = [
  { id: 'house', name: '房屋', colour: 'teal', tags: ['毛坯', '老房', '小户型', '90平', '局部'], forAgents: false },
  { id: 'intent', name: '意向', colour: 'red', tags: ['高意向', '待量房', '比价中', '分期'], forAgents: false },
  { id: 'care', name: '服务', colour: 'amber', tags: ['待跟进', '已跟进', '投诉'], forAgents: false },
];
const STAGES: readonly Stage[] = ['new-friend', 'trust', 'new-friend', 'deal', 'trust', 'repurchase', 'referral'];

const NOTES: readonly (readonly [text: string, inHours: number | undefined])[] = [
  ['电话聊过，预算 12 万左右，老人同住，要防滑砖', 3],
  ['发了 90 平全包清单，等她和家里商量', 26],
  ['约周六上午量房，地址已记', 50],
  ['嫌工期长，说明了两班倒的方案', undefined],
  ['已加微信，发过三套案例', 74],
  ['问能不能分期，回复走银行家装贷', undefined],
];

/** Groups take in the tags that the past's customers carry; every third customer has a stage, some a follow-up. */
export async function seedCustomers(deps: CustomerSeed, accountIds: readonly string[]): Promise<void> {
  const { heads } = await newestHeads(deps.table, { tenantId: demoTenantId, accountIds }, 200);
  const { version } = await loadCatalogue(deps.table, demoTenantId);
  await editCatalogue(deps, demoTenantId, { version, groups: GROUPS, stageGoals: DEFAULT_STAGE_GOALS });
  await adoptTags(deps, demoTenantId, [...new Set(heads.flatMap(({ tags }) => tags))]);
  for (const [at, head] of heads.entries()) {
    const stage = at % 3 === 0 ? STAGES[(at / 3) % STAGES.length] : undefined;
    if (stage) await updateCustomer(deps, head, { stage }, { memberId: 'demo-operator' });
    const note = at % 5 === 1 ? NOTES[Math.floor(at / 5) % NOTES.length] : undefined;
    if (note) await followUp(deps, head, at, note);
  }
}

async function followUp(
  deps: CustomerSeed,
  { conversationId }: Conversation,
  at: number,
  [text, inHours]: (typeof NOTES)[number],
): Promise<void> {
  const key = { tenantId: demoTenantId, conversationId };
  const due = inHours === undefined ? {} : { due: wallClock(ZONE, deps.clock.now() + inHours * HOUR_MS) };
  const memberId = at % 2 === 0 ? 'demo-owner' : 'demo-operator';
  const followUpId = `demo-follow-up-${at}`;
  const people = { members: createMemberStore(deps.table), accounts: createAccountStore(deps.table) };
  const by = { ...key, followUpId, timeZone: ZONE };
  await addFollowUp({ ...deps, ...people }, { ...by, text, authorId: memberId, ...due });
  if (at % 10 === 6) await updateFollowUp({ ...deps, ...people }, { ...by, actorId: memberId, done: true });
}
