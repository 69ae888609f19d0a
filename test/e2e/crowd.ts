import type { Message } from '../../shared/conversations/model-items.ts';
import { NO_FACTS } from '../../shared/conversations/rules-facts.ts';
import { headRow } from '../../shared/conversations/store-head-row.ts';
import { messageRow } from '../../shared/conversations/store-message-codec.ts';
import { customerRow } from '../../shared/customers/store-customer-codec.ts';
import type { Row } from '../../shared/runtime/row-table.ts';
import { indexStep } from '../../shared/search/index-tenant.ts';
import type { HostedTenant } from '../harness/tenant.ts';

/** A tenant with very many customers, written straight to the table of a running stack. */

export const MESSAGES_EACH = 4;
const MINUTE_MS = 60_000;
const ROWS_AT_ONCE = 100;
const LANES = 3;
/** A busy machine may leave a batch without an answer; putting the same rows again changes nothing. */
const ATTEMPTS = 8;
const SENTENCES = [
  '想了解一下九十平的报价',
  '您好，方便说下面积和所在的区吗',
  '工期大概要多久，年前能住进去吗',
  '我们在城东，周末可以去看工地吗',
  '好的谢谢，我再和家人商量商量',
];
/** Stands in one message of so many. */
export const RARE_IN = 500;
export const RARE = '飘窗';

const textAt = (index: number): string => {
  const text = SENTENCES[(index * 7 + Math.floor(index / 13)) % SENTENCES.length] ?? '';
  return index % RARE_IN === 77 ? `${text}，${RARE}怎么做` : text;
};

function rowsOf({ tenantId, accountIds }: HostedTenant, index: number, nowMs: number): readonly Row[] {
  const platform = 'xiaohongshu';
  const conversationId = `crowd${String(index).padStart(6, '0')}`;
  const lastMs = nowMs - (index + 60) * MINUTE_MS;
  const of = { tenantId, conversationId, accountId: accountIds[platform], platform } as const;
  const person = { customerPlatformId: `crowd-${index}`, mutualFollow: false, tags: [] };
  const name = `顾客${index}`;
  const message = (at: number): Message => ({
    ...of,
    messageId: `crowd${String(at).padStart(6, '0')}`,
    atMs: lastMs - (MESSAGES_EACH - 1 - at) * MINUTE_MS,
    kind: 'message',
    sender: 'operator',
    body: { type: 'text', text: textAt(index * MESSAGES_EACH + at) },
    state: 'sent',
    epoch: 0,
    deadlineMs: lastMs,
    settledAtMs: lastMs,
  });
  const head = {
    ...of,
    ...person,
    customerName: name,
    version: 1,
    createdAtMs: lastMs - MESSAGES_EACH * MINUTE_MS,
    lastActivityAtMs: lastMs,
    unread: 0,
    facts: { ...NO_FACTS, lastCustomerMessageAtMs: lastMs - MESSAGES_EACH * MINUTE_MS },
    epoch: 0,
    recent: [],
    hasContact: false,
    status: 'open' as const,
    seen: [],
  };
  const customer = { ...of, ...person, name, firstSeenAtMs: head.createdAtMs, remark: '' };
  const messages = Array.from({ length: MESSAGES_EACH }, (_, at) => messageRow(message(at)));
  return [headRow(head), customerRow(customer), ...messages];
}

/** So many customers of one account, each with a few messages of ours. */
export async function writeCrowd(tenant: HostedTenant, nowMs: number, customers: number): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < customers) {
      const rows: Row[] = [];
      while (next < customers && rows.length + MESSAGES_EACH + 2 <= ROWS_AT_ONCE)
        rows.push(...rowsOf(tenant, next++, nowMs));
      await insist(() => tenant.table.putAll(rows.map((row) => ({ row }))));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (tried >= ATTEMPTS) throw error;
    }
  }
}

/** What the timer does minute by minute until the index has everything. */
export async function indexCrowd(tenant: HostedTenant, nowMs: number): Promise<void> {
  const silent = () => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const accountIds = async () => Object.values(tenant.accountIds);
  const deps = { table: tenant.table, clock: { now: () => nowMs }, log, accountIds };
  for (;;) {
    const outcome = await insist(() => indexStep(deps, tenant.tenantId));
    if (outcome === 'done' || outcome === 'idle') return;
  }
}
