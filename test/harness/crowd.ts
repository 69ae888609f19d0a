import { quietHead } from '../../shared/conversations/harness-head.ts';
import type { Platform } from '../../shared/conversations/model.ts';
import type { Message } from '../../shared/conversations/model-messages.ts';
import { NO_FACTS } from '../../shared/conversations/rules-facts.ts';
import { headRow } from '../../shared/conversations/store-head-row.ts';
import { messageRow } from '../../shared/conversations/store-message-codec.ts';
import { customerRow } from '../../shared/customers/store-customer-codec.ts';
import { createMemoryRowTable } from '../../shared/runtime/memory-row-table.ts';
import type { Row } from '../../shared/runtime/row-table.ts';
import { indexStep } from '../../shared/search/index-tenant.ts';

/** A tenant with very many customers, each with some messages of ours, as rows. */
export interface Crowd {
  readonly tenantId: string;
  readonly platform: Platform;
  readonly conversations: number;
  readonly messagesEach: number;
  readonly nameAt: (index: number) => string;
  readonly conversationIdAt: (index: number) => string;
  readonly accountIdAt: (index: number) => string;
  /** When the last message was sent; those before it stand a minute apart. */
  readonly lastMsAt: (index: number) => number;
  /** What is written beside everyday sentences: `also` in one message of `each`. */
  readonly marks: readonly { readonly each: number; readonly also: string }[];
  /** Whether the customers spoke before the messages; else nothing is known of what they did. */
  readonly haveSpoken?: boolean;
  /** Whether the last message was not read. */
  readonly isUnreadAt?: (index: number) => boolean;
  readonly hasContactAt?: (index: number) => boolean;
}

const MINUTE_MS = 60_000;
const SENTENCES = [
  '想了解一下九十平的报价',
  '您好，方便说下面积和所在的区吗',
  '工期大概要多久，年前能住进去吗',
  '老房翻新卫生间漏水能一起处理吗',
  '我们在城东，周末可以去看工地吗',
  '材料都有哪些品牌可以选',
  '可以的，我帮您登记一下',
  '好的谢谢，我再和家人商量商量',
];

function textAt({ marks }: Crowd, index: number): string {
  const base = SENTENCES[(index * 7 + Math.floor(index / 13)) % SENTENCES.length] ?? '';
  const mark = marks.find(({ each }) => index % each === 77 % each);
  return mark ? `${base}，${mark.also}` : base;
}

function* rowsOf(crowd: Crowd, index: number): Generator<Row> {
  const { tenantId, platform, messagesEach } = crowd;
  const lastMs = crowd.lastMsAt(index);
  const firstMs = lastMs - messagesEach * MINUTE_MS;
  const of = {
    tenantId,
    conversationId: crowd.conversationIdAt(index),
    accountId: crowd.accountIdAt(index),
    platform,
  };
  const person = { customerPlatformId: `crowd-${index}`, mutualFollow: false, tags: [] };
  const name = crowd.nameAt(index);
  yield headRow(
    quietHead({
      ...of,
      ...person,
      customerName: name,
      createdAtMs: firstMs,
      lastActivityAtMs: lastMs,
      unread: crowd.isUnreadAt?.(index) ? 1 : 0,
      facts: crowd.haveSpoken ? { ...NO_FACTS, lastCustomerMessageAtMs: firstMs } : NO_FACTS,
      hasContact: crowd.hasContactAt?.(index) ?? false,
    }),
  );
  yield customerRow({ ...of, ...person, name, firstSeenAtMs: firstMs, remark: '' });
  for (let at = 0; at < messagesEach; at++) {
    const message: Message = {
      ...of,
      messageId: `message${String(at).padStart(6, '0')}`,
      atMs: lastMs - (messagesEach - 1 - at) * MINUTE_MS,
      kind: 'message',
      sender: 'operator',
      body: { type: 'text', text: textAt(crowd, index * messagesEach + at) },
      state: 'sent',
      epoch: 0,
      deadlineMs: lastMs,
      settledAtMs: lastMs,
    };
    yield messageRow(message);
  }
}

/** Heads, customers and messages. */
export function* crowdRows(crowd: Crowd): Generator<Row> {
  for (let index = 0; index < crowd.conversations; index++) yield* rowsOf(crowd, index);
}

/** The same with the search index over them, as the timer makes it minute by minute. */
export async function indexedCrowdRows(crowd: Crowd, nowMs: number): Promise<readonly Row[]> {
  const table = createMemoryRowTable();
  for (const row of crowdRows(crowd)) await table.put({ row });
  const silent = () => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const accounts = new Set(Array.from({ length: crowd.conversations }, (_, index) => crowd.accountIdAt(index)));
  const deps = { table, clock: { now: () => nowMs }, log, accountIds: async () => [...accounts] };
  for (;;) {
    const outcome = await indexStep(deps, crowd.tenantId);
    if (outcome === 'done' || outcome === 'idle') return table.all();
  }
}
