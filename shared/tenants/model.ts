import * as z from 'zod';

/** Who works in a tenant (X1). What each role may do is in rules-permissions.ts. */
export const Role = z.enum(['owner', 'supervisor', 'operator', 'finance']);
export type Role = z.infer<typeof Role>;

/** What a route asks of its caller. `public` needs nobody, `signed-in` any member. */
export const Permission = z.enum([
  'public',
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
  'settings.read',
]);
export type Permission = z.infer<typeof Permission>;

/** A paying organisation (企业). Days and schedules follow its time zone. */
export interface Tenant {
  readonly tenantId: string;
  readonly name: string;
  readonly timeZone: string;
  readonly createdAtMs: number;
}

/** A person in a tenant; `memberId` is the subject of the identity provider's tokens. */
export interface Member {
  readonly tenantId: string;
  readonly memberId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly createdAtMs: number;
}
