import { createHandler as createAgent } from '../../functions/queues/agent-handler.ts';
import { createHandler as createTimers } from '../../functions/timers/handler.ts';
import { refreshDue } from '../../shared/accounts/refresh.ts';
import { createCardStore } from '../../shared/accounts/store-cards.ts';
import { answerBurst } from '../../shared/agents/answer-burst.ts';
import { createLeadCards } from '../../shared/agents/lead-cards.ts';
import { createUsageStore } from '../../shared/agents/store-usage.ts';
import { createUsageMeter, type UsageMeter } from '../../shared/agents/usage.ts';
import { createTenantZones } from '../../shared/agents/zones.ts';
import { agentConversations } from '../../shared/conversations/agent-conversations.ts';
import { Platform } from '../../shared/conversations/model.ts';
import { replayUnrouted } from '../../shared/conversations/replay-unrouted.ts';
import { sweep } from '../../shared/conversations/sweep.ts';
import { wakeHeld } from '../../shared/conversations/wake-held.ts';
import { createAgentTags } from '../../shared/customers/agent-tags.ts';
import { createAgentMaterials } from '../../shared/materials/agent-materials.ts';
import { createMaterialStore } from '../../shared/materials/store-materials.ts';
import type { Outside, Ports } from './functions.ts';
import type { SimQueue } from './queues.ts';
import type { Worker } from './worker.ts';

/** The two functions that are composed of most: agents, and what schedules start. */

export function agentHandler(outside: Outside, worker: Worker, ports: Ports) {
  const { table, clock, ids, timers, log, accounts, agents } = ports;
  const cardStore = createCardStore(table);
  const cardsOf = (tenantId: string, accountId: string) => cardStore.load(tenantId, accountId);
  const zones = createTenantZones(table, clock);
  const usage = createUsageStore(table, outside.usage.callOf(worker), 'sim');
  const counters = createUsageMeter({ usage, zones, clock, ids });
  const meter: UsageMeter = {
    ...counters,
    count(tenantId, call) {
      outside.usage.counted(tenantId);
      counters.count(tenantId, call);
    },
  };
  const deps = {
    conversations: agentConversations({ table, clock }),
    accounts,
    agents,
    agentTags: createAgentTags(table, clock),
    leadCards: createLeadCards(cardsOf, clock),
    materials: createAgentMaterials({
      materials: createMaterialStore(table),
      cards: cardsOf,
      clock,
    }),
    model: ports.model,
    meter,
    zones,
    clock,
    timers,
    log,
  };
  return createAgent({ answer: (job) => answerBurst(deps, job), meter, log });
}

export function timersHandler(outside: Outside, worker: Worker, ports: Ports) {
  const { table, clock, ids, log, cipher } = ports;
  const { outbound, agent } = outside.queues();
  const sendTo = (queue: SimQueue) => async (jobs: readonly object[]) =>
    queue.portOf(worker).send(jobs.map((body) => ({ body })));
  return createTimers({
    log,
    clock,
    sweep: async () => {
      await sweep({
        table,
        clock,
        ids,
        log,
        outbound: sendTo(outbound),
        agent: sendTo(agent),
        later: (jobs) =>
          outbound.portOf(worker).send(jobs.map(({ job, delaySeconds }) => ({ body: job, delaySeconds }))),
      });
      const intake = { table, clock, log, cipher: () => cipher, directory: ports.directory };
      for (const platform of Platform.options) await replayUnrouted(intake, platform);
    },
    // Decided by people's absence, by customers' files and for the search: not simulated.
    returnWork: async () => 0,
    remind: async () => 0,
    sweepJobs: async () => 0,
    runJob: async () => undefined,
    indexSearch: async () => 0,
    sealAudit: async () => undefined,
    // Of looking after an account what holds messages up; staff and cards are asked for by nobody here.
    lookAfterAccount: ({ tenantId, accountId }) => wakeHeld({ table }, { tenantId, accountId }).then(() => undefined),
    lookAfterDue: async () => 0,
    foretellEnds: async () => 0,
    mendWaits: async () => 0,
    refreshTokens: () =>
      refreshDue({
        accounts: ports.accountStore,
        authorizations: ports.authorizations,
        clients: ports.clients,
        cipher,
        clock,
        ids,
        log,
      }),
  });
}
