import { accountOf } from '../../shared/accounts/harness.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import type { Message } from '../../shared/conversations/model-items.ts';
import { NO_FACTS } from '../../shared/conversations/rules-facts.ts';
import { headRow } from '../../shared/conversations/store-head-row.ts';
import { messageRow } from '../../shared/conversations/store-message-codec.ts';
import { customerRow } from '../../shared/customers/store-customer-codec.ts';
import type { Row, RowTable } from '../../shared/runtime/row-table.ts';

/** A large tenant: many accounts, conversations and messages, written straight to the table. */

export const LARGE = { tenantId: 't1', accounts: 500, conversations: 10_000, messagesEach: 20 } as const;
export const NOW_MS = 1_780_000_000_000;
const MINUTE_MS = 60_000;
const ROWS_AT_ONCE = 100;
const LANES = 6;

/** Everyday sentences; `RARE` stands in one message of a thousand, `WORD` in one of twenty. */
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
export const WORD = '地板';
export const RARE = '榻榻米';

const pad = (value: number): string => String(value).padStart(6, '0');
export const accountIdAt = (index: number): string => `dy_account${pad(index % LARGE.accounts)}`;

export const conversationIdAt = (index: number): string => `conversation${pad(index)}`;
/** One of so many was not read. */
export const UNREAD_EACH = 5;

const textAt = (index: number): string => {
  const base = SENTENCES[(index * 7 + Math.floor(index / 13)) % SENTENCES.length] ?? '';
  if (index % 1_000 === 77) return `${base}，要做${RARE}`;
  return index % 20 === 3 ? `${base}，${WORD}选哪种` : base;
};

function rowsOf(index: number): readonly Row[] {
  const { tenantId, messagesEach } = LARGE;
  const conversationId = conversationIdAt(index);
  const accountId = accountIdAt(index * 7919);
  const lastMs = NOW_MS - (LARGE.conversations - index) * 3 * MINUTE_MS;
  const of = { tenantId, conversationId, accountId, platform: 'douyin' as const };
  const person = { customerPlatformId: `customer-${index}`, mutualFollow: false, tags: [] };
  const message = (at: number): Message => ({
    ...of,
    messageId: `message${pad(at)}`,
    atMs: lastMs - (messagesEach - 1 - at) * MINUTE_MS,
    kind: 'message',
    sender: 'operator',
    body: { type: 'text', text: textAt(index * messagesEach + at) },
    state: 'sent',
    epoch: 0,
    deadlineMs: lastMs,
    settledAtMs: lastMs,
  });
  const head = {
    ...of,
    ...person,
    customerName: `客户${index}`,
    version: 1,
    createdAtMs: lastMs - messagesEach * MINUTE_MS,
    lastActivityAtMs: lastMs,
    unread: index % UNREAD_EACH === 0 ? 1 : 0,
    facts: NO_FACTS,
    epoch: 0,
    recent: [],
    hasContact: index % 200 === 0,
    status: 'open' as const,
    seen: [],
  };
  const customer = { ...of, ...person, name: `客户${index}`, firstSeenAtMs: head.createdAtMs, remark: '' };
  const messages = Array.from({ length: messagesEach }, (_, at) => messageRow(message(at)));
  return [headRow(head), customerRow(customer), ...messages];
}

export async function writeLargeTenant(table: RowTable): Promise<void> {
  const accounts = createAccountStore(table);
  const { tenantId } = LARGE;
  for (let index = 0; index < LARGE.accounts; index++) {
    const id = accountIdAt(index);
    const audit = { tenantId, auditId: pad(index), atMs: NOW_MS, actorId: 'system', action: 'made', subjectId: id };
    await accounts.save(accountOf({ id, tenantId, platformId: id, name: `账号${index}` }), audit);
  }
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < LARGE.conversations) {
      const rows: Row[] = [];
      while (next < LARGE.conversations && rows.length + LARGE.messagesEach + 2 <= ROWS_AT_ONCE)
        rows.push(...rowsOf(next++));
      await table.putAll(rows.map((row) => ({ row })));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
