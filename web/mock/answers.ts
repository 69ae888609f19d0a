import type { AccountView, MeView } from '../../shared/contracts/company-views.ts';
import { AgentInput, OperatorMessage, routes } from '../../shared/contracts/routes.ts';
import type { SavedViewView } from '../../shared/contracts/view-routes.ts';
import type { ConversationView, ThreadItem } from '../../shared/contracts/views.ts';
import { answerCustomers, followUpsOf } from './customers.ts';
import { explanationOf } from './explain.ts';
import { makeWorld, type World } from './fixtures.ts';
import { answered } from './given.ts';
import { type HeldAct, heldAfter } from './held.ts';
import { type InboxWorld, inboxAnswer, listed } from './inbox.ts';
import { changeLead, leadPerson, leadPersons, settleRecord, waitingRecords } from './leads.ts';
import { answerMaterials, bodiesOf } from './materials.ts';
import { answerPeople } from './people.ts';
import { answerRules } from './rules.ts';
import { searchWorld } from './search.ts';
import { itemKey, threadOf } from './threads.ts';

/** What a test or a person steers. */
export const state: {
  world: World;
  push: (message: object) => void;
  fail: string | undefined;
  failStatus: number;
  failCode: string;
  delayMs: number;
  role: MeView['role'];
  readonly views: Map<string, SavedViewView>;
} = {
  world: makeWorld(0, 0),
  push: () => undefined,
  fail: undefined,
  failStatus: 503,
  failCode: '',
  delayMs: 0,
  role: 'owner',
  views: new Map(),
};

export class MockRefusal extends Error {
  readonly status: number;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
  }
}

interface Asked {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly origin: string;
}

const found = <T>(value: T | undefined): T => {
  if (value === undefined) throw new MockRefusal(404, 'thing.not-found');
  return value;
};

function page<T>(items: readonly T[], query: URLSearchParams, fallback: number): { items: T[]; nextCursor?: string } {
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Number(query.get('limit') ?? fallback);
  return { items: items.slice(from, to), ...(to < items.length ? { nextCursor: `${to}` } : {}) };
}

const sorted = (): ConversationView[] =>
  [...state.world.conversations.values()].sort(
    (a, b) => b.lastActivityAtMs - a.lastActivityAtMs || (a.id < b.id ? -1 : 1),
  );

/** Changes a conversation's head, tells the sockets, and gives the new one. */
function change(
  id: string,
  to: Partial<ConversationView>,
  drop: readonly (keyof ConversationView)[] = [],
): ConversationView {
  const before = found(state.world.conversations.get(id));
  const conversation: ConversationView = { ...before, ...to, version: before.version + 1 };
  for (const name of drop) delete conversation[name];
  state.world.conversations.set(id, conversation);
  state.push({ type: 'conversation', conversation });
  return conversation;
}

/** A customer says something. */
export function say(id: string, text: string): void {
  const { conversations } = state.world;
  const before = conversations.get(id);
  if (!before) return;
  const atMs = Date.now();
  const item: ThreadItem = { key: itemKey(atMs), atMs, kind: 'message', direction: 'in', body: { type: 'text', text } };
  threadOf(state.world, id).push(item);
  state.push({ type: 'items', conversationId: id, items: [item] });
  change(
    id,
    {
      lastMessage: { preview: text, atMs, from: 'customer' },
      lastActivityAtMs: atMs,
      unread: before.unread + 1,
      status: 'open',
      waitingSinceMs: atMs,
      window: { ...before.window, lastCustomerMessageAtMs: atMs },
    },
    ['snoozedUntilMs'],
  );
}

function send(id: string, body: unknown): object {
  const message = OperatorMessage.parse(body);
  const items = threadOf(state.world, id);
  const atMs = Date.now();
  const known = items.find((item) => item.key.endsWith(message.messageId));
  const item: ThreadItem = known ?? {
    key: itemKey(atMs, message.messageId),
    atMs,
    kind: 'message',
    direction: 'out',
    sender: 'operator',
    senderName: '周店长',
    body: message.body.type === 'image' ? { type: 'image', objectId: message.body.uploadId } : message.body,
    messageId: message.messageId,
    ...(message.sendAtMs === undefined
      ? { state: 'planned' as const }
      : {
          state: 'held' as const,
          scheduledForMs: message.sendAtMs,
          failure: { code: 'schedule.later' },
        }),
  };
  if (!known) items.push(item);
  const preview =
    message.body.type === 'text' ? message.body.text : message.body.type === 'image' ? '[图片]' : '[卡片]';
  const quoted = message.body.type === 'text' ? message.body.quote?.commentId : undefined;
  const conversation = change(
    id,
    {
      lastMessage: { preview, atMs, from: 'us' },
      lastActivityAtMs: atMs,
      agentPausedUntilMs: atMs + 30 * 60_000,
      window: answered(found(state.world.conversations.get(id)), quoted, atMs),
    },
    ['handedOver', 'waitingSinceMs'],
  );
  const { platform } = conversation;
  const rule = quoted === undefined ? (platform === 'douyin' ? 'W2' : 'W6') : 'W7';
  if (!known && message.sendAtMs === undefined) {
    setTimeout(() => {
      const settled: ThreadItem = {
        ...item,
        state: 'sent',
        trace: { pack: `${platform}-2026-03-01`, rule, verdict: { kind: 'allowed', rule }, decidedAtMs: atMs },
      };
      items[items.indexOf(item)] = settled;
      state.push({ type: 'items', conversationId: id, items: [settled] });
    }, 600);
  }
  return { item, conversation };
}

/** W8: what was released leaves a moment later. */
function changeHeld(act: HeldAct, id: string, messageId: string, body: unknown): object {
  const items = threadOf(state.world, id);
  const at = items.findIndex((item) => item.messageId === messageId);
  const item = heldAfter(act, items[at], body);
  if (!item) throw new MockRefusal(409, 'message.not-waiting');
  items[at] = item;
  if (act === 'releaseMessage') setTimeout(() => land(id, item), 600);
  return { item, conversation: found(state.world.conversations.get(id)) };
}

function land(id: string, item: ThreadItem): void {
  const items = threadOf(state.world, id);
  const settled: ThreadItem = { ...item, state: 'sent' };
  items[items.indexOf(item)] = settled;
  state.push({ type: 'items', conversationId: id, items: [settled] });
}

function recall(id: string, messageId: string): object {
  const items = threadOf(state.world, id);
  const at = items.findIndex((item) => item.messageId === messageId);
  const item: ThreadItem = { ...found(items[at]), state: 'recalled', recalled: true, recalledAtMs: Date.now() };
  items[at] = item;
  state.push({ type: 'items', conversationId: id, items: [item] });
  return { item, conversation: found(state.world.conversations.get(id)) };
}

function changeAccount(id: string, to: Partial<AccountView> | object): AccountView {
  const index = state.world.accounts.findIndex((account) => account.id === id);
  const account = { ...found(state.world.accounts[index]), ...to };
  if ('agentId' in account && account.agentId === null) delete account.agentId;
  state.world.accounts[index] = account;
  return account;
}

const cardsOf = (accountId: string) => ({ accountId, version: 1, items: state.world.cards.get(accountId) ?? [] });

/** M2: one line for each part. */
function sendMaterial(id: string, body: unknown): object {
  const { materialId, messageId } = routes.sendMaterial.body.parse(body);
  const { customerName } = found(state.world.conversations.get(id));
  const lines = threadOf(state.world, id);
  const atMs = Date.now();
  const items = found(bodiesOf(materialId, customerName)).map(
    (content, at): ThreadItem => ({
      key: itemKey(atMs + at, at === 0 ? messageId : `${messageId}-${at + 1}`),
      atMs: atMs + at,
      kind: 'message',
      direction: 'out',
      sender: 'operator',
      senderName: '周店长',
      body: content,
      state: 'sent',
    }),
  );
  lines.push(...items);
  const conversation = change(id, { lastMessage: { preview: '[素材]', atMs, from: 'us' }, lastActivityAtMs: atMs });
  return { items, conversation };
}

const PERMISSIONS = {
  owner: [
    'conversations.read',
    'conversations.write',
    'contacts.reveal',
    'leads.read',
    'accounts.read',
    'accounts.write',
    'agents.read',
    'agents.write',
    'catalogue.write',
    'materials.read',
    'materials.write',
    'usage.read',
    'settings.read',
    'members.read',
    'members.write',
    'audit.read',
  ],
  operator: [
    'conversations.read',
    'conversations.write',
    'contacts.reveal',
    'leads.read',
    'accounts.read',
    'agents.read',
    'materials.read',
    'materials.write',
  ],
  finance: ['usage.read', 'settings.read'],
  supervisor: [],
} as const;

const inboxWorld: InboxWorld = {
  conversations: sorted,
  change: (id, to, drop) => change(id, to, drop),
  addItem: (id, item) => {
    threadOf(state.world, id).push(item);
    state.push({ type: 'items', conversationId: id, items: [item] });
  },
  send: (id, body) => send(id, body),
};

/** What the API would say. */
export function answer(name: string, { params, query, body, origin }: Asked): unknown {
  const { world } = state;
  const id = params.conversationId ?? params.accountId ?? params.agentId ?? '';
  const fields = typeof body === 'object' && body !== null ? body : {};
  switch (name) {
    case 'health':
      return { ok: true };
    case 'openapi':
      return { openapi: '3.1.0' };
    case 'consoleConfig':
      return { authority: `${origin}/oidc`, clientId: 'console', demo: true };
    case 'me':
      return {
        memberId: 'm1',
        name: '周店长',
        email: 'owner@example.com',
        role: state.role,
        tenant: { id: 't1', name: '筑家装饰', timeZone: 'Asia/Shanghai' },
        permissions: [...PERMISSIONS[state.role]],
      };
    case 'liveTicket':
      return { ticket: 'ticket', expiresAtMs: Date.now() + 60_000 };
    case 'listConversations':
      return page(listed(sorted(), query), query, 50);
    case 'getConversation': {
      const conversation = found(world.conversations.get(id));
      const lead = world.leads.get(id);
      const items = threadOf(world, id);
      return {
        conversation,
        customer: found(world.customers.get(id)),
        ...(lead ? { lead } : {}),
        items: items.slice(-40),
        ...(items.length > 40 ? { nextCursor: '40' } : {}),
        followUps: followUpsOf(id),
      };
    }
    case 'search':
      return searchWorld(world, query);
    case 'listItems':
      return page(threadOf(world, id).toReversed(), query, 40);
    case 'sendMessage':
      return send(id, body);
    case 'releaseMessage':
    case 'cancelMessage':
    case 'editMessage':
      return changeHeld(name, id, params.messageId ?? '', body);
    case 'recallMessage':
      return recall(id, params.messageId ?? '');
    case 'explainMessage': {
      const item = threadOf(state.world, id).find((line) => line.messageId === params.messageId);
      const told = explanationOf(item, found(state.world.conversations.get(id)));
      if (!told) throw new MockRefusal(404, 'trace.unknown');
      return told;
    }
    case 'markRead':
      return change(id, { unread: 0 });
    case 'markUnread':
      return change(id, { unread: Math.max(1, found(world.conversations.get(id)).unread) });
    case 'takeOver':
      return change(id, { agentPausedUntilMs: Date.now() + 30 * 60_000 }, ['handedOver']);
    case 'handBack':
      return change(id, {}, ['handedOver', 'agentPausedUntilMs']);
    case 'updateCustomer': {
      const customer = { ...found(world.customers.get(id)), ...fields };
      world.customers.set(id, customer);
      return customer;
    }
    case 'revealContact':
      return { phone: '13812345678' };
    case 'listLeads':
      return page(leadPersons(world, query), query, 50);
    case 'leadPerson': {
      const person = leadPerson(world, id);
      if (!person) throw new MockRefusal(404, 'lead.unknown');
      return person;
    }
    case 'updateLead':
    case 'separateLead':
      return changeLead(world, name, id, fields);
    case 'listLeadRecords':
      return { items: waitingRecords(world) };
    case 'confirmLeadRecord':
    case 'rejectLeadRecord':
      return settleRecord();
    case 'listAccounts':
      return { items: world.accounts };
    case 'beginAuthorization':
      return { authorizeUrl: `${origin}/accounts/return/douyin?code=abc&state=xyz` };
    case 'completeAuthorization':
      return found(world.accounts[0]);
    case 'beginBinding':
      return { bindUrl: `${origin}/accounts/${id}` };
    case 'updateAccount':
      return changeAccount(id, { ...fields, ...('kind' in fields ? { kindRecorded: true } : {}) });
    case 'unhostAccount':
      return changeAccount(id, { status: 'unhosted' });
    case 'hostStaffAgain':
      return changeAccount(id, { status: 'hosted' });
    case 'listCardSyncs':
      return { items: world.cardSyncs };
    case 'getAccountCards':
      return cardsOf(id);
    case 'syncCards': {
      const at = world.cardSyncs.findIndex(({ accountId }) => accountId === id);
      const [before = { accountId: id }] = at < 0 ? [] : world.cardSyncs.splice(at, 1);
      if (before.failure) {
        world.cardSyncs.push({ ...before, failure: { ...before.failure, atMs: Date.now() } });
        throw new MockRefusal(503, before.failure.code);
      }
      world.cardSyncs.push({ ...before, syncedAtMs: Date.now(), count: cardsOf(id).items.length });
      return cardsOf(id);
    }
    case 'listAgents':
      return { items: world.agents };
    case 'createAgent': {
      const agent = {
        ...AgentInput.parse(body),
        id: `agent-${world.agents.length}`,
        version: 1,
        updatedAtMs: Date.now(),
      };
      world.agents.push(agent);
      return agent;
    }
    case 'updateAgent': {
      const index = world.agents.findIndex((agent) => agent.id === id);
      const before = found(world.agents[index]);
      if (!('version' in fields) || fields.version !== before.version)
        throw new MockRefusal(409, 'agent.version-changed');
      const agent = { ...before, ...fields, version: before.version + 1, updatedAtMs: Date.now() };
      world.agents[index] = agent;
      return agent;
    }
    case 'listMembers':
    case 'inviteMember':
    case 'resendInvitation':
    case 'revokeInvitation':
    case 'updateMember':
    case 'deactivateMember':
    case 'reactivateMember':
    case 'listAudit':
    case 'verifyAudit':
      return answerPeople(name, params.memberId, body);
    case 'listRulePacks':
    case 'comparePack':
      return answerRules(name, body);
    case 'listNotices':
      return { items: world.notices };
    case 'listViews': {
      const kind = query.get('kind');
      return { items: [...state.views.values()].filter((view) => !kind || view.kind === kind) };
    }
    case 'saveView': {
      const view = routes.saveView.body.parse(body);
      state.views.set(view.id, view);
      return view;
    }
    case 'deleteView':
      state.views.delete(params.viewId ?? '');
      return { ok: true };
    case 'usage':
      return { days: world.usage.slice(0, Number(query.get('days') ?? 7)) };
    case 'sendMaterial':
      return sendMaterial(id, body);
    default: {
      const held = answerMaterials(name, { params, query, body, origin, world });
      if (held !== undefined) return held;
      const told = answerCustomers(name, { params, query, body, world, push: (message) => state.push(message) });
      if (told !== undefined) return told;
      const said = inboxAnswer(name, { params, body }, inboxWorld);
      if (said === undefined) throw new MockRefusal(404, 'route.unknown');
      return said;
    }
  }
}
