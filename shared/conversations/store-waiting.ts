import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { msKey } from './model-keys.ts';
import type { Wait, WaitStep } from './rules-waiting.ts';

/**
 * Who waits for an answer: a row each, written after the fact. The head is the truth; a row that it does not back is
 * passed over by readers, and taken out by the next of them.
 */

const Stored = z.object({
  tenantId: z.string(),
  conversationId: z.string(),
  accountId: z.string(),
  sinceMs: z.number().int(),
});

/** One partition would cap a tenant's waits at 1,000 a second. */
const SHARDS = 4;
const partitionOf = (tenantId: string, shard: number): string => `t#${tenantId}#waiting#${shard}`;
const shardOf = (conversationId: string): number => {
  let sum = 0;
  for (const char of conversationId) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  return sum % SHARDS;
};

/** The order of the list: who waits longest, then by id. */
export const waitKey = ({ sinceMs, conversationId }: Pick<Wait, 'sinceMs' | 'conversationId'>): string =>
  `${msKey(sinceMs)}#${conversationId}`;
const keyOf = (wait: Wait) => ({
  pk: partitionOf(wait.tenantId, shardOf(wait.conversationId)),
  sk: `w#${waitKey(wait)}`,
});

/** Puts those into the list who begin to wait, and takes those out who do no more. Repeats are harmless. */
export async function applyWaits(table: Pick<RowTable, 'put' | 'remove'>, steps: readonly WaitStep[]): Promise<void> {
  await Promise.all(
    steps.map(async ({ add, remove }) => {
      if (remove) await table.remove(keyOf(remove));
      if (add) await table.put({ row: { ...keyOf(add), ...entityMarks('waiting'), ...add } });
    }),
  );
}

/** Who waits longest, after a place of the list; fewer than `limit` = the end. */
export async function listWaits(
  table: RowTable,
  tenantId: string,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<readonly Wait[]> {
  const { after, limit } = page;
  const shards = await Promise.all(
    Array.from({ length: SHARDS }, (_, shard) =>
      table.query({
        pk: partitionOf(tenantId, shard),
        // Past the key itself, before any that goes on: what a page ended with does not begin the next.
        from: after === undefined ? 'w#' : `w#${after}!`,
        to: 'w$',
        limit,
      }),
    ),
  );
  return shards
    .flatMap(({ rows }) => rows.map((row) => Stored.parse(row)))
    .sort((a, b) => (waitKey(a) < waitKey(b) ? -1 : 1))
    .slice(0, limit);
}

/** Those of them that have no row. */
export async function withoutRow(table: Pick<RowTable, 'getMany'>, waits: readonly Wait[]): Promise<readonly Wait[]> {
  if (waits.length === 0) return [];
  const rows = await table.getMany(waits.map(keyOf));
  const known = new Set(rows.map(({ pk, sk }) => `${pk} ${sk}`));
  return waits.filter((wait) => !known.has(`${keyOf(wait).pk} ${keyOf(wait).sk}`));
}

/** How far a tenant's inbox was walked for waits without a row (mend-waits.ts). */
const StoredMending = z.object({
  /** When the last walk ended; the others are those of a walk that goes on. */
  doneAtMs: z.number().int().exactOptional(),
  accountId: z.string().exactOptional(),
  /** The place in the account's inbox; absent = it was walked to its end. */
  after: z.string().exactOptional(),
});
export type Mending = Readonly<z.infer<typeof StoredMending>>;
const mendingKeyOf = (tenantId: string) => ({ pk: `t#${tenantId}`, sk: 'waits-mended' });

export async function loadMending(table: Pick<RowTable, 'get'>, tenantId: string): Promise<Mending> {
  const row = await table.get(mendingKeyOf(tenantId));
  return row ? StoredMending.parse(row) : {};
}

/** Two runs may write it side by side: what either walks is harmless to walk again. */
export async function saveMending(table: Pick<RowTable, 'put'>, tenantId: string, mending: Mending): Promise<void> {
  await table.put({ row: { ...mendingKeyOf(tenantId), ...entityMarks('waitsMended'), ...mending } });
}
