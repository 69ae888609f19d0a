import { expect, test } from 'vitest';
import { applyEvents } from '../../../shared/conversations/apply-events.ts';
import { listInbox } from '../../../shared/conversations/inbox.ts';
import { packFor } from '../../../shared/conversations/packs.ts';
import { reevaluate } from '../../../shared/conversations/rules-trace.ts';
import { loadRecord } from '../../../shared/conversations/store-conversations.ts';
import { parseEventItem } from '../../../shared/conversations/store-event-items.ts';
import { parseMessage } from '../../../shared/conversations/store-message-codec.ts';
import { threadItems } from '../../../shared/conversations/thread-items.ts';
import { revealContact } from '../../../shared/customers/reveal-contact.ts';
import { listLeads } from '../../../shared/customers/store-leads.ts';
import { createMacroStore } from '../../../shared/inbox/store-macros.ts';
import { createFieldCipher } from '../../../shared/runtime/field-cipher.ts';
import { createMemoryRowTable } from '../../../shared/runtime/memory-row-table.ts';
import { ids } from '../../../shared/runtime/system.ts';
import { createTenantKeys } from '../../../shared/tenants/store-keys.ts';
import { createMemberStore } from '../../../shared/tenants/store-members.ts';
import { demoAccounts } from './company.ts';
import { seedConversations } from './load.ts';
import { seedDemo } from './seed.ts';
import { demoThreads } from './threads.ts';

const EVERYTHING = {
  status: 'any',
  filters: [],
  order: 'activity',
  nowMs: 0,
  standingOf: () => undefined,
} as const;

const NOW_MS = Date.UTC(2026, 10, 22, 10);
const TENANT = 'demo';

async function seeded() {
  const table = createMemoryRowTable();
  const clock = { now: () => NOW_MS };
  const dataKeys = {
    generate: async (tenantId: string) => Buffer.from(`${tenantId}|${'k'.repeat(32)}`),
    open: async (tenantId: string, sealed: Uint8Array) => Buffer.from(sealed).subarray(tenantId.length + 1),
  };
  const deps = { table, clock, ids, cipher: createFieldCipher({ dataKeys, keys: createTenantKeys(table) }) };
  const written = await seedDemo(deps);
  const accountIds = Object.values(demoAccounts(NOW_MS)).map(({ id }) => id);
  const inbox = await listInbox(deps, { tenantId: TENANT, accountIds, ...EVERYTHING, limit: 200 });
  return { deps, written, accountIds, inbox: inbox.conversations };
}

test('about sixty conversations over both platforms, none of them impossible by the window engine', async () => {
  const { written, inbox } = await seeded();
  expect(written).toBe(demoThreads.length);
  expect(written).toBeGreaterThanOrEqual(58);
  expect(inbox).toHaveLength(written);
  expect(new Set(inbox.map(({ platform }) => platform))).toEqual(new Set(['douyin', 'xiaohongshu']));
});

test('no screen is empty: unread, waiting, handed over, with contact, a window about to close', async () => {
  const { inbox } = await seeded();
  expect(inbox.filter(({ unread }) => unread > 0).length).toBeGreaterThan(5);
  expect(inbox.filter(({ unread }) => unread === 0).length).toBeGreaterThan(20);
  expect(inbox.filter(({ waitingSinceMs }) => waitingSinceMs !== undefined).length).toBeGreaterThan(5);
  expect(inbox.filter(({ handedOver }) => handedOver).length).toBeGreaterThan(3);
  const closing = inbox.filter(({ platform, facts }) => {
    const endMs = (facts.lastCustomerMessageAtMs ?? 0) + 86_400_000;
    return platform === 'douyin' && endMs > NOW_MS && endMs < NOW_MS + 2 * 3_600_000;
  });
  expect(closing.length).toBeGreaterThan(0);
  expect(packFor('douyin', NOW_MS).id).toBeTruthy();
});

test('Z1: every message of the demo says why it could leave, and judged again it still could', async () => {
  const { deps } = await seeded();
  const messages = deps.table.all().flatMap((row) => parseMessage(row) ?? []);
  const sent = messages.filter(({ kind, state }) => kind === 'message' && state === 'sent');
  expect(sent.length).toBeGreaterThan(100);
  for (const message of sent) {
    const pack = packFor(message.accountId.startsWith('dy_') ? 'douyin' : 'xiaohongshu', NOW_MS);
    const again = message.trace && reevaluate(pack, message, message.trace);
    expect(again, message.messageId).toMatchObject({ equal: true, intact: true, pack: 'same' });
  }
});

test('I1, I5: people share the inbox: assigned, snoozed and closed conversations, notes and macros', async () => {
  const { deps, inbox } = await seeded();
  expect(new Set(inbox.flatMap(({ assigneeId }) => assigneeId ?? [])).size).toBe(3);
  expect(inbox.filter(({ snoozedUntilMs }) => snoozedUntilMs !== undefined)).toHaveLength(3);
  expect(inbox.filter(({ status }) => status === 'closed')).toHaveLength(5);
  expect((await createMacroStore(deps.table).list(TENANT)).length).toBeGreaterThan(3);
});

test('X5: leads are shown masked and open for who may see them', async () => {
  const { deps, accountIds } = await seeded();
  const { leads } = await listLeads(deps.table, { tenantId: TENANT, accountIds, limit: 50 });
  expect(leads.length).toBeGreaterThanOrEqual(8);
  expect(JSON.stringify(deps.table.all())).not.toContain('13857130426');
  const lead = leads.find(({ customerName }) => customerName === '老周爱钓鱼');
  expect(lead?.contact.phoneMasked).toBe('138****0426');
  expect(await revealContact(deps, lead ?? { tenantId: '', conversationId: '' })).toEqual({ phone: '13857130426' });
});

test('the thread reads as told', async () => {
  const { deps, inbox } = await seeded();
  const head = inbox.find(({ customerName }) => customerName === '今天也要早睡');
  const record = await loadRecord(
    deps.table,
    { tenantId: TENANT, conversationId: head?.conversationId ?? '' },
    { rows: 30 },
  );
  const items = record ? threadItems(record.rows, record.conversation) : [];
  expect(items.map(({ kind, direction }) => `${kind} ${direction}`)).toEqual([
    'message in',
    'message in',
    'message out',
    'handed-over none',
    'message in',
    'activity none',
    'note none',
  ]);
});

test('the stream of the seeded events changes nothing: the heads know them', async () => {
  const { deps, inbox } = await seeded();
  const before = JSON.stringify(deps.table.all());
  const silent = () => undefined;
  const accounts = { load: async () => undefined };
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const all = { ...deps, accounts, log, timers: { sleep: async () => undefined } };
  for (const { conversationId } of inbox) {
    const key = { tenantId: TENANT, conversationId };
    for (const row of deps.table.all()) {
      const fact = row.conversationId === conversationId ? parseEventItem(row) : undefined;
      if (fact?.for === 'customer') await applyEvents(all, key, [fact.logged]);
    }
  }
  expect(JSON.stringify(deps.table.all())).toBe(before);
});

test('seeding again writes nothing', async () => {
  const { deps } = await seeded();
  const writes = deps.table.changes.length;
  expect(await seedDemo(deps)).toBe(0);
  expect(deps.table.changes.length).toBe(writes);
});

test('X1: five people of the demo, one of them limited, and one of the second tenant can sign in', async () => {
  const { deps } = await seeded();
  const members = createMemberStore(deps.table);
  expect((await members.list(TENANT)).map(({ role }) => role).sort()).toEqual([
    'finance',
    'operator',
    'operator',
    'owner',
    'supervisor',
  ]);
  const limited = (await members.list(TENANT)).filter((one) => one.ownOnly);
  expect(limited.map(({ memberId }) => memberId)).toEqual(['demo-limited']);
  expect((await members.findBySubject('second-owner'))?.tenantId).toBe('demo-second');
});

test('plain conversations for benchmarks: as many as asked for, once', async () => {
  const { deps, accountIds } = await seeded();
  expect(await seedConversations(deps, 50)).toBe(50);
  expect(await seedConversations(deps, 50)).toBe(0);
  const { conversations } = await listInbox(deps, { tenantId: TENANT, accountIds, ...EVERYTHING, limit: 200 });
  expect(conversations).toHaveLength(demoThreads.length + 50);
});
