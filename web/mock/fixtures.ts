/** The world of the stand-in server: as many conversations as asked for. All times hang off one instant. */
import type { AccountCardsView, CardSyncView } from '../../shared/contracts/account-routes.ts';
import type { AccountView, AgentView, NoticeView, UsageDayView } from '../../shared/contracts/company-views.ts';
import type { ConversationView, CustomerView, LeadView, ThreadItem } from '../../shared/contracts/views.ts';
import { makeAccounts, makeAgents, makeCardSyncs, makeCards, makeMessageCards } from './company.ts';
import { addConversation, type Chances } from './conversations.ts';
import { addGiven } from './given.ts';
import { showcase } from './showcase.ts';

const DAY_MS = 86_400_000;

export interface World {
  readonly accounts: AccountView[];
  readonly agents: AgentView[];
  readonly conversations: Map<string, ConversationView>;
  readonly customers: Map<string, CustomerView>;
  readonly leads: Map<string, LeadView>;
  readonly items: Map<string, ThreadItem[]>;
  readonly notices: NoticeView[];
  readonly usage: UsageDayView[];
  readonly cardSyncs: CardSyncView[];
  /** By account. */
  readonly cards: Map<string, AccountCardsView['items']>;
  readonly messageCards: ReadonlyMap<string, AccountCardsView['messageCards']>;
}

/** A small generator with a seed: the same world every time. */
function chancesOf(seed: number): Chances {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const any = <T>(list: readonly T[]): T => {
    const chosen = list[Math.floor(random() * list.length)];
    if (chosen === undefined) throw new RangeError('empty list');
    return chosen;
  };
  return { random, any };
}

export function makeWorld(count: number, nowMs: number): World {
  const chances = chancesOf(7);
  const world: World = {
    accounts: makeAccounts(nowMs),
    agents: makeAgents(nowMs),
    cardSyncs: makeCardSyncs(nowMs),
    cards: makeCards(),
    messageCards: makeMessageCards(),
    conversations: new Map(),
    customers: new Map(),
    leads: new Map(),
    items: new Map(),
    notices: [],
    usage: [],
  };
  for (let index = 0; index < count; index += 1) addConversation(world, chances, index, nowMs);
  if (count > 0) world.items.set('c000000', showcase(nowMs));
  addGiven(world, nowMs);
  for (let ago = 0; count > 0 && ago < 31; ago += 1) {
    const calls = Math.round(180 + chances.random() * 220);
    world.usage.push({
      day: new Date(nowMs - ago * DAY_MS).toISOString().slice(0, 10),
      calls,
      inputTokens: calls * 240,
      outputTokens: calls * 92,
      cacheReadTokens: calls * 1500,
      cacheWriteTokens: calls * 110,
    });
  }
  return world;
}
