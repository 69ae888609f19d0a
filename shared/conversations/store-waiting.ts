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
