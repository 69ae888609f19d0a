import type { Permission, Role } from './model.ts';

/**
 * The permission table (X1). Finance sees figures and no customer; operators talk to customers and read contacts
 * (each reading is audited, X5) but change neither accounts nor agents.
 */
const OPERATOR = [
  'signed-in',
  'conversations.read',
  'conversations.write',
  'contacts.reveal',
  'leads.read',
  'accounts.read',
  'agents.read',
  'materials.read',
  'materials.write',
  'members.read',
] as const satisfies readonly Permission[];

const SUPERVISOR = [
  ...OPERATOR,
  'accounts.write',
  'agents.write',
  'catalogue.write',
  'usage.read',
  'spends.write',
  'settings.read',
  'members.write',
  'audit.read',
] as const satisfies readonly Permission[];

/** Types alone, no schemas: the console draws its table of roles from here. The owner holds everything (tested). */
const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  owner: SUPERVISOR,
  supervisor: SUPERVISOR,
  operator: OPERATOR,
  finance: ['signed-in', 'usage.read', 'spends.write', 'settings.read'],
};

/** All that a role may do, for the console to show only what works. */
export const permissionsOf = (role: Role): readonly Permission[] => ROLE_PERMISSIONS[role];

/** Whether a role holds a permission. `public` is held by everyone. */
export const isAllowed = (role: Role, permission: Permission): boolean =>
  permission === 'public' || ROLE_PERMISSIONS[role].includes(permission);
