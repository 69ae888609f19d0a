import { describe, expect, test } from 'vitest';
import type { AccountView } from '../contracts.ts';
import { changesOf, draftOf, rebased, welcomeLimit } from './account-draft.ts';
import { consentAddress, readReturn } from './authorization.ts';
import { healthOf } from './health.ts';

const DAY_MS = 86_400_000;
const account: AccountView = {
  id: 'dy_1',
  platform: 'douyin',
  platformId: 'p',
  name: 'Name',
  kind: 'staff',
  kindRecorded: false,
  subject: '',
  status: 'hosted',
  highWeight: false,
  adSpend30dYuan: 0,
  agentMode: 'off',
  welcome: ['hello'],
  cardsVersion: 0,
  operatorIds: [],
  sendable: ['text'],
  createdAtMs: 0,
  version: 1,
};

describe('A2, A5: health of an account', () => {
  test('the end of an authorisation is forecast two weeks ahead', () => {
    expect(healthOf({ ...account, authorizationExpiresAtMs: 15 * DAY_MS }, 0)).toEqual({ kind: 'good' });
    expect(healthOf({ ...account, authorizationExpiresAtMs: 13.2 * DAY_MS }, 0)).toEqual({
      kind: 'expiring',
      days: 14,
    });
    expect(healthOf(account, 0)).toEqual({ kind: 'good' });
  });
  test('A5: staff accounts that the platform does not tell are spoken of after a day, behind what stops the account', () => {
    const untold = { ...account, staffUntoldSinceMs: 0 };
    expect(healthOf(untold, DAY_MS - 1)).toEqual({ kind: 'good' });
    expect(healthOf(untold, DAY_MS)).toEqual({ kind: 'staff-untold' });
    expect(healthOf({ ...untold, status: 'needs-authorization' }, DAY_MS)).toEqual({ kind: 'lost' });
    expect(healthOf({ ...untold, authorizationExpiresAtMs: 2 * DAY_MS }, DAY_MS).kind).toBe('expiring');
  });
  test('what stands in the way is named', () => {
    expect(healthOf({ ...account, status: 'needs-authorization' }, 0).kind).toBe('lost');
    expect(healthOf({ ...account, status: 'awaiting-binding' }, 0).kind).toBe('unbound');
    expect(healthOf({ ...account, status: 'unhosted' }, 0).kind).toBe('unhosted');
  });
});

describe('A3: what a form changed, and nothing else', () => {
  test('an untouched form changes nothing', () => {
    expect(changesOf(account, draftOf(account))).toEqual({});
  });
  test('binding an agent and taking it off again', () => {
    expect(changesOf(account, { ...draftOf(account), agentId: 'g1', agentMode: 'full-auto' })).toEqual({
      agentId: 'g1',
      agentMode: 'full-auto',
    });
    expect(changesOf({ ...account, agentId: 'g1' }, { ...draftOf(account), agentId: null })).toEqual({ agentId: null });
  });
  test('A3: a subject is compared without the blanks around it', () => {
    expect(changesOf(account, { ...draftOf(account), subject: '  ' })).toEqual({});
    expect(changesOf(account, { ...draftOf(account), subject: ' 云舍 ' })).toEqual({ subject: '云舍' });
  });
  test('T1: welcome messages are compared by what they say', () => {
    expect(changesOf(account, { ...draftOf(account), welcome: ['hello'] })).toEqual({});
    expect(changesOf(account, { ...draftOf(account), welcome: ['hello', 'you'] })).toEqual({
      welcome: ['hello', 'you'],
    });
    expect([welcomeLimit('douyin'), welcomeLimit('xiaohongshu')]).toEqual([3, 2]);
  });
});

describe('A3: a form meets what changed elsewhere', () => {
  test('what nobody touched here follows, what was typed here stays', () => {
    const base = draftOf(account);
    const mine = { ...base, welcome: ['mine'] };
    const next = draftOf({ ...account, name: 'Renamed', welcome: ['theirs'], agentId: 'g1' });
    expect(rebased(mine, base, next)).toEqual({ ...next, welcome: ['mine'] });
    expect(rebased(base, base, next)).toEqual(next);
  });
});

describe('A1, A2: coming back from a consent page', () => {
  const read = (search: string) => readReturn(new URLSearchParams(search));
  test('a grant has a code and our state', () => {
    expect(read('code=c&state=s')).toEqual({ kind: 'granted', code: 'c', state: 's' });
    expect(read('auth_code=c&state=s')).toEqual({ kind: 'granted', code: 'c', state: 's' });
  });
  test('anything else changes nothing', () => {
    expect(read('code=c')).toEqual({ kind: 'broken' });
    expect(read('error=access_denied&state=s')).toEqual({ kind: 'declined' });
    expect(read('state=s')).toEqual({ kind: 'declined' });
    expect(read('')).toEqual({ kind: 'broken' });
  });
  test('only a web address is gone to', () => {
    expect(consentAddress('https://open.douyin.com/platform/oauth?x=1')).toBe(
      'https://open.douyin.com/platform/oauth?x=1',
    );
    expect(() => consentAddress('javascript:alert(1)')).toThrow();
  });
});
