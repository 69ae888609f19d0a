import type { Account } from '../../../shared/accounts/model.ts';
import { conversationIdOf } from '../../../shared/conversations/conversation-id.ts';
import { loadHead } from '../../../shared/conversations/store-conversations.ts';
import { demoTenantId } from '../defaults.ts';
import { type AccountName, demoAccounts } from './company.ts';
import { type SeedDeps, writeRows } from './seed.ts';
import { customerIdOf } from './thread-ids.ts';
import { tell } from './thread-rows.ts';
import type { Thread } from './threads.ts';

const ACCOUNTS: readonly AccountName[] = ['dy', 'xhs', 'dyStaff', 'xhsStaff'];
const ASKED = ['想了解一下90平报价', '工期要多久', '可以看工地吗', '老房翻新多少钱', '你们在哪'] as const;
const CONVERSATIONS_AT_ONCE = 20;
const MINUTES_APART = 3;
/** Older threads show our half alone: each event's row costs its reader in the stream a look at the head. */
const WITH_EVENTS = 200;

/** Older than the demo's own conversations, one every few minutes. */
const thread = (index: number): Thread => ({
  account: ACCOUNTS[index % ACCOUNTS.length] ?? 'dy',
  name: `客户${String(index + 1).padStart(5, '0')}`,
  agoMinutes: 13_000 + index * MINUTES_APART,
  read: index % 7 !== 0,
  lines: [
    ['in', ASKED[index % ASKED.length] ?? ''],
    ['ai', '您好，方便说下面积和所在区吗？我给您一个参考价。'],
  ],
});

/**
 * Adds plain conversations to the seeded demo, for benchmarks and scrolling. Their ids are stable: asking for as many
 * again adds none. The simulators are not told.
 *
 * @returns how many were written.
 */
export async function seedConversations(deps: SeedDeps, count: number): Promise<number> {
  const nowMs = deps.clock.now();
  const accounts = demoAccounts(nowMs);
  const accountOf = (index: number): Account => accounts[thread(index).account];
  const last = count - 1;
  if (count < 1 || (await isWritten(deps, accountOf(last), thread(last).name))) return 0;
  for (let start = 0; start < count; start += CONVERSATIONS_AT_ONCE) {
    const size = Math.min(CONVERSATIONS_AT_ONCE, count - start);
    const told = await Promise.all(
      Array.from({ length: size }, (_, offset) =>
        tell(deps.cipher, accountOf(start + offset), thread(start + offset), nowMs),
      ),
    );
    const rows = told.flatMap((one) => one.rows);
    await writeRows(deps.table, start < WITH_EVENTS ? rows : rows.filter((row) => row.__edb_e__ !== 'event'));
  }
  return count;
}

async function isWritten({ table }: SeedDeps, account: Account, name: string): Promise<boolean> {
  const conversationId = conversationIdOf(account.id, customerIdOf(account, name));
  return (await loadHead(table, { tenantId: demoTenantId, conversationId })) !== undefined;
}
