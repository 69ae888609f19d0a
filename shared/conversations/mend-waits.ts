import type { Log } from '../runtime/log.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { Conversation } from './model-head.ts';
import { ABOUT_TO_ANSWER_MS, isLeftWaiting, type Wait, waitOf } from './rules-waiting.ts';
import { listInboxKeys, loadHeads } from './store-inbox.ts';
import { applyWaits, loadMending, type Mending, saveMending, withoutRow } from './store-waiting.ts';

export interface MendDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly log: Log;
  readonly tenantIds: () => Promise<readonly string[]>;
  readonly accountIds: (tenantId: string) => Promise<readonly string[]>;
}

/** A run ends well before its function does; the next goes on where it ended. */
const RUN_MS = 30_000;
const STEP = 100;
/** The whole inbox is walked again after this long. */
const AGAIN_MS = 7 * 24 * 3_600_000;

/**
 * Puts those into the list of who waits (I1) whom no change of their conversation brought there: they waited before there
 * was a list, or their row got lost. Walks each tenant's inbox once a week, one step of each tenant after the other, from a
 * kept place on; one whose walk fails is told of and keeps nobody else waiting. Nothing of it is on the path of a message.
 * Answers how many rows were missing.
 *
 * Costs 0.5 read units a tenant and run; while it walks a list of the tenant's accounts a run, 0.5 a conversation, 0.5 again
 * for one that waits, and a write unit for every hundred.
 */
export async function mendWaits(deps: MendDeps): Promise<number> {
  const startedAtMs = deps.clock.now();
  const accounts = new Map<string, Promise<readonly string[]>>();
  const accountIds = (tenantId: string): Promise<readonly string[]> => {
    const ids = accounts.get(tenantId) ?? deps.accountIds(tenantId);
    accounts.set(tenantId, ids);
    return ids;
  };
  let open = await deps.tenantIds();
  let count = 0;
  while (open.length > 0) {
    const again: string[] = [];
    for (const tenantId of open) {
      if (deps.clock.now() - startedAtMs > RUN_MS) return count;
      const step = await mendStep({ ...deps, accountIds }, tenantId).catch((error: unknown) => {
        // Its next run begins at the same place; the others are walked meanwhile.
        const errorName = error instanceof Error ? error.name : 'unknown';
        deps.log.error('waits.not-mended', { tenantId, errorName });
        return { missing: 0, isOpen: false };
      });
      count += step.missing;
      if (step.isOpen) again.push(tenantId);
    }
    open = again;
  }
  return count;
}

async function mendStep(
  deps: MendDeps,
  tenantId: string,
): Promise<{ readonly missing: number; readonly isOpen: boolean }> {
  const { table, clock } = deps;
  const known = await loadMending(table, tenantId);
  if (known.doneAtMs !== undefined && clock.now() - known.doneAtMs < AGAIN_MS) return { missing: 0, isOpen: false };
  const accountId = await nextAccount(deps, tenantId, known);
  if (accountId === undefined) {
    await saveMending(table, tenantId, { doneAtMs: clock.now() });
    return { missing: 0, isOpen: false };
  }
  const after = known.accountId === accountId ? (known.after ?? '0') : '0';
  const keys = await listInboxKeys(table, { tenantId, accountId }, { limit: STEP, after });
  const missing = await withoutRow(table, waitsOf(await loadHeads(table, keys), clock.now()));
  await applyWaits(
    table,
    missing.map((add) => ({ add })),
  );
  if (missing.length > 0) deps.log.info('waits.mended', { tenantId, count: missing.length });
  const last = keys.length < STEP ? undefined : keys.at(-1)?.order;
  await saveMending(table, tenantId, { accountId, ...(last === undefined ? {} : { after: last }) });
  return { missing: missing.length, isOpen: true };
}

/** The account to walk on in: the one of the place while it has more, else the next by id; undefined = all were walked. */
async function nextAccount(deps: MendDeps, tenantId: string, place: Mending): Promise<string | undefined> {
  const ids = [...(await deps.accountIds(tenantId))].sort();
  const { accountId, after } = place.doneAtMs === undefined ? place : {};
  return ids.find((id) => accountId === undefined || (after === undefined ? id > accountId : id >= accountId));
}

/** Whose wait should have a row by now; that of a moment ago has it from the stream in a moment. */
const waitsOf = (heads: readonly Conversation[], nowMs: number): readonly Wait[] =>
  heads.flatMap((head) => {
    const wait = waitOf(head);
    const isOverdue = wait !== undefined && nowMs - wait.sinceMs > ABOUT_TO_ANSWER_MS;
    return wait && (isLeftWaiting(head) || isOverdue) ? [wait] : [];
  });
