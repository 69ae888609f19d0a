import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { accountOf, DAY_MS, NOW_MS } from './harness.ts';
import { forecastEndMs, refreshAtMs, retryRefreshAtMs } from './rules-authorization.ts';
import { decideChange } from './rules-change.ts';
import { judgeState } from './rules-oauth-state.ts';
import { maySend, statusOf } from './rules-status.ts';

const HOUR_MS = 3_600_000;

describe('status', () => {
  test.each([
    [{ unhosted: false, authorized: true, bound: true }, 'hosted'],
    [{ unhosted: false, authorized: true, bound: false }, 'awaiting-binding'],
    [{ unhosted: false, authorized: false, bound: true }, 'needs-authorization'],
    [{ unhosted: false, authorized: false, bound: false }, 'needs-authorization'],
    [{ unhosted: true, authorized: true, bound: true }, 'unhosted'],
    [{ unhosted: true, authorized: false, bound: false }, 'unhosted'],
  ] as const)('A2, A4, A5: %j is %s, and only a hosted account may send', (facts, status) => {
    expect(statusOf(facts)).toBe(status);
    expect(maySend(facts)).toBe(status === 'hosted');
  });
});

describe('A2: when tokens are refreshed', () => {
  test('Douyin: three days before the access token dies', () => {
    const times = {
      issuedAtMs: NOW_MS,
      accessExpiresAtMs: NOW_MS + 15 * DAY_MS,
      refreshExpiresAtMs: NOW_MS + 30 * DAY_MS,
    };
    expect(refreshAtMs('douyin', times)).toBe(NOW_MS + 12 * DAY_MS);
  });

  test('Douyin: three days before the refresh token dies, where that is earlier', () => {
    const times = {
      issuedAtMs: NOW_MS,
      accessExpiresAtMs: NOW_MS + 15 * DAY_MS,
      refreshExpiresAtMs: NOW_MS + 10 * DAY_MS,
    };
    expect(refreshAtMs('douyin', times)).toBe(NOW_MS + 7 * DAY_MS);
  });

  test('Xiaohongshu: at half life', () => {
    const times = {
      issuedAtMs: NOW_MS,
      accessExpiresAtMs: NOW_MS + 24 * HOUR_MS,
      refreshExpiresAtMs: NOW_MS + 30 * DAY_MS,
    };
    expect(refreshAtMs('xiaohongshu', times)).toBe(NOW_MS + 12 * HOUR_MS);
  });

  property.prop([
    fc.constantFrom('douyin' as const, 'xiaohongshu' as const),
    fc.integer({ min: 60_000, max: 40 * DAY_MS }),
    fc.integer({ min: 60_000, max: 40 * DAY_MS }),
  ])('always after the issue and before the access token dies', (platform, accessLifeMs, refreshLifeMs) => {
    const dueMs = refreshAtMs(platform, {
      issuedAtMs: NOW_MS,
      accessExpiresAtMs: NOW_MS + accessLifeMs,
      refreshExpiresAtMs: NOW_MS + refreshLifeMs,
    });
    expect(dueMs).toBeGreaterThan(NOW_MS);
    expect(dueMs).toBeLessThan(NOW_MS + accessLifeMs);
  });

  test('failures are retried after one minute, then ever later, at most an hour', () => {
    expect([0, 1, 2, 5, 6, 50].map((failures) => (retryRefreshAtMs(NOW_MS, failures) - NOW_MS) / 60_000)).toEqual([
      1, 2, 4, 32, 60, 60,
    ]);
  });
});

describe('A5: forecast of the end', () => {
  const times = {
    issuedAtMs: NOW_MS,
    accessExpiresAtMs: NOW_MS + 15 * DAY_MS,
    refreshExpiresAtMs: NOW_MS + 30 * DAY_MS,
  };

  test('Douyin: 180 days with five renewals left, 30 with none', () => {
    expect(forecastEndMs('douyin', { ...times, renewals: 0 })).toBe(NOW_MS + 180 * DAY_MS);
    expect(forecastEndMs('douyin', { ...times, renewals: 5 })).toBe(NOW_MS + 30 * DAY_MS);
    expect(forecastEndMs('douyin', { ...times, renewals: 6 })).toBe(NOW_MS + 30 * DAY_MS);
  });

  test('Xiaohongshu: refreshing prolongs it for ever', () => {
    expect(forecastEndMs('xiaohongshu', times)).toBeUndefined();
  });
});

describe('changes of an account', () => {
  test('A3: recording a kind makes it known', () => {
    const decision = decideChange(accountOf(), { kind: 'enterprise' });
    expect(decision).toMatchObject({
      kind: 'apply',
      account: { kind: 'enterprise', kindRecorded: true },
      fields: ['kind', 'kindRecorded'],
    });
  });

  test('A3: confirming that an account is staff is a record as well', () => {
    expect(decideChange(accountOf(), { kind: 'staff' })).toMatchObject({ fields: ['kindRecorded'] });
  });

  test.each([
    ['douyin', 3, 'apply'],
    ['xiaohongshu', 2, 'apply'],
    ['xiaohongshu', 3, 'refuse'],
  ] as const)('T1: %s with %i welcome texts: %s', (platform, count, kind) => {
    const welcome = Array.from({ length: count }, (_, index) => `第 ${index + 1} 句`);
    const decision = decideChange(accountOf({ platform }), { welcome });
    expect(decision.kind).toBe(kind);
    if (decision.kind === 'refuse') {
      expect(decision).toEqual({ kind: 'refuse', code: 'account.welcome-too-long', rule: 'T1', field: 'welcome' });
    }
  });

  test('G2: an account without an agent cannot answer by itself', () => {
    expect(decideChange(accountOf(), { agentMode: 'full-auto' })).toEqual({
      kind: 'refuse',
      code: 'account.agent-missing',
      rule: 'G2',
      field: 'agentMode',
    });
    expect(decideChange(accountOf(), { agentId: 'a1', agentMode: 'full-auto' })).toMatchObject({
      kind: 'apply',
      account: { agentId: 'a1', agentMode: 'full-auto' },
    });
  });

  test('G2: releasing the agent switches it off', () => {
    const decision = decideChange(accountOf({ agentId: 'a1', agentMode: 'full-auto' }), { agentId: null });
    expect(decision).toMatchObject({ kind: 'apply', account: { agentMode: 'off' }, fields: ['agentId', 'agentMode'] });
    if (decision.kind === 'apply') expect(decision.account).not.toHaveProperty('agentId');
  });

  test('what stays as it was is no change', () => {
    const account = accountOf({ welcome: ['你好'], agentId: 'a1', agentMode: 'assist' });
    expect(decideChange(account, { welcome: ['你好'], agentId: 'a1' })).toMatchObject({ fields: [] });
  });
});

describe('A2: judging a state', () => {
  const state = {
    nonce: 'n'.repeat(24),
    tenantId: 't1',
    memberId: 'm1',
    platform: 'douyin' as const,
    expiresAtMs: NOW_MS,
  };
  const who = { tenantId: 't1', memberId: 'm1' };
  test.each([
    [who, 'douyin', NOW_MS - 1, undefined],
    [who, 'douyin', NOW_MS, 'oauth.state-expired'],
    [{ ...who, tenantId: 't2' }, 'douyin', NOW_MS - 1, 'oauth.state-foreign'],
    [{ ...who, memberId: 'm2' }, 'douyin', NOW_MS - 1, 'oauth.state-foreign'],
    [who, 'xiaohongshu', NOW_MS - 1, 'oauth.state-other-platform'],
  ] as const)('%j on %s at %i: %s', (caller, platform, nowMs, code) => {
    expect(judgeState(state, caller, platform, nowMs)).toEqual(
      code === undefined ? { kind: 'accept' } : { kind: 'refuse', code },
    );
  });
});
