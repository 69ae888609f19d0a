import type { RowTable } from '../runtime/row-table.ts';
import { changeHead } from './commit.ts';
import { withHeldVisited } from './rules-ownership.ts';
import { type InboxKey, listInboxKeys, loadHeads } from './store-inbox.ts';

const PAGE = 100;
/** The conversations that moved last; what is held in others is looked at within the hour anyway. */
const MAX_PAGES = 10;

/** A5: an account sends again: what is held in its conversations is looked at now. @returns in how many. */
export async function wakeHeld(
  deps: { readonly table: RowTable },
  account: { readonly tenantId: string; readonly accountId: string },
): Promise<number> {
  let woken = 0;
  let before: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const keys: readonly InboxKey[] = await listInboxKeys(deps.table, account, {
      limit: PAGE,
      ...(before === undefined ? {} : { before }),
    });
    const holding = (await loadHeads(deps.table, keys)).filter((head) => head.outbound?.heldUntilMs !== undefined);
    await Promise.all(
      holding.map(({ tenantId, conversationId }) =>
        changeHead(deps.table, { tenantId, conversationId }, (head) => {
          const visited = withHeldVisited(head);
          return visited === head ? undefined : { head: visited };
        }),
      ),
    );
    woken += holding.length;
    before = keys.at(-1)?.order;
    if (keys.length < PAGE) break;
  }
  return woken;
}
