import type { AccountView } from '../../shared/contracts/company-views.ts';
import { AgentInput } from '../../shared/contracts/routes.ts';
import { found, MockRefusal, page, state } from './state.ts';

/** Hosted accounts with their cards, and AI employees, of the stand-in server. */

function changeAccount(id: string, to: Partial<AccountView> | object): AccountView {
  const index = state.world.accounts.findIndex((account) => account.id === id);
  const account = { ...found(state.world.accounts[index]), ...to };
  if ('agentId' in account && account.agentId === null) delete account.agentId;
  state.world.accounts[index] = account;
  return account;
}

const cardsOf = (accountId: string) => ({
  accountId,
  version: 1,
  items: state.world.cards.get(accountId) ?? [],
  messageCards: state.world.messageCards.get(accountId) ?? [],
});

interface Asked {
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly origin: string;
}

/** What the API would say; undefined where the route is of another subject. */
export function answerCompany(name: string, { id, query, body, origin }: Asked): unknown {
  const { world } = state;
  const fields = typeof body === 'object' && body !== null ? body : {};
  switch (name) {
    case 'listAccounts':
      return page(world.accounts, query, 200);
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
      world.cardSyncs.push({
        ...before,
        syncedAtMs: Date.now(),
        count: cardsOf(id).items.length + cardsOf(id).messageCards.length,
      });
      return cardsOf(id);
    }
    case 'listAgents':
      return {
        items: world.agents.map(({ id, name, model, knowledge, version, updatedAtMs }) => {
          return { id, name, model, knowledgeCount: knowledge.length, version, updatedAtMs };
        }),
      };
    case 'getAgent':
      return found(world.agents.find((agent) => agent.id === id));
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
    default:
      return undefined;
  }
}
