import { createHandler as createSender } from '../../functions/queues/sender-handler.ts';
import { createHandler as createConversation } from '../../functions/streams/conversation-handler.ts';
import { createHandler as createReactions } from '../../functions/streams/reactions-handler.ts';
import { createHandler as createWebhooks } from '../../functions/webhooks/handler.ts';
import { createAccess } from '../../shared/accounts/access.ts';
import { applyAccountEvent } from '../../shared/accounts/apply-account-event.ts';
import { createAccounts } from '../../shared/accounts/facts.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { createAuthorizationStore } from '../../shared/accounts/store-authorizations.ts';
import { createAccountDirectory } from '../../shared/accounts/store-directory.ts';
import { cachedAgents } from '../../shared/agents/agents.ts';
import { createAgentStore } from '../../shared/agents/store-agents.ts';
import type { Platform } from '../../shared/conversations/model.ts';
import { createPaceKeeper } from '../../shared/conversations/pace.ts';
import type { GateDeps } from '../../shared/conversations/ports.ts';
import { createDouyinClient } from '../../shared/platforms/douyin/client.ts';
import type { PlatformClient, SendRequest } from '../../shared/platforms/platform.ts';
import { createXiaohongshuClient } from '../../shared/platforms/xiaohongshu/client.ts';
import { createHeardClock } from '../../shared/runtime/clock.ts';
import type { Log, LogEvent, LogFields } from '../../shared/runtime/log.ts';
import type { RowTable } from '../../shared/runtime/row-table.ts';
import { createSecrets } from '../../shared/runtime/secrets.ts';
import type { SimConsoles } from './consoles.ts';
import type { Elsewhere } from './elsewhere.ts';
import { agentHandler, timersHandler } from './function-handlers.ts';
import { type Limit, limitsOf } from './limits.ts';
import type { ModelWorld } from './model-stub.ts';
import type { PlatformWorld } from './platform.ts';
import { APP } from './platform-wire.ts';
import type { SimQueue } from './queues.ts';
import type { Situation } from './situations.ts';
import type { UsageLedger } from './usage.ts';
import type { Vault } from './vault.ts';
import type { Sim, Worker } from './worker.ts';

/** The product's own functions, each with the ports of one worker. Planted bugs come in through `patch`. */

export interface Outside {
  readonly tableOf: (worker: Worker) => RowTable;
  readonly vault: Vault;
  readonly elsewhere: Elsewhere;
  readonly usage: UsageLedger;
  readonly platforms: () => PlatformWorld;
  readonly models: ModelWorld;
  readonly consoles: SimConsoles;
  /** What an account or the application may send at most, where the seed names it. */
  readonly limit: Limit | undefined;
  readonly queues: () => { readonly outbound: SimQueue; readonly agent: SimQueue; readonly timers: SimQueue };
  readonly logged: (event: LogEvent, fields: LogFields | undefined) => void;
}

/** The key service and the store of secrets answer within this. */
const KEY_MS = 15;

/** Everything a worker's functions share. */
export function portsOf(sim: Sim, outside: Outside, worker: Worker) {
  const table = outside.tableOf(worker);
  const { ids, timers } = worker;
  const cipher = outside.vault.cipherOf(table, (act) => worker.effect('kms', KEY_MS, act));
  const secrets = createSecrets(() =>
    worker.effect('secrets', KEY_MS, () => JSON.stringify(outside.elsewhere.secrets())),
  );
  const clock = createHeardClock(worker.clock);
  const log = createLogPort(sim, outside);
  const accountStore = createAccountStore(table);
  const agents = cachedAgents(createAgentStore(table), clock);
  const accounts = createAccounts({ accounts: accountStore, agentTiming: agents, clock });
  const clients = {
    douyin: clientOf(outside, worker, 'douyin'),
    xiaohongshu: clientOf(outside, worker, 'xiaohongshu'),
  };
  const authorizations = createAuthorizationStore(table);
  const shared = { table, clock, ids, timers, cipher, log };
  const access = createAccess({ ...shared, accounts: accountStore, authorizations, clients });
  const pace = createPaceKeeper({ table, clock, log, limitsOf: limitsOf(outside.limit) });
  const gate: GateDeps = { ...shared, accounts, clients, access, pace };
  const directory = createAccountDirectory({ table, clock });
  const model = outside.models.portOf(worker);
  return { ...shared, secrets, gate, model, accountStore, agents, accounts, authorizations, clients, directory };
}
export type Ports = ReturnType<typeof portsOf>;

/** A client per send: so the platform knows which row of ours a call is for. */
function clientOf(outside: Outside, worker: Worker, platform: Platform): PlatformClient {
  const make = (intent: string | undefined): PlatformClient => {
    const http = (request: Parameters<PlatformWorld['call']>[1]) => outside.platforms().call(worker, request, intent);
    const deps = { http, clock: worker.clock, baseUrl: `https://${platform}.example` };
    return platform === 'douyin'
      ? createDouyinClient({ ...deps, secrets: APP.douyin })
      : createXiaohongshuClient({ ...deps, ids: worker.ids, secrets: APP.xiaohongshu });
  };
  const intentOf = ({ pass }: SendRequest): string => `${pass.tenantId}|${pass.conversationId}|${pass.messageId}`;
  return { ...make(undefined), send: (request) => make(intentOf(request)).send(request) };
}

const MET: Partial<Record<LogEvent, Situation>> = {
  'race.lost': 'race-lost',
  'sweep.found': 'sweep-found',
  'agent.handed-over': 'agent-handed-over',
  'lead.captured': 'contact-captured',
  'event.stale': 'event-stale',
  'message.paced': 'paced',
  'token.refreshed': 'token-renewed-in-send',
};

function createLogPort(sim: Sim, outside: Outside): Log {
  const write = (event: LogEvent, fields?: LogFields): void => {
    const met = MET[event];
    if (met) sim.situations.reach(met);
    if (fields?.code === 'pace.application') sim.situations.reach('paced-application');
    outside.logged(event, fields);
  };
  return { debug: write, info: write, warn: write, error: write };
}

const noContext = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: '',
  functionVersion: '',
  invokedFunctionArn: '',
  memoryLimitInMB: '',
  awsRequestId: '',
  logGroupName: '',
  logStreamName: '',
  getRemainingTimeInMillis: () => 30_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};
type Invoke = (event: unknown) => Promise<unknown>;
/** Handlers are typed by their event sources; the simulation makes events of that shape. */
const asInvoke = (handler: unknown): Invoke => {
  const callable = handler as (event: unknown, context: unknown) => Promise<unknown>;
  return (event) => callable(event, { ...noContext, getRemainingTimeInMillis: undefined });
};

export function handlerOf(outside: Outside, worker: Worker, ports: Ports): Invoke {
  const { table, clock, ids, log, cipher } = ports;
  switch (worker.fn) {
    case 'webhooks':
      return asInvoke(
        createWebhooks({
          table,
          directory: ports.directory,
          cipher: () => cipher,
          clock,
          secrets: ports.secrets,
          log,
        }),
      );
    case 'conversation':
      return asInvoke(
        createConversation({
          ...ports.gate,
          applyAccountEvent: (logged) =>
            applyAccountEvent(
              {
                accounts: ports.accountStore,
                authorizations: ports.authorizations,
                directory: ports.directory,
                clock,
                ids,
              },
              logged,
            ),
        }),
      );
    case 'reactions':
      return asInvoke(
        createReactions({
          outbound: outside.queues().outbound.portOf(worker),
          agent: outside.queues().agent.portOf(worker),
          timers: outside.queues().timers.portOf(worker),
          bus: {
            publish: (events) =>
              events.length === 0 ? Promise.resolve() : worker.effect('bus.publish', 10, () => undefined),
          },
          // A list, a question to the platform and a notice hang on these, and are read by nobody here.
          keepWaits: async () => undefined,
          looks: { claim: async () => false, release: async () => undefined },
          notices: { putOnce: async () => true },
          consoles: outside.consoles.portOf(worker, ports),
          updatesOf: outside.consoles.updatesOf(ports),
          clock,
          log,
        }),
      );
    case 'sender':
      return asInvoke(createSender({ ...ports.gate, clock }));
    case 'agent':
      return asInvoke(agentHandler(outside, worker, ports));
    case 'timers':
      return asInvoke(timersHandler(outside, worker, ports));
    case 'api':
      return async () => undefined;
  }
}
