import type { AgentJob, BusEvent, OutboundJob } from '../contracts/queues.ts';
import { parseCustomer, parseLead } from '../customers/store-customer-codec.ts';
import { NO_TIME, type SendRequest } from '../platforms/platform.ts';
import type { Log, LogEvent, LogFields } from '../runtime/log.ts';
import { createMemoryRowTable, type MemoryRowTable, type RowChange } from '../runtime/memory-row-table.ts';
import { applyEvents } from './apply-events.ts';
import { conversationIdOf } from './conversation-id.ts';
import { pumpConversation } from './gate.ts';
import { createPlainCipher } from './harness-cipher.ts';
import { obedientClient, type ScriptedAnswer } from './harness-client.ts';
import type { Contact, CustomerEvent, Platform } from './model.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationKey } from './model-keys.ts';
import type { Message } from './model-messages.ts';
import { createPaceKeeper } from './pace.ts';
import type { AccountFacts, GateDeps } from './ports.ts';
import { type Change, reactionsOf } from './reactions.ts';
import { eventItem, type LoggedEvent, parseEventItem, secretsPlace, secretsText } from './store-event-items.ts';
import { parseHead } from './store-head-row.ts';
import { parseMessage } from './store-message-codec.ts';

/** A small world for the tests of this folder: one account, one clock, a platform that does as it is told. */

export const START_MS = 1_780_000_000_000;
export const TENANT = 't1';

export const account = (platform: Platform, changes: Partial<AccountFacts> = {}): AccountFacts => ({
  tenantId: TENANT,
  accountId: platform === 'douyin' ? 'dy_account1' : 'xhs_account1',
  platform,
  platformId: 'account-1',
  name: '云筑家装',
  kind: 'enterprise',
  status: 'hosted',
  highWeight: false,
  adSpend30dYuan: 0,
  agentMode: 'off',
  welcome: [],
  ...changes,
});

export const WITH_AGENT: Partial<AccountFacts> = {
  agentMode: 'full-auto',
  agent: { agentId: 'g1', gatherSeconds: 2, pauseAfterHumanMinutes: 30 },
};

export interface LogLine {
  readonly level: string;
  readonly event: LogEvent;
  readonly fields: LogFields | undefined;
}

interface WorldState {
  nowMs: number;
  account: AccountFacts | undefined;
  agentJobs: AgentJob[];
  busEvents: BusEvent[];
  revoked: string[];
  refreshes: number;
  slept: number;
  /** What happens while somebody sleeps. */
  onSleep: () => Promise<void>;
}

/** `table`: where rows really are; the world's own copy follows it and is what its stream reads. */
export function createWorld(hosted: AccountFacts, table: MemoryRowTable = createMemoryRowTable()) {
  const logged: LogLine[] = [];
  const write =
    (level: string) =>
    (event: LogEvent, fields?: LogFields): void => {
      logged.push({ level, event, fields });
    };
  const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  /** What the platform was asked to send, in order. */
  const sent: SendRequest[] = [];
  /** What it answers next; then: sent, with ids p1, p2 … */
  const answers: ScriptedAnswer[] = [];
  const world: WorldState = {
    nowMs: START_MS,
    account: hosted,
    agentJobs: [],
    busEvents: [],
    revoked: [],
    refreshes: 0,
    slept: 0,
    onSleep: async () => undefined,
  };
  const cipher = createPlainCipher();
  let names = 0;
  const client = (platform: Platform) => obedientClient(platform, sent, answers);
  const clock = { now: () => world.nowMs };
  const deps: GateDeps = {
    table,
    clock,
    pace: createPaceKeeper({ table, clock, log }),
    ids: { ulid: () => `id${String(++names).padStart(24, '0')}`, bytes: (length) => new Uint8Array(length) },
    timers: {
      sleep: async (ms) => {
        world.slept += ms;
        world.nowMs += ms;
        await world.onSleep();
      },
    },
    cipher,
    accounts: { load: async () => world.account },
    log,
    clients: { douyin: client('douyin'), xiaohongshu: client('xiaohongshu') },
    access: {
      access: async (_tenant, _account, options) => {
        if (options?.forceRefresh) world.refreshes += 1;
        return { accessToken: 'token', accountPlatformId: hosted.platformId };
      },
      refused: () => undefined,
      revoked: async (_tenant, _account, code) => {
        world.revoked.push(code);
        world.account = world.account && { ...world.account, status: 'needs-authorization' };
      },
    },
  };
  const key: ConversationKey = { tenantId: TENANT, conversationId: conversationIdOf(hosted.accountId, 'customer-1') };
  let seenChanges = 0;

  /** An event as the webhook function stores it. */
  const stored = async (event: CustomerEvent, receivedAtMs: number, contact?: Contact): Promise<LoggedEvent> => {
    const at = { ...key, accountId: hosted.accountId };
    const content = { event, receivedAtMs, keyMs: event.kind === 'recalled' ? NO_TIME : event.occurredAtMs };
    const plain = eventItem(at, content);
    const place = secretsPlace(key.tenantId, key.conversationId, plain.sk);
    const secrets = contact && secretsText({ contact, rawBody: new Uint8Array() });
    const row = secrets ? eventItem(at, { ...content, sealed: await cipher.seal(place, secrets) }) : plain;
    await table.put({ row, condition: { kind: 'absent' } });
    const fact = parseEventItem(row);
    if (fact?.for !== 'customer') throw new Error('not an event');
    return fact.logged;
  };

  const event = (kind: CustomerEvent['kind'], changes: Partial<CustomerEvent> = {}): CustomerEvent => ({
    kind,
    platform: hosted.platform,
    accountPlatformId: hosted.platformId,
    customerPlatformId: 'customer-1',
    eventId: `${kind}-${++names}`,
    occurredAtMs: world.nowMs,
    customerName: '小苗',
    ...(kind === 'echo' || kind === 'recalled'
      ? {}
      : { replyRef: { messageRef: `ref-${names}`, conversationRef: 'conv' } }),
    ...changes,
  });

  /** Stores and applies events, without what they set in motion. */
  const apply = async (...events: CustomerEvent[]): Promise<void> => {
    const rows = await Promise.all(events.map((one) => stored(one, world.nowMs)));
    await applyEvents(deps, key, rows);
  };

  /** Lets everything happen that stored changes set in motion, delays included. */
  const drain = async (): Promise<void> => {
    for (let rounds = 0; rounds < 100 && seenChanges < table.changes.length; rounds++) {
      const changes = table.changes.slice(seenChanges);
      seenChanges = table.changes.length;
      const jobs = new Map<string, { job: OutboundJob; delaySeconds: number }>();
      for (const change of changes.flatMap((one) => changeOf(one) ?? [])) {
        const { outbound, agent, bus } = reactionsOf(change, world.nowMs);
        // A spare look is for crashes; here the head always follows.
        if (outbound && !outbound.spare) jobs.set(JSON.stringify(outbound), outbound);
        if (agent) world.agentJobs.push(agent.job);
        world.busEvents.push(...bus);
      }
      for (const { job, delaySeconds } of jobs.values()) {
        world.nowMs += delaySeconds * 1000;
        await pumpConversation(deps, job);
      }
    }
  };

  const head = (): Conversation => {
    const found = table.all().flatMap((row) => parseHead(row) ?? [])[0];
    if (!found) throw new Error('no conversation yet');
    return found;
  };
  const messages = (): Message[] =>
    table
      .all()
      .flatMap((row) => parseMessage(row) ?? [])
      .sort((a, b) => a.atMs - b.atMs);
  const texts = (): string[] => sent.map(({ body }) => (body.type === 'text' ? body.text : body.type));
  return Object.assign(world, {
    table,
    logged,
    sent,
    answers,
    deps,
    key,
    stored,
    event,
    apply,
    drain,
    head,
    messages,
    texts,
    client,
  });
}

function changeOf({ before, after }: RowChange): Change | undefined {
  const head = parseHead(after);
  if (head) return { entity: 'conversation', before: before && parseHead(before), after: head };
  const message = parseMessage(after);
  if (message) return { entity: 'message', before: before && parseMessage(before), after: message };
  const customer = parseCustomer(after);
  if (customer) return { entity: 'customer', before: before && parseCustomer(before), after: customer };
  const lead = parseLead(after);
  return lead && { entity: 'lead', before: before && parseLead(before), after: lead };
}
