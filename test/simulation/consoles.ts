import { deepStrictEqual } from 'node:assert';
import { createAccounts } from '../../shared/accounts/facts.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { cachedAgents } from '../../shared/agents/agents.ts';
import { createAgentStore } from '../../shared/agents/store-agents.ts';
import type { AccountView } from '../../shared/contracts/company-views.ts';
import { LiveMessage } from '../../shared/contracts/live.ts';
import { ConversationView, type ThreadItem } from '../../shared/contracts/views.ts';
import { olderItems, openThread } from '../../shared/conversations/open-thread.ts';
import { loadRowsBefore, loadRowsWithoutTime } from '../../shared/conversations/store-conversations.ts';
import { conversationView } from '../../shared/conversations/views.ts';
import { loadCustomer } from '../../shared/customers/store-customers.ts';
import { type Consoles, createConsoles } from '../../shared/live/consoles.ts';
import { updatesOf } from '../../shared/live/updates.ts';
import { ofAccount, ToldAccounts } from '../../web/src/lib/inbox/account-change.ts';
import { mergeLines } from '../../web/src/lib/inbox/thread-merge.ts';
import type { Ports } from './functions.ts';
import { directTable } from './scene.ts';
import type { Truth } from './table.ts';
import type { Sim, Worker } from './worker.ts';

/** A console of each tenant, open from the beginning and told by the stream alone: what it shows must be what a fresh load shows (INV17). */

interface Shown {
  conversation?: ConversationView;
  readonly items: Map<string, ThreadItem>;
}

export interface SimConsoles {
  /** The reactions' way to the consoles, through one worker. */
  portOf(worker: Worker, ports: Ports): Consoles;
  updatesOf(ports: Ports): (changes: Parameters<typeof updatesOf>[1]) => Promise<readonly LiveMessage[]>;
  check(): Promise<void>;
}

const PUSH_MS = 8;
const THREAD_END = 'm$';
/** Smaller than a console's pages, so that simulated threads have edges. */
const PAGE_ROWS = 10;
const OLDER_ROWS = 7;

export function createSimConsoles(sim: Sim, truth: Truth, tenants: readonly string[]): SimConsoles {
  const shown = new Map<string, Shown>();
  const accountsTold = new Map(tenants.map((tenantId) => [tenantId, new ToldAccounts()]));
  const screenOf = (tenantId: string, conversationId: string): Shown => {
    const name = `${tenantId}|${conversationId}`;
    const known = shown.get(name) ?? { items: new Map() };
    shown.set(name, known);
    return known;
  };

  const table = directTable(truth);
  const clock = { now: () => sim.timeline.now() };
  const agentTiming = cachedAgents(createAgentStore(table), clock);
  const accounts = createAccounts({ accounts: createAccountStore(table), agentTiming, clock });

  /** What a console loads that is opened now. */
  const freshOf = async (tenantId: string, conversationId: string) => {
    const opened = await openThread(table, { tenantId, conversationId }, PAGE_ROWS);
    if (!opened) return undefined;
    const { record, items, nextCursor } = opened;
    const account = await accounts.load(tenantId, record.conversation.accountId);
    // As an answer of the API: it passes its schema too.
    const conversation = ConversationView.parse(conversationView(record.conversation, account));
    return { conversation, items, nextCursor };
  };
  /** What it loads while one scrolls up. */
  const olderOf = async (tenantId: string, conversationId: string, before: string | undefined) => {
    const items: ThreadItem[] = [];
    for (let cursor = before; cursor !== undefined; ) {
      const page = await olderItems(table, { tenantId, conversationId }, { before: cursor, limit: OLDER_ROWS });
      items.push(...(page?.items ?? []));
      cursor = page?.nextCursor;
    }
    return items;
  };
  const conversations = (): { readonly tenantId: string; readonly conversationId: string }[] =>
    truth.all().flatMap(({ __edb_e__: entity, pk }) => {
      const [, tenantId, conversationId] = entity === 'conversation' ? (/^t#(.+)#c#([^#]+)$/.exec(pk) ?? []) : [];
      return tenantId === undefined || conversationId === undefined ? [] : [{ tenantId, conversationId }];
    });
  const reload = async (owner: string): Promise<void> => {
    sim.situations.reach('console-resynced');
    accountsTold.get(owner)?.forget();
    for (const { tenantId, conversationId } of conversations()) {
      const fresh = tenantId === owner ? await freshOf(tenantId, conversationId) : undefined;
      if (!fresh) continue;
      const items = new Map(fresh.items.map((item) => [item.key, item]));
      shown.set(`${tenantId}|${conversationId}`, { conversation: fresh.conversation, items });
    }
  };

  const follow = (tenantId: string, account: AccountView): void => {
    if (!accountsTold.get(tenantId)?.tell(account)) return;
    for (const [name, screen] of shown)
      if (screen.conversation && name.startsWith(`${tenantId}|`))
        screen.conversation = ofAccount(screen.conversation, account);
  };

  /** As the real console applies it: a conversation by its version and its account, lines by their keys. */
  const take = async (tenantId: string, text: string): Promise<void> => {
    const message = LiveMessage.parse(JSON.parse(text));
    if (message.type === 'resync') await reload(tenantId);
    else if (message.type === 'account') follow(tenantId, message.account);
    else if (message.type === 'conversation') {
      const screen = screenOf(tenantId, message.conversation.id);
      if ((screen.conversation?.version ?? 0) <= message.conversation.version)
        screen.conversation = accountsTold.get(tenantId)?.over(message.conversation) ?? message.conversation;
    } else if (message.type === 'items') {
      const { items } = screenOf(tenantId, message.conversationId);
      const lines = mergeLines([...items.values()], message.items, message.gone);
      items.clear();
      for (const line of lines) items.set(line.key, line);
    }
  };

  const check = async (): Promise<void> => {
    for (const { tenantId, conversationId } of conversations()) {
      const fresh = await freshOf(tenantId, conversationId);
      if (!fresh) continue;
      const name = `${tenantId}|${conversationId}`;
      const screen = screenOf(tenantId, conversationId);
      tell(sim, `${name}, its head`, screen.conversation, fresh.conversation);
      // What lies before the page was fetched as one scrolled up, or never: only what is there is compared.
      const from = fresh.nextCursor ?? '';
      const shownKeys = [...screen.items.keys()].filter((key) => key >= from);
      tell(sim, `${name}, its keys`, shownKeys.sort(), fresh.items.map(({ key }) => key).sort());
      for (const item of fresh.items) tell(sim, `${name}, ${item.key}`, screen.items.get(item.key), item);
      for (const item of await olderOf(tenantId, conversationId, fresh.nextCursor)) {
        const known = screen.items.get(item.key);
        if (known) tell(sim, `${name}, ${item.key} further up`, known, item);
      }
    }
  };

  return {
    portOf: (worker, { clock, log }) =>
      createConsoles({
        connections: {
          list: async (tenantId) =>
            tenants.includes(tenantId)
              ? [{ tenantId, connectionId: tenantId, memberId: 'u1', expiresAtMs: Number.MAX_SAFE_INTEGER }]
              : [],
          remove: async () => undefined,
        },
        visibility: async () => () => true,
        pusher: {
          push: async (tenantId, text) => {
            await worker.effect('console.push', PUSH_MS, () => take(tenantId, text));
            return 'sent';
          },
        },
        clock,
        log,
      }),
    updatesOf:
      ({ table, accounts }) =>
      (changes) =>
        updatesOf(
          {
            accounts,
            newestRows: (key, limit, options) => loadRowsBefore(table, key, THREAD_END, limit, options),
            rowsWithoutTime: (key) => loadRowsWithoutTime(table, key),
            customerOf: (key) => loadCustomer(table, key, { consistent: true }),
            nameItems: async (_tenant, items) => [...items],
          },
          changes,
        ),
    check,
  };
}

/** As JSON: what a socket or an answer carries. */
const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

function tell(sim: Sim, what: string, shown: unknown, fresh: unknown): void {
  try {
    deepStrictEqual(plain(shown), plain(fresh));
  } catch {
    sim.trace.note(() => `    shown ${JSON.stringify(shown)}\n    fresh ${JSON.stringify(fresh)}`);
    sim.violate('INV17', `${what}: a console shows what a fresh load does not`);
  }
}
