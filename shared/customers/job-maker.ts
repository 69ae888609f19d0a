import type { Conversation } from '../conversations/model-head.ts';
import type { Job } from '../jobs/model.ts';
import type { Member } from '../tenants/model.ts';
import { isActive } from '../tenants/rules-members.ts';
import { isAllowed } from '../tenants/rules-permissions.ts';
import { maySee, type Staffed } from '../tenants/rules-visibility.ts';

/** What whoever ordered a job may do now. */
export interface Maker {
  /** X1: whether this conversation is theirs to touch. */
  readonly sees: (head: Pick<Conversation, 'accountId' | 'assigneeId'>) => boolean;
  /** X5: whether contacts may stand in clear. */
  readonly mayReveal: boolean;
}
export type MakerOf = (job: Pick<Job, 'tenantId' | 'memberId'>) => Promise<Maker>;

/**
 * Looks a job's maker up. A job runs for a while after it was ordered, so its rights are those of the moment in which it
 * touches somebody: whoever was limited, or lost a conversation or a role meanwhile, reaches no further than that (SEC30).
 *
 * Costs one read unit a page of a hundred customers, and the tenant's accounts where the member is limited. A maker that
 * nobody knows sees nothing.
 */
export const createMakers =
  (deps: {
    readonly members: { load(tenantId: string, memberId: string): Promise<Member | undefined> };
    readonly accounts: { list(tenantId: string): Promise<readonly (Staffed & { readonly id: string })[]> };
  }): MakerOf =>
  async ({ tenantId, memberId }) => {
    const member = await deps.members.load(tenantId, memberId);
    if (!member) return { sees: () => false, mayReveal: false };
    const mayReveal = isActive(member) && isAllowed(member.role, 'contacts.reveal');
    if (!member.ownOnly) return { sees: () => true, mayReveal };
    const accounts = new Map((await deps.accounts.list(tenantId)).map((account) => [account.id, account]));
    return { sees: (head) => maySee(member, head, accounts.get(head.accountId)), mayReveal };
  };
