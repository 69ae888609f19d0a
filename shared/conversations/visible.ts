import type { RowTable } from '../runtime/row-table.ts';
import { maySee, type Staffed, type Viewer } from '../tenants/rules-visibility.ts';
import { parseHead } from './store-head-row.ts';
import { conversationPartition } from './store-message-codec.ts';

export interface VisibilityDeps {
  readonly table: Pick<RowTable, 'getMany'>;
  readonly accounts: { list(tenantId: string): Promise<readonly (Staffed & { readonly id: string })[]> };
}

/** Whether a member may see one of the conversations that were asked about. */
export type Visibility = (viewer: Viewer, conversationId: string) => boolean;

/**
 * Who may see these conversations (X1): one batch of heads and the tenant's accounts, asked for only where somebody is
 * limited. A conversation that is not there is visible to nobody who is.
 */
export async function loadVisibility(
  deps: VisibilityDeps,
  tenantId: string,
  conversationIds: readonly string[],
): Promise<Visibility> {
  const ids = [...new Set(conversationIds)];
  if (ids.length === 0) return () => false;
  const [rows, accounts] = await Promise.all([
    deps.table.getMany(
      ids.map((conversationId) => ({ pk: conversationPartition({ tenantId, conversationId }), sk: 'n#head' })),
    ),
    deps.accounts.list(tenantId),
  ]);
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const heads = new Map(rows.flatMap((row) => parseHead(row) ?? []).map((head) => [head.conversationId, head]));
  return (viewer, conversationId) => {
    const head = heads.get(conversationId);
    return head !== undefined && maySee(viewer, head, byId.get(head.accountId));
  };
}

/** Which of these conversations a limited member may see (X1). */
export async function visibleConversations(
  deps: VisibilityDeps,
  viewer: Viewer & { readonly tenantId: string },
  conversationIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const sees = await loadVisibility(deps, viewer.tenantId, conversationIds);
  return new Set(conversationIds.filter((id) => sees(viewer, id)));
}
