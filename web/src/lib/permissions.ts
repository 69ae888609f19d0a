import type { MeView } from './contracts.ts';

type Holder = Pick<MeView, 'permissions'> | undefined;
const holds = (me: Holder, permission: string): boolean => me?.permissions.includes(permission) ?? false;

/** What the signed-in member may do. The server decides; these only keep the console from offering what would fail (C1). */
export const canReadConversations = (me: Holder): boolean => holds(me, 'conversations.read');
export const canAnswer = (me: Holder): boolean => holds(me, 'conversations.write');
export const canRevealContact = (me: Holder): boolean => holds(me, 'contacts.reveal');
export const canReadLeads = (me: Holder): boolean => holds(me, 'leads.read');
export const canReadAccounts = (me: Holder): boolean => holds(me, 'accounts.read');
export const canChangeAccounts = (me: Holder): boolean => holds(me, 'accounts.write');
export const canReadAgents = (me: Holder): boolean => holds(me, 'agents.read');
export const canChangeAgents = (me: Holder): boolean => holds(me, 'agents.write');
export const canReadMaterials = (me: Holder): boolean => holds(me, 'materials.read');
export const canChangeMaterials = (me: Holder): boolean => holds(me, 'materials.write');
export const canReadMembers = (me: Holder): boolean => holds(me, 'members.read');
export const canManageMembers = (me: Holder): boolean => holds(me, 'members.write');
export const canCompareRules = (me: Holder): boolean => holds(me, 'accounts.write');
export const canReadAudit = (me: Holder): boolean => holds(me, 'audit.read');
export const canReadUsage = (me: Holder): boolean => holds(me, 'usage.read');
export const canWriteSpends = (me: Holder): boolean => holds(me, 'spends.write');
export const canChangeCatalogue = (me: Holder): boolean => holds(me, 'catalogue.write');

/**
 * Whether somebody sees or may do less than before (X1): what stands on the screen may no longer be theirs to see. Who
 * may do more misses nothing until the next look.
 */
export const isNarrowed = (
  before: Pick<MeView, 'permissions' | 'ownOnly'>,
  after: Pick<MeView, 'permissions' | 'ownOnly'>,
): boolean =>
  (after.ownOnly && !before.ownOnly) || before.permissions.some((held) => !after.permissions.includes(held));
