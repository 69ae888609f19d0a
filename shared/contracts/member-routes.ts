import * as z from 'zod';
import { MemberState, Role } from '../tenants/model.ts';
import { Id, page, type Route } from './route.ts';

const memberParams = z.object({ memberId: Id });

/** A colleague: name and role for everybody who works with conversations; the rest only for those who manage members. */
export const MemberView = z.object({
  id: z.string(),
  name: z.string(),
  role: Role,
  state: MemberState,
  /** X1: sees only conversations assigned to them or of accounts they work for. */
  ownOnly: z.boolean(),
  email: z.string().optional(),
  invitedUntilMs: z.number().int().optional(),
  createdAtMs: z.number().int().optional(),
});
export type MemberView = z.infer<typeof MemberView>;

const Name = z.string().trim().min(1).max(60);

export const memberRoutes = {
  listMembers: {
    method: 'GET',
    path: '/members',
    permission: 'members.read',
    summary: 'Who works here: names and roles; addresses and invitations for those who manage members (X1)',
    response: page(MemberView),
  },
  inviteMember: {
    method: 'POST',
    path: '/members/invitations',
    permission: 'members.write',
    summary: 'Invite a person by e-mail; the invitation ends after a week (X1)',
    body: z.strictObject({
      email: z.email().max(254),
      name: Name,
      role: Role,
      ownOnly: z.boolean().default(false),
    }),
    response: MemberView,
    status: 201,
  },
  resendInvitation: {
    method: 'POST',
    path: '/members/{memberId}/invitation/resend',
    permission: 'members.write',
    summary: 'Send the invitation again; it begins anew, also where it had ended',
    params: memberParams,
    response: MemberView,
  },
  revokeInvitation: {
    method: 'POST',
    path: '/members/{memberId}/invitation/revoke',
    permission: 'members.write',
    summary: 'Take an invitation back: the person cannot join with it any more',
    params: memberParams,
    response: z.object({ id: z.string() }),
  },
  updateMember: {
    method: 'PATCH',
    path: '/members/{memberId}',
    permission: 'members.write',
    summary: 'Change name, role or own-conversations-only of a member; counts within a minute (SEC30)',
    params: memberParams,
    body: z.strictObject({ name: Name.optional(), role: Role.optional(), ownOnly: z.boolean().optional() }),
    response: MemberView,
  },
  deactivateMember: {
    method: 'POST',
    path: '/members/{memberId}/deactivate',
    permission: 'members.write',
    summary: 'A member leaves: signed out everywhere within a minute, history keeps their name (SEC30)',
    params: memberParams,
    response: MemberView,
  },
  reactivateMember: {
    method: 'POST',
    path: '/members/{memberId}/reactivate',
    permission: 'members.write',
    summary: 'A member who left comes back',
    params: memberParams,
    response: MemberView,
  },
} as const satisfies Record<string, Route>;
