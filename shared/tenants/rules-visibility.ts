/**
 * Own-conversations-only (X1): the one predicate that lists, threads, live pushes, search, leads and customers obey.
 * Pure.
 */

/** Who looks. Absent `ownOnly` = sees every conversation of the tenant. */
export interface Viewer {
  readonly memberId: string;
  readonly ownOnly?: boolean | undefined;
}

/** A3: the people of an account. */
export interface Staffed {
  readonly ownerId?: string | undefined;
  readonly operatorIds?: readonly string[] | undefined;
}

/** Whether a member works for an account: as its owner, or as one of its operators. */
export const worksFor = (memberId: string, account: Staffed | undefined): boolean =>
  account !== undefined && (account.ownerId === memberId || (account.operatorIds?.includes(memberId) ?? false));

/**
 * Whether a member may see a conversation: everybody unless limited; a limited one those assigned to them and those of
 * accounts they work for. Where nobody knows the account, only the assignment counts.
 */
export const maySee = (
  viewer: Viewer,
  conversation: { readonly assigneeId?: string | undefined },
  account: Staffed | undefined,
): boolean =>
  viewer.ownOnly !== true || conversation.assigneeId === viewer.memberId || worksFor(viewer.memberId, account);
