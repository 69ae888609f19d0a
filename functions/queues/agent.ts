import { createAccounts } from '../../shared/accounts/facts.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { createCardStore } from '../../shared/accounts/store-cards.ts';
import { cachedAgents } from '../../shared/agents/agents.ts';
import { answerBurst } from '../../shared/agents/answer-burst.ts';
import { createAnthropicModel } from '../../shared/agents/anthropic.ts';
import { createLeadCards } from '../../shared/agents/lead-cards.ts';
import type { ModelClient } from '../../shared/agents/model.ts';
import type { AnswerDeps } from '../../shared/agents/ports.ts';
import { createAgentStore } from '../../shared/agents/store-agents.ts';
import { createUsageStore } from '../../shared/agents/store-usage.ts';
import { createUsageMeter } from '../../shared/agents/usage.ts';
import { createTenantZones } from '../../shared/agents/zones.ts';
import { agentConversations } from '../../shared/conversations/agent-conversations.ts';
import { createAgentTags } from '../../shared/customers/agent-tags.ts';
import { createAgentMaterials } from '../../shared/materials/agent-materials.ts';
import { createMaterialStore } from '../../shared/materials/store-materials.ts';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { secretTextOver } from '../../shared/runtime/data-keys.ts';
import { AgentEnv, readEnv } from '../../shared/runtime/env.ts';
import { fetchText } from '../../shared/runtime/http-client.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createRowTable } from '../../shared/runtime/row-table.ts';
import { createSecrets } from '../../shared/runtime/secrets.ts';
import { ids, timers } from '../../shared/runtime/system.ts';
import { createHandler } from './agent-handler.ts';

const env = readEnv(AgentEnv);
const dynamo = createAwsJson('dynamodb');
const table = createRowTable(dynamo, env.TABLE_NAME);
const secrets = createSecrets(secretTextOver(createAwsJson('secretsmanager'), env.SECRETS_ARN));
const log = createLog('agent');

const agents = cachedAgents(createAgentStore(table), clock);
const accountStore = createAccountStore(table);
const cardStore = createCardStore(table);
const cardsOf = (tenantId: string, accountId: string) => cardStore.load(tenantId, accountId);
const zones = createTenantZones(table, clock);
const meter = createUsageMeter({ usage: createUsageStore(table, dynamo, env.TABLE_NAME), zones, clock, ids });

/** The key may be replaced while an instance lives; a client is cheap, so each call asks for the current one. */
const model: ModelClient = {
  answer: async (request) => {
    const { anthropicApiKey } = await secrets();
    return createAnthropicModel({ baseUrl: env.ANTHROPIC_BASE_URL, apiKey: anthropicApiKey, fetch: fetchText }).answer(
      request,
    );
  },
};

const deps: AnswerDeps = {
  conversations: agentConversations({ table, clock }),
  accounts: createAccounts({ accounts: accountStore, agentTiming: agents, clock }),
  agents,
  agentTags: createAgentTags(table, clock),
  leadCards: createLeadCards(cardsOf, clock),
  materials: createAgentMaterials({
    materials: createMaterialStore(table),
    cards: cardsOf,
    clock,
  }),
  model,
  meter,
  zones,
  clock,
  timers,
  log,
};

/** Agent queue → model → planned answers. */
export const handler = createHandler({ answer: (job) => answerBurst(deps, job), meter, log });
