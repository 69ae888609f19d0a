/** Made-up conversations with their customers, leads and notices, each drawn from the same chances every time. */
import type { AccountView } from '../../shared/contracts/company-views.ts';
import type { ConversationView } from '../../shared/contracts/views.ts';
import type { World } from './fixtures.ts';
import { ANSWERS, ASKS } from './threads.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const NAMES = [
  '小美',
  'Leo',
  '王女士',
  '爱吃橘子的猫',
  '阿杰',
  '林一一',
  '装修小白',
  '陈先生',
  '北北',
  'Coco',
  '老周',
  '晴天',
  '江南烟雨',
  '豆豆妈',
  '许仙',
  '锦鲤本鲤',
];

/** Chances with a seed: the order in which they are asked for decides the world. */
export interface Chances {
  readonly random: () => number;
  readonly any: <T>(list: readonly T[]) => T;
}

/** Who it is and how it stands with them. */
interface Traits {
  readonly id: string;
  readonly index: number;
  readonly account: AccountView;
  readonly atMs: number;
  readonly name: string;
  readonly spoke: boolean;
  readonly isWaiting: boolean;
  readonly hasContact: boolean;
  readonly handedOver: boolean;
  readonly paused: boolean;
}

function traitsOf({ random, any }: Chances, index: number, account: AccountView, nowMs: number): Traits {
  const ageMs =
    index === 0 ? 1.5 * MINUTE_MS : Math.round(index * 4 * MINUTE_MS * (0.6 + random() * 0.4)) + 2 * MINUTE_MS;
  const spoke = random() > 0.12 || index === 0;
  const name = index === 0 ? '小美' : `${any(NAMES)}${index > 15 ? index : ''}`;
  const isWaiting = spoke && random() < 0.3;
  const hasContact = index === 0 || random() < 0.15;
  const handedOver = index === 0 || (isWaiting && random() < 0.4);
  const paused = !handedOver && account.agentMode !== 'off' && random() < 0.1;
  const id = `c${`${index}`.padStart(6, '0')}`;
  return { id, index, account, atMs: nowMs - ageMs, name, spoke, isWaiting, hasContact, handedOver, paused };
}

function windowOf({ index, atMs, spoke }: Traits, nowMs: number): ConversationView['window'] {
  return {
    ...(spoke
      ? {
          lastCustomerMessageAtMs: index === 1 ? nowMs - 23.4 * HOUR_MS : index === 2 ? nowMs - 23.9 * HOUR_MS : atMs,
        }
      : {}),
    entries: spoke ? [] : [{ key: 'x', atMs, spent: 2 }],
    firstEnteredAtMs: atMs - MINUTE_MS,
    follows: false,
    beforeSpeech: spoke ? [] : [{ atMs, kind: 'text' }],
    everSent: true,
    sentSinceCustomerMessage: 1,
  };
}

function conversationOf({ random, any }: Chances, traits: Traits, nowMs: number): ConversationView {
  const { id, index, account, atMs, name, spoke, isWaiting, hasContact, handedOver, paused } = traits;
  return {
    id,
    accountId: account.id,
    accountName: account.name,
    accountKind: account.kind,
    accountHighWeight: account.highWeight,
    accountAdSpend30dYuan: account.adSpend30dYuan,
    platform: account.platform,
    customerName: name,
    ...(spoke
      ? {
          lastMessage: {
            preview: any(isWaiting ? ASKS : ANSWERS),
            atMs,
            from: isWaiting ? ('customer' as const) : ('us' as const),
          },
        }
      : {}),
    lastActivityAtMs: atMs,
    unread: isWaiting && random() < 0.6 ? 1 + Math.floor(random() * 4) : 0,
    ...(isWaiting ? { waitingSinceMs: atMs } : {}),
    agentMode: account.agentMode,
    ...(paused ? { agentPausedUntilMs: nowMs + 21 * MINUTE_MS } : {}),
    ...(handedOver
      ? {
          handedOver: {
            reason: any(['agent.hand-over.topic', 'agent.hand-over.asked-for-person', 'model.failed']),
            atMs,
          },
        }
      : {}),
    agentThinking: index === 3,
    window: windowOf(traits, nowMs),
    mutualFollow: false,
    tags: hasContact ? ['高意向'] : [],
    hasContact,
    status: index % 23 === 19 ? 'closed' : 'open',
    ...(index % 3 === 0
      ? { assigneeId: ['m1', 'm2', 'm3'][index % 9 === 0 ? 0 : index % 2 === 0 ? 1 : 2] ?? 'm1' }
      : {}),
    ...(index % 29 === 13 ? { snoozedUntilMs: nowMs + 3 * HOUR_MS } : {}),
    version: 1,
  };
}

/** Adds the customer, and their lead where they left a contact. */
function addCustomer(world: World, { any }: Chances, { id, index, account, atMs, name, hasContact }: Traits): void {
  const source = {
    channel: any(['live-room-widget', 'feed-swipe', 'search-ad', 'profile-page'] as const),
    adName: '双十二全包套餐',
    adId: '17802331',
  };
  const contact =
    world.leads.size === 7
      ? { phone: '***45', phoneFlaw: 'invalid' as const, wechat: 'm*******6' }
      : { phone: '138****5678', city: '上海', ...(index % 3 === 1 ? { phoneFlaw: 'masked' as const } : {}) };
  world.customers.set(id, {
    conversationId: id,
    name,
    platform: account.platform,
    source,
    firstSeenAtMs: atMs - DAY_MS,
    remark: index === 0 ? '合同细节比较在意，优先安排王敏跟进' : '',
    tags: hasContact ? ['高意向', '老房翻新'] : [],
    mutualFollow: false,
    ...(hasContact ? { contact } : {}),
  });
  if (hasContact) {
    world.leads.set(id, {
      id: `lead-${id}`,
      conversationId: id,
      accountId: account.id,
      accountName: account.name,
      platform: account.platform,
      customerName: name,
      contact,
      source,
      capturedAtMs: atMs - 54 * MINUTE_MS,
      state: any(['new', 'new', 'contacted', 'friend', 'lost'] as const),
    });
  }
}

/** One more conversation with all that belongs to it. */
export function addConversation(world: World, chances: Chances, index: number, nowMs: number): void {
  const hosted = world.accounts.filter((account) => account.status !== 'awaiting-binding');
  const account = index === 0 ? world.accounts[0] : chances.any(hosted);
  if (!account) return;
  const traits = traitsOf(chances, index, account, nowMs);
  const { id, atMs, name, hasContact, handedOver } = traits;
  world.conversations.set(id, conversationOf(chances, traits, nowMs));
  addCustomer(world, chances, traits);
  if (handedOver && world.notices.length < 8) {
    world.notices.push({
      id: `n${index}`,
      atMs,
      kind: hasContact ? 'lead.captured' : 'agent.handed-over',
      conversationId: id,
      customerName: name,
      reason: 'agent.hand-over.topic',
    });
  }
}
