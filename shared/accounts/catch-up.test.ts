import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { takeIn } from '../conversations/intake.ts';
import type { CustomerEvent } from '../conversations/model.ts';
import { replayUnrouted } from '../conversations/replay-unrouted.ts';
import { openSecrets, parseEventItem } from '../conversations/store-event-items.ts';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { catchUp } from './catch-up.ts';
import { accountOf, authorizationOf, createAccountsWorld, NOW_MS } from './harness.ts';
import type { Account } from './model.ts';
import { createAccountDirectory } from './store-directory.ts';

/** Of `douyin|open-id-1`. */
const ACCOUNT_ID = 'dy_MUWkuKYet5Qdv8yA';
const KEY = { tenantId: 't1', accountId: ACCOUNT_ID };

const said = (text: string, eventId = '@1'): CustomerEvent => ({
  kind: 'message',
  platform: 'douyin',
  accountPlatformId: 'open-id-1',
  customerPlatformId: 'customer-1',
  eventId,
  occurredAtMs: NOW_MS - 1_000,
  body: { type: 'text', text },
});

function setUp() {
  const deps = createAccountsWorld(createMemoryRowTable());
  return { ...deps, cipher: () => deps.cipher, field: deps.cipher };
}
type Deps = ReturnType<typeof setUp>;

const hosted = async (deps: Deps, change: Partial<Account> = {}): Promise<Account> => {
  const account = accountOf({ id: ACCOUNT_ID, ...change });
  const audit = { tenantId: 't1', auditId: 'a1', atMs: NOW_MS, actorId: 'm1', action: 'account.hosted' };
  const saved = await deps.accounts.save(account, { ...audit, subjectId: account.id, fields: [] });
  if (saved.kind !== 'saved') throw new Error('not saved');
  return saved.account;
};
const claim = (deps: Deps) => deps.directory.claim({ platform: 'douyin', platformUserId: 'open-id-1', ...KEY });
const rows = (deps: Deps, entity: string) => deps.table.all().filter((row) => row.__edb_e__ === entity);

test('webhooks that came before the account was hosted reach its conversations, with what they kept sealed', async () => {
  const deps = setUp();
  const raw = Buffer.from('{"text":"我的电话13988001234"}');
  await takeIn(deps, [{ for: 'customer', event: said('我的电话13988001234') }], raw);
  await takeIn(deps, [{ for: 'customer', event: said('在吗', '@2') }], Buffer.from('{"text":"在吗"}'));
  expect(rows(deps, 'unrouted')).toHaveLength(2);
  await claim(deps);
  expect(await replayUnrouted(deps, 'douyin')).toBe(2);
  expect(rows(deps, 'unrouted')).toEqual([]);
  const events = rows(deps, 'event');
  expect(events).toHaveLength(2);
  // Nothing in clear (INV16), and the number opens for its tenant.
  expect(JSON.stringify(events.map(({ packed: _, ...row }) => row))).not.toContain('13988001234');
  const fact = events.map((row) => parseEventItem(row)).find((one) => one?.logged.sealed !== undefined);
  const secrets = fact && (await openSecrets(deps.field, fact.logged));
  expect(secrets).toMatchObject({ contact: { phone: '13988001234' }, text: '我的电话13988001234' });
  expect(Buffer.from(secrets?.rawBody ?? []).toString()).toBe(raw.toString());
});

test('a repeat of the replay stores nothing twice (INV2)', async () => {
  const deps = setUp();
  const event = { for: 'customer', event: said('在吗') } as const;
  await takeIn(deps, [event], Buffer.from('{}'));
  await claim(deps);
  const kept = rows(deps, 'unrouted');
  expect(await replayUnrouted({ ...deps, table: { ...deps.table, remove: async () => undefined } }, 'douyin')).toBe(1);
  expect(rows(deps, 'unrouted')).toEqual(kept);
  expect(await replayUnrouted(deps, 'douyin')).toBe(1);
  expect(rows(deps, 'event')).toHaveLength(1);
  expect(rows(deps, 'unrouted')).toEqual([]);
});

test('five seconds of "nobody hosts it" cost an event nothing: the sweeper takes it in', async () => {
  const deps = setUp();
  const webhooks = { ...deps, directory: createAccountDirectory({ table: deps.table, clock: deps.clock }) };
  expect(await webhooks.directory.find('douyin', 'open-id-1')).toBeUndefined();
  await claim(deps);
  await hosted(deps);
  expect(await takeIn(webhooks, [{ for: 'customer', event: said('在吗') }], Buffer.from('{}'))).toMatchObject({
    unrouted: 1,
  });
  expect(await replayUnrouted(deps, 'douyin')).toBe(1);
  expect(rows(deps, 'event')).toHaveLength(1);
});

test('INV10: only events of that account are taken, and those of others stay for theirs', async () => {
  const deps = setUp();
  const other = { ...said('你好', '@9'), accountPlatformId: 'open-id-2' };
  await takeIn(deps, [{ for: 'customer', event: said('在吗') }], Buffer.from('{}'));
  await takeIn(deps, [{ for: 'customer', event: other }], Buffer.from('{}'));
  await claim(deps);
  expect(await replayUnrouted(deps, 'douyin')).toBe(1);
  expect(rows(deps, 'unrouted').map(({ accountPlatformId }) => accountPlatformId)).toEqual(['open-id-2']);
});

test('A1: what the platform says of an account between its entry in the directory and its row is not lost', async () => {
  const deps = setUp();
  await claim(deps);
  const event = {
    kind: 'bound',
    platform: 'douyin',
    accountPlatformId: 'open-id-1',
    eventId: 'b1',
    occurredAtMs: NOW_MS,
    accountCode: 'code-7',
  } as const;
  await takeIn(deps, [{ for: 'account', event }], Buffer.from('{}'));
  expect(rows(deps, 'accountEvent')).toHaveLength(1);
  const account = await hosted(deps, { bound: false });
  await catchUp(deps, account);
  expect(await deps.accounts.load('t1', ACCOUNT_ID)).toMatchObject({ bound: true, accountCode: 'code-7' });
});

test('a part that fails does not undo the hosting', async () => {
  const deps = setUp();
  const account = await hosted(deps);
  const broken = { ...deps, table: { ...deps.table, query: () => Promise.reject(new Error('table down')) } };
  await catchUp(broken, account);
  expect(deps.world.logged.map(({ event }) => event)).toContain('account.catch-up-failed');
  expect(authorizationOf().accountPlatformId).toBe('open-id-1');
});

const incompressible = (bytes: number): Buffer => Buffer.from(randomBytes(bytes));

test('F22: a sealed body too large for an item is cut to its hash, the event and its contact stay', async () => {
  const deps = setUp();
  await claim(deps);
  await hosted(deps);
  const raw = Buffer.concat([Buffer.from('13988001234 '), incompressible(250_000)]);
  const event: CustomerEvent = { ...said('在吗'), kind: 'contact', contact: { phone: '13988001234', masked: false } };
  expect(await takeIn(deps, [{ for: 'customer', event }], raw)).toMatchObject({ stored: 1 });
  const [row] = rows(deps, 'event');
  expect(row?.evidenceHash).toMatch(/^[0-9a-f]{64}$/);
  const fact = row && parseEventItem(row);
  const secrets = fact && (await openSecrets(deps.field, fact.logged));
  expect(secrets).toMatchObject({ contact: { phone: '13988001234' } });
  expect(deps.world.logged).toContainEqual({ event: 'event.cut', fields: { kind: 'contact', bytes: raw.byteLength } });
  expect(await takeIn(deps, [{ for: 'customer', event }], raw)).toMatchObject({ stored: 0, duplicates: 1 });
});

test('F22: an event that fits in no item is refused by a name, and nothing is stored', async () => {
  const deps = setUp();
  await claim(deps);
  const event = said(incompressible(400_000).toString('base64'));
  await expect(takeIn(deps, [{ for: 'customer', event }], Buffer.from('{}'))).rejects.toMatchObject({
    name: 'InvalidInput',
    code: 'event.too-large',
  });
  expect(rows(deps, 'event')).toEqual([]);
});
