import type { MemberView } from '../../shared/contracts/member-routes.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { SignedIn } from '../../shared/tenants/callers.ts';
import type { MemberDeps } from '../../shared/tenants/change-member.ts';
import { inviteMember, resendInvitation, revokeInvitation } from '../../shared/tenants/invitations.ts';
import { deactivateMember, reactivateMember, updateMember, visibleMembers } from '../../shared/tenants/members.ts';
import type { Member } from '../../shared/tenants/model.ts';

/** What everybody sees of a colleague; a member's address is for those who manage members. */
const colleagueView = ({ memberId, name, role, state, ownOnly }: Member): MemberView => ({
  id: memberId,
  name,
  role,
  // `visibleMembers` leaves the revoked out.
  state: state === 'revoked' ? 'deactivated' : (state ?? 'active'),
  ownOnly: ownOnly ?? false,
});

const memberView = (member: Member): MemberView => ({
  ...colleagueView(member),
  email: member.email,
  createdAtMs: member.createdAtMs,
  ...(member.invitedUntilMs === undefined ? {} : { invitedUntilMs: member.invitedUntilMs }),
});

/** Who works here and how they come and go (X1). */
export const memberEndpoints = ({ people: deps }: { readonly people: MemberDeps }) => [
  endpoint(routes.listMembers, async ({ caller }) => {
    const members = visibleMembers(await deps.members.list(caller.tenantId));
    const view = caller.permissions.includes('members.write') ? memberView : colleagueView;
    return { items: members.map(view) };
  }),
  endpoint<typeof routes.inviteMember, SignedIn>(routes.inviteMember, async ({ body, caller }) =>
    memberView(await inviteMember(deps, caller.member, body)),
  ),
  endpoint<typeof routes.resendInvitation, SignedIn>(routes.resendInvitation, async ({ params, caller }) =>
    memberView(await resendInvitation(deps, caller.member, params.memberId)),
  ),
  endpoint<typeof routes.revokeInvitation, SignedIn>(routes.revokeInvitation, async ({ params, caller }) => ({
    id: (await revokeInvitation(deps, caller.member, params.memberId)).memberId,
  })),
  endpoint<typeof routes.updateMember, SignedIn>(routes.updateMember, async ({ params, body, caller }) =>
    memberView(await updateMember(deps, caller.member, params.memberId, body)),
  ),
  endpoint<typeof routes.deactivateMember, SignedIn>(routes.deactivateMember, async ({ params, caller }) =>
    memberView(await deactivateMember(deps, caller.member, params.memberId)),
  ),
  endpoint<typeof routes.reactivateMember, SignedIn>(routes.reactivateMember, async ({ params, caller }) =>
    memberView(await reactivateMember(deps, caller.member, params.memberId)),
  ),
];
