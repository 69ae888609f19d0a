import { expect, test } from 'vitest';
import { createCallers } from './callers.ts';
import type { Member } from './model.ts';

const member: Member = {
  tenantId: 't1',
  memberId: 'sub-1',
  name: '小陈',
  email: 'chen@example.com',
  role: 'operator',
  createdAtMs: 1,
};
const tenant = { tenantId: 't1', name: '青木装饰', timeZone: 'Asia/Shanghai', createdAtMs: 1 };

function setUp() {
  const world = { nowMs: 1_000_000, members: new Map([['sub-1', member]]), reads: 0 };
  /** What a replica that lags behind still says. */
  const lagging = new Map<string, Member>();
  const memberOf = async (tenantId: string, sub: string) => {
    const found = world.members.get(sub);
    return found?.tenantId === tenantId ? found : undefined;
  };
  const callers = createCallers({
    clock: { now: () => world.nowMs },
    members: {
      tenantOf: async (sub) => {
        world.reads += 1;
        return world.members.get(sub)?.tenantId;
      },
      find: async (tenantId, sub) => lagging.get(sub) ?? memberOf(tenantId, sub),
      load: async (tenantId, sub) => memberOf(tenantId, sub),
    },
    tenants: { load: async (tenantId) => (tenantId === 't1' ? tenant : undefined) },
  });
  return { world, callers, lagging };
}

test('X1: a subject becomes a caller with the permissions of the role', async () => {
  const { callers } = setUp();
  const caller = await callers.find('sub-1');
  expect(caller?.tenantId).toBe('t1');
  expect(caller?.permissions).toContain('conversations.write');
  expect(caller?.permissions).not.toContain('accounts.write');
});

test('SEC30: a demotion counts after at most a minute, and no read is spent before', async () => {
  const { world, callers } = setUp();
  await callers.find('sub-1');
  world.members.set('sub-1', { ...member, role: 'finance' });
  world.nowMs += 59_999;
  expect((await callers.find('sub-1'))?.permissions).toContain('conversations.write');
  expect(world.reads).toBe(1);
  world.nowMs += 1;
  expect((await callers.find('sub-1'))?.permissions).not.toContain('conversations.write');
});

test('SEC30: who asks for now is told now, and what was remembered is put right', async () => {
  const { world, callers } = setUp();
  await callers.find('sub-1');
  world.members.set('sub-1', { ...member, ownOnly: true });
  expect((await callers.find('sub-1'))?.ownOnly).toBe(false);
  expect((await callers.findNow('sub-1'))?.ownOnly).toBe(true);
  expect((await callers.find('sub-1'))?.ownOnly).toBe(true);
  world.members.delete('sub-1');
  expect(await callers.findNow('sub-1')).toBeUndefined();
  expect(await callers.find('sub-1')).toBeUndefined();
});

test('a stranger is nobody, and an invitation works at once', async () => {
  const { world, callers } = setUp();
  expect(await callers.find('sub-2')).toBeUndefined();
  world.members.set('sub-2', { ...member, memberId: 'sub-2' });
  expect((await callers.find('sub-2'))?.memberId).toBe('sub-2');
});

test('a member of a tenant that is gone is nobody', async () => {
  const { world, callers } = setUp();
  world.members.set('sub-3', { ...member, memberId: 'sub-3', tenantId: 'gone' });
  expect(await callers.find('sub-3')).toBeUndefined();
});

test('SEC30: who asks as it stands now gets no answer of a lagging replica, and an older look tells nothing any more', async () => {
  const { world, callers, lagging } = setUp();
  lagging.set('sub-1', member);
  world.members.set('sub-1', { ...member, ownOnly: true });
  const [older, newest] = await Promise.all([callers.find('sub-1'), callers.findNow('sub-1')]);
  expect([older?.ownOnly, newest?.ownOnly]).toEqual([false, true]);
  expect((await callers.find('sub-1'))?.ownOnly).toBe(true);
});
