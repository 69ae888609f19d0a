import { expect, test } from 'vitest';
import type { MemberView, MeView } from '../contracts.ts';
import { canManage, givableRoles, orderMembers, standingOf } from './members.ts';

const member = (change: Partial<MemberView>): MemberView => ({
  id: 'm1',
  name: '阿宁',
  role: 'operator',
  state: 'active',
  ownOnly: false,
  ...change,
});
const me = (role: MeView['role'], permissions = ['members.write']): MeView => ({
  memberId: 'me',
  name: '我',
  email: 'me@example.com',
  ownOnly: false,
  role,
  tenant: { id: 't1', name: '青木', timeZone: 'Asia/Shanghai' },
  permissions,
});

test('X1: an owner gives every role, a supervisor that of operators, others none', () => {
  expect(givableRoles(me('owner'))).toEqual(['owner', 'supervisor', 'operator', 'finance']);
  expect(givableRoles(me('supervisor'))).toEqual(['operator']);
  expect([givableRoles(me('operator')), givableRoles(undefined)]).toEqual([[], []]);
});

test('X1: who may manage whom', () => {
  expect(canManage(me('owner'), member({ role: 'finance' }))).toBe(true);
  expect(canManage(me('supervisor'), member({ role: 'supervisor' }))).toBe(false);
  expect(canManage(me('owner', []), member({}))).toBe(false);
});

test('an invitation that ended says so', () => {
  expect(standingOf(member({ state: 'invited', invitedUntilMs: 100 }), 99)).toBe('invited');
  expect(standingOf(member({ state: 'invited', invitedUntilMs: 100 }), 100)).toBe('expired');
  expect(standingOf(member({ state: 'deactivated' }), 0)).toBe('deactivated');
});

test('who works here comes first, who left last', () => {
  const left = member({ id: 'left', state: 'deactivated', role: 'owner' });
  const invited = member({ id: 'invited', state: 'invited' });
  const owner = member({ id: 'owner', role: 'owner' });
  expect(orderMembers([left, invited, member({}), owner]).map(({ id }) => id)).toEqual([
    'owner',
    'm1',
    'invited',
    'left',
  ]);
});
