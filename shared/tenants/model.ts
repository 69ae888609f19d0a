import * as z from 'zod';

/** Who works in a tenant (X1). What each role may do is in rules-permissions.ts. */
export const Role = z.enum(['owner', 'supervisor', 'operator', 'finance']);
export type Role = z.infer<typeof Role>;

/** `invited` until the person signs in for the first time; `deactivated` keeps the name for what they did. */
export const MemberState = z.enum(['invited', 'active', 'deactivated']);
export type MemberState = z.infer<typeof MemberState>;

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
  'catalogue.write',
  'materials.read',
  'materials.write',
  'usage.read',
  'spends.write',
  'settings.read',
  'members.read',
  'members.write',
  'audit.read',
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
  /** Absent = active. `revoked`: an invitation taken back; nobody sees it any more. */
  readonly state?: Exclude<MemberState, 'active'> | 'revoked';
  /** An invitation ends then. */
  readonly invitedUntilMs?: number;
  /** X1: sees only conversations assigned to them or of accounts they work for. */
  readonly ownOnly?: true;
  readonly createdAtMs: number;
  /** Rises with every change; absent = 1. */
  readonly version?: number;
}

/** A closed piece of a month's log: the entries with keys after the previous seal's `toKey`, up to its own. */
export interface Seal {
  readonly tenantId: string;
  /** `yyyymm`, UTC. */
  readonly month: string;
  /** 1, 2, 3 … within the month. */
  readonly seq: number;
  readonly toKey: string;
  readonly count: number;
  /** Of the entries, in order. */
  readonly digest: string;
  /** Code of the seal before, across months; empty for a tenant's first. */
  readonly previous: string;
  /** Keyed code over all of the above. */
  readonly code: string;
}
