import { expect, test } from 'vitest';
import { AwsError } from './aws-json.ts';
import { createTenantDynamo } from './tenant-dynamo.ts';

const HOUR_MS = 3_600_000;

function setUp() {
  const state = { nowMs: 0, tenant: 'a', sessions: 0, failing: false, ended: new Set<number>() };
  const calls: string[] = [];
  const call = createTenantDynamo({
    tenantOf: () => state.tenant,
    now: () => state.nowMs,
    assume: async (tenantId) => {
      await Promise.resolve();
      if (state.failing) throw new AwsError('AccessDenied', 403, 'no');
      state.sessions += 1;
      return {
        accessKeyId: `${tenantId}${state.sessions}`,
        secretAccessKey: 's',
        sessionToken: 't',
        expiresAtMs: state.nowMs + HOUR_MS,
      };
    },
    open: ({ accessKeyId }) => {
      const number = state.sessions;
      return async () => {
        if (state.ended.has(number)) throw new AwsError('ExpiredTokenException', 400, 'ended');
        calls.push(accessKeyId);
      };
    },
  });
  const ask = (tenant: string) => {
    state.tenant = tenant;
    return call('GetItem', {});
  };
  return { state, calls, ask };
}

test('SEC10: each tenant’s calls are signed with a session of its own, begun once', async () => {
  const { state, calls, ask } = setUp();
  await Promise.all([ask('a'), ask('b'), ask('a')]);
  await ask('b');
  expect(calls.toSorted()).toEqual(['a1', 'a1', 'b2', 'b2']);
  expect(state.sessions).toBe(2);
});

test('SEC10: a session is replaced five minutes before its end, once for all who wait', async () => {
  const { state, calls, ask } = setUp();
  await ask('a');
  state.nowMs = HOUR_MS - 5 * 60_000 - 1;
  await ask('a');
  state.nowMs += 1;
  await Promise.all([ask('a'), ask('a'), ask('a')]);
  expect(calls).toEqual(['a1', 'a1', 'a2', 'a2', 'a2']);
});

test('SEC10: a session that cannot be replaced serves until its end', async () => {
  const { state, calls, ask } = setUp();
  await ask('a');
  state.failing = true;
  state.nowMs = HOUR_MS - 1;
  await ask('a');
  state.nowMs = HOUR_MS;
  await expect(ask('a')).rejects.toMatchObject({ name: 'AccessDenied' });
  expect(calls).toEqual(['a1', 'a1']);
});

test('SEC10: many who meet the end of a session at once begin one new one', async () => {
  const { state, calls, ask } = setUp();
  await ask('a');
  state.ended.add(1);
  await Promise.all([ask('a'), ask('a'), ask('a')]);
  expect([state.sessions, calls]).toEqual([2, ['a1', 'a2', 'a2', 'a2']]);
});

test('SEC10: a session that ended early is begun anew and the call is made once more; another refusal stands', async () => {
  const { state, calls, ask } = setUp();
  await ask('a');
  state.ended.add(1);
  await ask('a');
  expect(calls).toEqual(['a1', 'a2']);
  state.ended.add(2).add(3);
  await expect(ask('a')).rejects.toMatchObject({ name: 'ExpiredTokenException' });
});

test('SEC10: where no session is given nothing is asked of the table, and the next request tries again', async () => {
  const { state, calls, ask } = setUp();
  state.failing = true;
  await expect(ask('a')).rejects.toMatchObject({ name: 'AccessDenied' });
  state.failing = false;
  await ask('a');
  expect(calls).toEqual(['a1']);
});

test('SEC10: an instance keeps sessions of the five hundred tenants it began them for last', async () => {
  const { state, ask } = setUp();
  for (let tenant = 0; tenant <= 500; tenant += 1) await ask(`t${tenant}`);
  await ask('t500');
  expect(state.sessions).toBe(501);
  await ask('t0');
  expect(state.sessions).toBe(502);
});
