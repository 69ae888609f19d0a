import type { AuditView } from '../../shared/contracts/audit-routes.ts';
import type { MemberView } from '../../shared/contracts/member-routes.ts';
import { routes } from '../../shared/contracts/routes.ts';

/** Members and the audit log of the stand-in server. */

const DAY_MS = 86_400_000;
const person = (id: string, name: string, role: MemberView['role'], more: Partial<MemberView> = {}): MemberView => ({
  id,
  name,
  role,
  state: 'active',
  ownOnly: false,
  email: `${id}@example.com`,
  createdAtMs: Date.now() - 60 * DAY_MS,
  ...more,
});

const members = new Map(
  [
    person('m1', '周店长', 'owner'),
    person('m2', '林主管', 'supervisor'),
    person('m3', '小陈', 'operator'),
    person('m4', '小吴', 'operator', { ownOnly: true }),
    person('m5', '吴会计', 'finance'),
    person('m6', '阿宁', 'operator', { state: 'invited', invitedUntilMs: Date.now() + 5 * DAY_MS }),
    person('m7', '老许', 'operator', { state: 'invited', invitedUntilMs: Date.now() - DAY_MS }),
    person('m8', '小贾', 'operator', { state: 'deactivated' }),
  ].map((member) => [member.id, member]),
);

const log: AuditView[] = [
  ['m1', 'member.invited', 'm6', { role: 'operator' }],
  ['m3', 'contact.revealed', 'c-1', {}],
  ['m2', 'account.updated', 'dy_official', {}],
  ['m1', 'member.updated', 'm4', { role: 'supervisor → operator' }],
  ['system', 'account.authorization-renewed', 'dy_official', {}],
].map(([actorId, action, subjectId, values], index) => ({
  id: `a${index}`,
  atMs: Date.now() - index * 3_700_000,
  actorId: String(actorId),
  ...(members.has(String(actorId)) ? { actorName: members.get(String(actorId))?.name ?? '' } : {}),
  action: String(action),
  subjectId: String(subjectId),
  fields: action === 'contact.revealed' ? ['phone'] : [],
  values: Object.fromEntries(Object.entries(values ?? {})),
}));

function change(id: string | undefined, to: Partial<MemberView>): MemberView {
  const member = { ...(members.get(id ?? '') ?? person(id ?? '', '', 'operator')), ...to };
  members.set(member.id, member);
  return member;
}

export function answerPeople(name: string, memberId: string | undefined, body: unknown): unknown {
  switch (name) {
    case 'inviteMember': {
      const { email, name: called, role, ownOnly } = routes.inviteMember.body.parse(body);
      const invited = { state: 'invited' as const, invitedUntilMs: Date.now() + 7 * DAY_MS, email, ownOnly };
      return change(`m${members.size + 1}`, person(`m${members.size + 1}`, called, role, invited));
    }
    case 'resendInvitation':
      return change(memberId, { invitedUntilMs: Date.now() + 7 * DAY_MS });
    case 'revokeInvitation':
      members.delete(memberId ?? '');
      return { id: memberId };
    case 'updateMember': {
      const { role, ownOnly } = routes.updateMember.body.parse(body);
      return change(memberId, { ...(role ? { role } : {}), ...(ownOnly === undefined ? {} : { ownOnly }) });
    }
    case 'deactivateMember':
      return change(memberId, { state: 'deactivated' });
    case 'reactivateMember':
      return change(memberId, { state: 'active' });
    case 'listAudit':
      return { items: log };
    case 'verifyAudit':
      return { month: new Date().toISOString().slice(0, 7).replace('-', ''), isIntact: true, sealed: 128, pending: 2 };
    default:
      return { items: [...members.values()] };
  }
}

/** What each role may, as the server tells it of itself. */
export const PERMISSIONS = {
  owner: [
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
  ],
  operator: [
    'conversations.read',
    'conversations.write',
    'contacts.reveal',
    'leads.read',
    'accounts.read',
    'agents.read',
    'materials.read',
    'materials.write',
  ],
  finance: ['usage.read', 'spends.write', 'settings.read'],
  supervisor: [],
} as const;
