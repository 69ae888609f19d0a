import { createEventStore } from '../conversations/store-events.ts';
import { NotFound } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { type AccountEventDeps, applyAccountEvent } from './apply-account-event.ts';
import type { Account } from './model.ts';

export interface CatchUpDeps extends AccountEventDeps {
  readonly table: RowTable;
  readonly log: Log;
}

/** The newest events of an account: enough for what a consent page takes. */
const EVENTS = 50;

/**
 * Takes up what waited for an account that is hosted now, or again: what the platform said of it between its entry in the
 * directory and its row. Webhooks kept aside because nobody hosted it are no tenant's yet: the sweeper brings them within a
 * minute (replay-unrouted.ts). What is held for its authorisation is looked at once its row has changed (`takeUpAccount`).
 * Harmless to repeat.
 */
export async function catchUp(deps: CatchUpDeps, account: Account): Promise<void> {
  const { tenantId, id: accountId } = account;
  const key = { tenantId, accountId };
  try {
    for (const { event } of [...(await createEventStore(deps.table).ofAccount(key, EVENTS))].reverse()) {
      await applyAccountEvent(deps, { ...key, event }).catch((error: unknown) => {
        if (!(error instanceof NotFound)) throw error;
      });
    }
  } catch (error) {
    // The account is hosted whatever became of this.
    const errorName = error instanceof Error ? error.name : 'unknown';
    deps.log.error('account.catch-up-failed', { ...key, errorName });
  }
}
