import { describe, expect, test } from 'vitest';
import { Permission, Role } from './model.ts';
import { isAllowed, permissionsOf } from './rules-permissions.ts';

/** Written out on purpose: a change of the table must be made twice, once knowingly. */
const expected: Record<Role, string[]> = {
  owner: [
    'signed-in',
    'conversations.read',
    'conversations.write',
    'contacts.reveal',
    'leads.read',
    'accounts.read',
    'accounts.write',
    'agents.read',
    'agents.write',
    'usage.read',
    'spends.write',
    'settings.read',
    'members.read',
    'members.write',
    'audit.read',
    'materials.read',
    'materials.write',
    'catalogue.write',
  ],
  supervisor: [
    'signed-in',
    'conversations.read',
    'conversations.write',
    'contacts.reveal',
    'leads.read',
    'accounts.read',
    'agents.read',
    'accounts.write',
    'agents.write',
    'usage.read',
    'spends.write',
    'settings.read',
    'members.read',
    'members.write',
    'audit.read',
    'materials.read',
    'materials.write',
    'catalogue.write',
  ],
  operator: [
    'signed-in',
    'conversations.read',
    'conversations.write',
    'contacts.reveal',
    'leads.read',
    'accounts.read',
    'agents.read',
    'members.read',
    'materials.read',
    'materials.write',
  ],
  finance: ['signed-in', 'usage.read', 'spends.write', 'settings.read'],
};

describe('X1: roles and permissions', () => {
  test.each(Role.options)('SEC9: %s holds exactly what the table says', (role) => {
    expect([...permissionsOf(role)].sort()).toEqual([...expected[role]].sort());
  });

  test('every role may do what is public, and only roles named may do the rest', () => {
    for (const role of Role.options) {
      for (const permission of Permission.options) {
        const should = permission === 'public' || expected[role].includes(permission);
        expect(isAllowed(role, permission), `${role} ${permission}`).toBe(should);
      }
    }
  });

  test('X1: an owner holds everything there is', () => {
    expect([...permissionsOf('owner')].sort()).toEqual(Permission.options.filter((one) => one !== 'public').sort());
  });

  test('X5: finance reads no conversation, contact or lead', () => {
    for (const permission of ['conversations.read', 'contacts.reveal', 'leads.read'] as const) {
      expect(isAllowed('finance', permission)).toBe(false);
    }
  });
});
