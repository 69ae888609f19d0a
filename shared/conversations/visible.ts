import type { RowTable } from '../runtime/row-table.ts';
import { maySee, type Staffed, type Viewer } from '../tenants/rules-visibility.ts';
import { parseHead } from './store-head-row.ts';
import { conversationPartition } from './store-message-codec.ts';

export interface VisibilityDeps {
  readonly table: Pick<RowTable, 'getMany'>;
  readonly accounts: { list(tenantId: string): Promise<readonly (Staffed & { readonly id: string })[]> };
}

/**
 * Which of these conversations a limited member may see (X1): one batch of heads and the tenant's accounts, asked for
 * only where somebody is limited. A conversation that is not there is not visible.
 */
export async function visibleConversations(
  deps: VisibilityDeps,
  viewer: Viewer & { readonly tenantId: string },
  conversationIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { tenantId } = viewer;
  if (conversationIds.length === 0) return new Set();
  const ids = [...new Set(conversationIds)];
  const [rows, accounts] = await Promise.all([
    deps.table.getMany(
      ids.map((conversationId) => ({ pk: conversationPartition({ tenantId, conversationId }), sk: 'n#head' })),
    ),
    deps.accounts.list(tenantId),
  ]);
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const heads = rows.flatMap((row) => parseHead(row) ?? []);
  const seen = heads.filter((head) => maySee(viewer, head, byId.get(head.accountId)));
  return new Set(seen.map(({ conversationId }) => conversationId));
}
