import { quietHead } from '../conversations/harness-head.ts';
import type { CustomerEvent } from '../conversations/model.ts';
import type { Customer } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { Message } from '../conversations/model-messages.ts';
import { eventItem } from '../conversations/store-event-rows.ts';
import { headRow } from '../conversations/store-head-row.ts';
import { messageRow } from '../conversations/store-message-codec.ts';
import { customerRow } from '../customers/store-customer-codec.ts';
import type { Log } from '../runtime/log.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { IndexDeps } from './index-tenant.ts';
import { indexStep } from './index-tenant.ts';

/** Conversations with words in them, and an indexer, over any table: for tests. */

export const TENANT = 't1';
export const MINUTE_MS = 60_000;

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export interface Said {
  readonly conversationId: string;
  readonly atMs: number;
  readonly text: string;
  readonly from?: 'customer' | 'us';
  readonly receivedAtMs?: number;
}

export function createSearchWorld(table: RowTable, accountIds: readonly string[] = ['dy_one']) {
  const time = { nowMs: 1_780_000_000_000 };
  const deps: IndexDeps = {
    table,
    clock: { now: () => time.nowMs },
    log: silent,
    accountIds: async () => accountIds,
  };
  const known = new Map<string, Conversation>();
  let events = 0;

  /** A conversation that exists: head and customer, moved at this time. */
  const move = async (conversationId: string, atMs: number, changes: Partial<Customer> = {}): Promise<void> => {
    const before = known.get(conversationId);
    const accountId = accountIds[Number(conversationId.replace(/\D/g, '')) % accountIds.length] ?? 'dy_one';
    const head: Conversation = quietHead({
      tenantId: TENANT,
      conversationId,
      accountId,
      customerPlatformId: `p-${conversationId}`,
      customerName: changes.name ?? before?.customerName ?? '小美',
      version: (before?.version ?? 0) + 1,
      createdAtMs: before?.createdAtMs ?? atMs,
      lastActivityAtMs: Math.max(atMs, before?.lastActivityAtMs ?? 0),
      unread: 1,
    });
    known.set(conversationId, head);
    const { platform, customerPlatformId, customerName: name = '', tags } = head;
    const customer: Customer = {
      tenantId: TENANT,
      conversationId,
      accountId,
      platform,
      customerPlatformId,
      name,
      firstSeenAtMs: head.createdAtMs,
      remark: '',
      tags,
      mutualFollow: false,
      ...changes,
    };
    await table.put({ row: headRow(head) });
    await table.put({ row: customerRow(customer) });
  };

  const row = ({ conversationId, atMs, text, from = 'customer', receivedAtMs = atMs }: Said) => {
    const accountId = known.get(conversationId)?.accountId ?? 'dy_one';
    events += 1;
    const body = { type: 'text', text } as const;
    if (from === 'us') {
      const message: Message = {
        tenantId: TENANT,
        conversationId,
        accountId,
        messageId: `o${String(events).padStart(8, '0')}`,
        atMs,
        kind: 'message',
        sender: 'operator',
        body,
        state: 'sent',
        epoch: 0,
        deadlineMs: atMs,
        settledAtMs: atMs,
      };
      return messageRow(message);
    }
    const event: CustomerEvent = {
      kind: 'message',
      platform: 'douyin',
      accountPlatformId: 'account',
      customerPlatformId: `p-${conversationId}`,
      eventId: `e${events}`,
      occurredAtMs: atMs,
      body,
    };
    return eventItem({ tenantId: TENANT, accountId, conversationId }, { event, receivedAtMs, keyMs: atMs });
  };

  /** Somebody says something; the conversation moves. */
  const say = async (said: Said): Promise<void> => {
    await move(said.conversationId, said.atMs);
    await table.put({ row: row(said) });
  };

  /** Runs the indexer until it has nothing more to do. */
  const index = async (): Promise<number> => {
    for (let steps = 0; steps < 500; steps++) {
      const outcome = await indexStep(deps, TENANT);
      if (outcome === 'done' || outcome === 'idle') return steps;
    }
    throw new Error('the indexer never ends');
  };
  return Object.assign(time, { deps, move, row, say, index });
}
