import { createAccounts } from '../../shared/accounts/facts.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { createLookStore } from '../../shared/accounts/store-looks.ts';
import { cachedAgents } from '../../shared/agents/agents.ts';
import { createAgentStore } from '../../shared/agents/store-agents.ts';
import { loadRowsBefore, loadRowsWithoutTime } from '../../shared/conversations/store-conversations.ts';
import { applyWaits } from '../../shared/conversations/store-waiting.ts';
import { loadVisibility } from '../../shared/conversations/visible.ts';
import { loadCustomer } from '../../shared/customers/store-customers.ts';
import { createConsoles } from '../../shared/live/consoles.ts';
import { createNameItems } from '../../shared/live/sender-names.ts';
import { createConnectionStore } from '../../shared/live/store-connections.ts';
import { createNoticeStore } from '../../shared/live/store-notices.ts';
import { updatesOf } from '../../shared/live/updates.ts';
import { eventBridge, liveManagement } from '../../shared/runtime/aws.ts';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { createBusPublisher } from '../../shared/runtime/bus-publisher.ts';
import { createHeardClock, clock as systemClock } from '../../shared/runtime/clock.ts';
import { ReactionsEnv, readEnv } from '../../shared/runtime/env.ts';
import { createLivePusher } from '../../shared/runtime/live-pusher.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createQueueSender } from '../../shared/runtime/queue-sender.ts';
import { createRowTable } from '../../shared/runtime/row-table.ts';
import { createMemberStore } from '../../shared/tenants/store-members.ts';
import { createHandler } from './reactions-handler.ts';

const env = readEnv(ReactionsEnv);
const clock = createHeardClock(systemClock);
const table = createRowTable(createAwsJson('dynamodb'), env.TABLE_NAME);
const log = createLog('reactions');
const queues = createAwsJson('sqs');
const members = createMemberStore(table);
const agentOf = cachedAgents(createAgentStore(table), clock);

const accountStore = createAccountStore(table);

const updates = {
  accounts: createAccounts({ accounts: accountStore, agentTiming: agentOf, clock }),
  newestRows: (key: Parameters<typeof loadRowsBefore>[1], limit: number, options?: { readonly consistent?: boolean }) =>
    loadRowsBefore(table, key, 'm$', limit, options),
  rowsWithoutTime: (key: Parameters<typeof loadRowsBefore>[1]) => loadRowsWithoutTime(table, key),
  customerOf: (key: Parameters<typeof loadCustomer>[1]) => loadCustomer(table, key, { consistent: true }),
  nameItems: createNameItems({
    memberNames: async (tenantId) => new Map((await members.list(tenantId)).map((one) => [one.memberId, one.name])),
    agentName: async (tenantId, agentId) => (await agentOf(tenantId, agentId))?.name,
    clock,
  }),
};

/** Table stream → senders, agents, bus, consoles. */
export const handler = createHandler({
  outbound: createQueueSender(queues, env.OUTBOUND_QUEUE_URL),
  agent: createQueueSender(queues, env.AGENT_QUEUE_URL),
  timers: createQueueSender(queues, env.TIMERS_QUEUE_URL),
  bus: createBusPublisher(eventBridge(), env.EVENT_BUS_NAME),
  keepWaits: (steps) => applyWaits(table, steps),
  looks: createLookStore(table),
  notices: createNoticeStore(table),
  consoles: createConsoles({
    connections: createConnectionStore(table),
    visibility: (tenantId, ids) => loadVisibility({ table, accounts: accountStore }, tenantId, ids),
    pusher: createLivePusher(liveManagement(env.LIVE_ENDPOINT)),
    clock,
    log,
  }),
  updatesOf: (changes) => updatesOf(updates, changes),
  clock,
  log,
});
