import { LiveMessage } from '../../shared/contracts/live.ts';
import type { BusEvent } from '../../shared/contracts/queues.ts';
import { quietHead } from '../../shared/conversations/harness-head.ts';
import type { Conversation } from '../../shared/conversations/model-head.ts';
import type { Message } from '../../shared/conversations/model-messages.ts';
import type { WaitStep } from '../../shared/conversations/rules-waiting.ts';
import { createConsoles } from '../../shared/live/consoles.ts';
import { createConnectionStore } from '../../shared/live/store-connections.ts';
import type { Notice } from '../../shared/live/store-notices.ts';
import { updatesOf } from '../../shared/live/updates.ts';
import { createHeardClock } from '../../shared/runtime/clock.ts';
import type { Log, LogEvent } from '../../shared/runtime/log.ts';
import { createMemoryRowTable } from '../../shared/runtime/memory-row-table.ts';
import type { QueueMessage } from '../../shared/runtime/queue-sender.ts';
import { type Row, toItem } from '../../shared/runtime/row-table.ts';
import { createHandler } from './reactions-handler.ts';

/** For tests of reactions: queues, bus, notices and consoles that take what they are given, or fail. */

export const NOW_MS = 1_790_000_000_000;

export const headOf = (change: Partial<Conversation> = {}): Conversation =>
  quietHead({
    conversationId: 'conversation-1',
    accountId: 'dy_one',
    customerPlatformId: 'customer-1',
    customerName: '小美',
    createdAtMs: NOW_MS,
    unread: 1,
    ...change,
  });

export const messageOf = (change: Partial<Message> = {}): Message => ({
  tenantId: 't1',
  conversationId: 'conversation-1',
  accountId: 'dy_one',
  messageId: 'a_burst_0',
  atMs: NOW_MS,
  kind: 'message',
  sender: 'agent',
  body: { type: 'text', text: '您好' },
  state: 'planned',
  epoch: 0,
  deadlineMs: NOW_MS + 1,
  ...change,
});

export const record = (sequence: string, after: Row, before?: Row) => ({
  dynamodb: { SequenceNumber: sequence, NewImage: toItem(after), ...(before ? { OldImage: toItem(before) } : {}) },
});

interface Told {
  nowMs: number;
  outbound: QueueMessage[];
  agent: QueueMessage[];
  timers: QueueMessage[];
  bus: BusEvent[];
  waits: WaitStep[];
  notices: Notice[];
  pushed: { to: string; message: LiveMessage }[];
  failing: Set<string>;
  gone: Set<string>;
  lists: number;
  logged: LogEvent[];
  whileLooking: () => void;
}

export function setUp() {
  const table = createMemoryRowTable();
  const connections = createConnectionStore(table);
  const world: Told = {
    nowMs: NOW_MS,
    outbound: [],
    agent: [],
    timers: [],
    bus: [],
    waits: [],
    notices: [],
    pushed: [],
    failing: new Set(),
    gone: new Set(),
    lists: 0,
    logged: [],
    whileLooking: () => undefined,
  };
  const note = (event: LogEvent) => void world.logged.push(event);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const clock = createHeardClock({ now: () => world.nowMs });
  const unless = (what: string) => {
    if (world.failing.has(what)) throw new Error(`${what} is away`);
  };
  const taking =
    <T>(what: string, into: T[]) =>
    async (all: readonly T[]): Promise<void> => {
      unless(what);
      into.push(...all);
    };
  const handler = createHandler({
    outbound: { send: taking('outbound', world.outbound) },
    agent: { send: taking('agent', world.agent) },
    timers: { send: taking('timers', world.timers) },
    bus: { publish: taking('bus', world.bus) },
    keepWaits: taking('waiting', world.waits),
    looks: { claim: async () => true, release: async () => undefined },
    notices: {
      putOnce: async (notice) => {
        unless('notices');
        world.notices.push(notice);
        return true;
      },
    },
    consoles: createConsoles({
      visibility: async () => () => true,
      connections: {
        list: async (tenantId, nowMs) => {
          world.lists += 1;
          unless('list');
          return connections.list(tenantId, nowMs);
        },
        remove: (key) => connections.remove(key),
      },
      pusher: {
        push: async (to, text) => {
          unless(to);
          if (world.gone.has(to)) return 'gone';
          world.pushed.push({ to, message: LiveMessage.parse(JSON.parse(text)) });
          return 'sent';
        },
      },
      clock,
      log,
    }),
    updatesOf: async (changes) => {
      unless('updates');
      world.whileLooking();
      return updatesOf(
        {
          accounts: { load: async () => undefined },
          newestRows: async () => [],
          rowsWithoutTime: async () => [],
          customerOf: async () => undefined,
          nameItems: async (_tenant, items) => [...items],
        },
        changes,
      );
    },
    clock,
    log,
  });
  const open = (connectionId: string, tenantId = 't1') =>
    connections.put({ tenantId, connectionId, memberId: 'm1', expiresAtMs: NOW_MS + 7_200_000 });
  const run = (...Records: object[]) => handler({ Records });
  return { world, connections, open, run };
}
