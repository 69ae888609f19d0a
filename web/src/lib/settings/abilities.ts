import type { Permission } from '../contracts.ts';
import { m } from '../paraglide/messages.js';

/** What the table of roles tells, in the operator's words: each line is one permission of the server's table. */
export const ABILITIES: readonly { readonly permission: Permission; readonly name: () => string }[] = [
  { permission: 'conversations.read', name: m.ability_conversations_read },
  { permission: 'conversations.write', name: m.ability_conversations_write },
  { permission: 'contacts.reveal', name: m.ability_contacts_reveal },
  { permission: 'leads.read', name: m.ability_leads_read },
  { permission: 'materials.write', name: m.ability_materials_write },
  { permission: 'catalogue.write', name: m.ability_catalogue_write },
  { permission: 'accounts.write', name: m.ability_accounts_write },
  { permission: 'agents.write', name: m.ability_agents_write },
  { permission: 'members.write', name: m.ability_members_write },
  { permission: 'audit.read', name: m.ability_audit_read },
  { permission: 'usage.read', name: m.ability_usage_read },
  { permission: 'spends.write', name: m.ability_spends_write },
];
