import { routes } from '../../shared/contracts/routes.ts';
import { answerCompany } from './accounts.ts';
import { answerCustomers } from './customers.ts';
import { explanationOf } from './explain.ts';
import { followUpsOf } from './follow-ups.ts';
import { type InboxWorld, inboxAnswer, listed } from './inbox.ts';
import { changeLead, leadPerson, leadPersons, settleRecord, waitingRecords } from './leads.ts';
import { answerMaterials } from './materials.ts';
import { answerPeople, PERMISSIONS } from './people.ts';
import { answerRules } from './rules.ts';
import { searchWorld } from './search.ts';
import { changeHeld, recall, send, sendMaterial } from './sending.ts';
import { answerSources } from './sources.ts';
import { change, found, MockRefusal, page, sorted, state } from './state.ts';
import { threadOf } from './threads.ts';

interface Asked {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly origin: string;
}

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
  const fields: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
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
        ownOnly: false,
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
    case 'revealLeadRecord':
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
      const company = answerCompany(name, { id, query, body, origin });
      if (company !== undefined) return company;
      const held = answerMaterials(name, { params, query, body, origin, world });
      if (held !== undefined) return held;
      const told = answerCustomers(name, { params, query, body, world, push: (message) => state.push(message) });
      if (told !== undefined) return told;
      const brought = answerSources(name, { params, query, body });
      if (brought !== undefined) return brought;
      const said = inboxAnswer(name, { params, body }, inboxWorld);
      if (said === undefined) throw new MockRefusal(404, 'route.unknown');
      return said;
    }
  }
}
