import type { RowTable } from '../runtime/row-table.ts';
import type { Platform } from './model.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationKey } from './model-keys.ts';
import type { RulePack } from './pack-schema.ts';
import { packFor } from './packs.ts';
import { type GateAccount, standingOf } from './rules-decision.ts';
import { historyOf, type PackDifference, replayPack } from './rules-replay.ts';
import { shownVerdict } from './rules-trace.ts';
import { loadRecord } from './store-conversations.ts';
import { listInboxKeys, loadHeads } from './store-inbox.ts';

/** An account whose past is run again. */
export interface ComparedAccount {
  readonly accountId: string;
  readonly standing: GateAccount['standing'];
}

export interface PackComparison {
  /** The pack in force. */
  readonly before: string;
  /** How much of the past was looked at, at most. */
  readonly bounds: typeof BOUNDS;
  readonly conversations: number;
  /** Messages that were asked for. */
  readonly asked: number;
  readonly nowAllowed: number;
  readonly nowRefused: number;
  /** Both allow or both refuse, with other figures or reasons. */
  readonly limits: number;
  /** The newest differences, those that change an answer first. */
  readonly examples: readonly PackExample[];
}

export interface PackExample
  extends Pick<PackDifference, 'atMs' | 'contentType' | 'change'>,
    Pick<Conversation, 'conversationId' | 'accountId'> {
  readonly customerName: string;
  readonly before: ReturnType<typeof shownVerdict>;
  readonly after: ReturnType<typeof shownVerdict>;
}

/** Newest conversations of an account, of all accounts, and newest rows of each: so that it answers within seconds. */
const BOUNDS = { conversationsPerAccount: 50, conversations: 300, rowsPerConversation: 150 } as const;
const AT_ONCE = 10;
const EXAMPLES = 30;

/**
 * Runs a tenant's newest conversations under the pack in force and under another (W12), so that its effect is seen before
 * it takes effect. Reads only; bounded by accounts, conversations and rows, so that it answers within seconds.
 */
export async function comparePacks(
  deps: { readonly table: RowTable },
  of: {
    readonly tenantId: string;
    readonly platform: Platform;
    readonly accounts: readonly ComparedAccount[];
    readonly candidate: RulePack;
    readonly nowMs: number;
  },
): Promise<PackComparison> {
  const before = packFor(of.platform, of.nowMs);
  const standings = new Map(of.accounts.map(({ accountId, standing }) => [accountId, standing]));
  const heads = (
    await Promise.all(of.accounts.map((account) => newestOf(deps, of.tenantId, account.accountId)))
  ).flat();
  const chosen = heads.sort((a, b) => b.lastActivityAtMs - a.lastActivityAtMs).slice(0, BOUNDS.conversations);
  const examples: PackExample[] = [];
  let asked = 0;
  for (let from = 0; from < chosen.length; from += AT_ONCE) {
    const replays = chosen.slice(from, from + AT_ONCE).map(async (head) => {
      const standing = standings.get(head.accountId);
      const record = await loadRecord(deps.table, head, { rows: BOUNDS.rowsPerConversation });
      if (!standing || !record) return;
      const replay = replayPack(historyOf(record.rows), standingOf(standing, head), before, of.candidate);
      asked += replay.asked;
      examples.push(...replay.differences.map((difference) => exampleOf(head, difference)));
    });
    await Promise.all(replays);
  }
  const count = (change: PackDifference['change']): number => examples.filter((one) => one.change === change).length;
  return {
    before: before.id,
    bounds: BOUNDS,
    conversations: chosen.length,
    asked,
    nowAllowed: count('now-allowed'),
    nowRefused: count('now-refused'),
    limits: count('limits'),
    examples: examples.sort(byWeight).slice(0, EXAMPLES),
  };
}

async function newestOf(
  { table }: { readonly table: RowTable },
  tenantId: string,
  accountId: string,
): Promise<readonly Conversation[]> {
  return loadHeads(
    table,
    await listInboxKeys(table, { tenantId, accountId }, { limit: BOUNDS.conversationsPerAccount }),
  );
}

const exampleOf = (
  head: ConversationKey & Pick<Conversation, 'accountId' | 'customerName'>,
  { atMs, contentType, change, before, after }: PackDifference,
): PackExample => ({
  conversationId: head.conversationId,
  accountId: head.accountId,
  customerName: head.customerName ?? '',
  atMs,
  contentType,
  change,
  before: shownVerdict(before),
  after: shownVerdict(after),
});

const byWeight = (a: PackExample, b: PackExample): number =>
  Number(a.change === 'limits') - Number(b.change === 'limits') || b.atMs - a.atMs;
