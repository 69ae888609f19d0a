import { expect, test } from 'vitest';
import { account, createWorld, START_MS, TENANT } from '../conversations/harness.ts';
import type { Source } from '../conversations/model.ts';
import type { LoggedAccountEvent } from '../conversations/store-event-items.ts';
import { secretsPlace, secretsText } from '../conversations/store-event-items.ts';
import { matchWaitingRecords, takeLeadRecord } from './match-lead-records.ts';
import { matchRecord, scoreCandidate } from './rules-lead-match.ts';
import { parseCustomer, parseLead, parseLeadRecord } from './store-customer-codec.ts';
import { putLeadRecord } from './store-leads.ts';

const PLACE = { tenantId: TENANT, accountId: 'xhs_account1' };

async function record(
  world: ReturnType<typeof createWorld>,
  nickName: string,
  atMs: number,
  source?: Source,
): Promise<LoggedAccountEvent> {
  const key = `e#${atMs}#hash`;
  const contact = { phone: '13800138000', masked: false };
  const sealed = await world.deps.cipher.seal(
    secretsPlace(TENANT, PLACE.accountId, key),
    secretsText({ contact, rawBody: new Uint8Array() }),
  );
  const lead = {
    recordId: 'r1',
    nickName,
    contact: { masked: false },
    submittedAtMs: atMs,
    ...(source ? { source } : {}),
  };
  return {
    ...PLACE,
    key,
    receivedAtMs: atMs,
    sealed,
    event: {
      kind: 'lead-record',
      platform: 'xiaohongshu',
      accountPlatformId: 'account-1',
      eventId: 'r1',
      occurredAtMs: atMs,
      lead,
    },
  };
}

const stored = (world: ReturnType<typeof createWorld>) => ({
  leads: world.table.all().flatMap((row) => parseLead(row) ?? []),
  records: world.table.all().flatMap((row) => parseLeadRecord(row) ?? []),
});

test('K6: a record with the name of the one customer who just filled in a form is theirs', async () => {
  const world = createWorld(account('xiaohongshu'));
  await world.apply(world.event('card-submitted', { replyRef: undefined }));
  world.nowMs += 20_000;
  await takeLeadRecord(world.deps, await record(world, '小苗', world.nowMs));
  expect(stored(world).leads).toMatchObject([
    { contact: { phoneMasked: '138****8000' }, conversationId: world.key.conversationId },
  ]);
  expect(stored(world).records).toMatchObject([{ matchedConversationId: world.key.conversationId }]);
  expect(world.head().hasContact).toBe(true);
});

test('K4: a campaign that is attributed days after its record reaches customer and lead', async () => {
  const world = createWorld(account('xiaohongshu'));
  await world.apply(world.event('card-submitted', { replyRef: undefined }));
  world.nowMs += 20_000;
  const submittedAtMs = world.nowMs;
  await takeLeadRecord(world.deps, await record(world, '小苗', submittedAtMs, { channel: 'unknown' }));
  world.nowMs += 3 * 86_400_000;
  const campaign: Source = { channel: 'unknown', adId: '10438821', adName: '信息流' };
  await takeLeadRecord(world.deps, await record(world, '小苗', submittedAtMs, campaign));
  expect(stored(world).leads).toMatchObject([{ source: campaign, capturedAtMs: submittedAtMs }]);
  expect(world.table.all().flatMap((row) => parseCustomer(row) ?? [])).toMatchObject([{ source: campaign }]);
});

test('K6: a record that only shares a name waits with its candidates, and matches once the form is known', async () => {
  const world = createWorld(account('xiaohongshu'));
  await world.apply(world.event('message', { body: { type: 'text', text: '你好' } }));
  await takeLeadRecord(world.deps, await record(world, '小苗', START_MS));
  expect(stored(world).leads).toEqual([]);
  expect(stored(world).records).toMatchObject([
    { candidates: [{ conversationId: world.key.conversationId, score: 65 }] },
  ]);
  expect(stored(world).records[0]?.matchedConversationId).toBeUndefined();
  world.nowMs += 5_000;
  await world.apply(world.event('card-submitted', { replyRef: undefined }));
  await matchWaitingRecords(world.deps, PLACE);
  expect(stored(world).leads).toHaveLength(1);
  expect(stored(world).records[0]?.matchedConversationId).toBe(world.key.conversationId);
});

const candidate = (conversationId: string, customerName: string, formAtMs?: number) => ({
  conversationId,
  customerName,
  lastActivityAtMs: START_MS,
  formAtMs,
});

test('K6: a form that is applied while its record is being put down is found all the same', async () => {
  const world = createWorld(account('xiaohongshu'));
  await world.apply(world.event('message', { body: { type: 'text', text: '你好' } }));
  let met = false;
  const table: typeof world.deps.table = {
    ...world.deps.table,
    put: async (write) => {
      if (write.row.__edb_e__ === 'leadRecord' && !met) {
        met = true;
        await world.apply(world.event('card-submitted', { replyRef: undefined }));
        // It looks for records that wait, and this one is not there yet.
        await matchWaitingRecords(world.deps, PLACE);
      }
      return world.deps.table.put(write);
    },
  };
  await takeLeadRecord({ ...world.deps, table }, await record(world, '小苗', START_MS));
  expect(met).toBe(true);
  expect(stored(world).records).toMatchObject([{ matchedConversationId: world.key.conversationId }]);
  expect(world.head().hasContact).toBe(true);
});

test('K6: a record waits however many of the account were matched before it', async () => {
  const world = createWorld(account('xiaohongshu'));
  await world.apply(world.event('message', { body: { type: 'text', text: '你好' } }));
  await takeLeadRecord(world.deps, await record(world, '小苗', START_MS));
  const [waiting] = stored(world).records;
  if (!waiting) throw new Error('no record');
  for (let each = 0; each < 60; each++) {
    await putLeadRecord(world.deps.table, { ...waiting, recordId: `s${each}`, matchedConversationId: 'another' });
  }
  await world.apply(world.event('card-submitted', { replyRef: undefined }));
  await matchWaitingRecords(world.deps, PLACE);
  expect(stored(world).records.find(({ recordId }) => recordId === 'r1')).toMatchObject({
    matchedConversationId: world.key.conversationId,
  });
});

test('K6: two customers of one name who both filled in a form are never guessed between', () => {
  const lead = { nickName: '小苗', submittedAtMs: START_MS };
  const twins = [candidate('a', '小苗', START_MS), candidate('b', '小苗', START_MS - 60_000)];
  expect(matchRecord(lead, twins).clear).toBeUndefined();
  expect(matchRecord(lead, [candidate('a', '小苗', START_MS), candidate('b', '小苗')]).clear).toBe('a');
  expect(matchRecord(lead, [candidate('a', '别人', START_MS)]).clear).toBeUndefined();
});

test('K6: a nameless record never scores a name', () => {
  expect(scoreCandidate({ submittedAtMs: START_MS }, { conversationId: 'a', lastActivityAtMs: 0 })).toBe(0);
});
