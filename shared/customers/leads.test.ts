import { expect, test } from 'vitest';
import { quietHead } from '../conversations/harness-head.ts';
import type { Lead } from '../conversations/model-customers.ts';
import { commitHead } from '../conversations/store-conversations.ts';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { listPersons } from './list-persons.ts';
import { separateLead } from './persons.ts';
import { evidenceOf } from './rules-persons.ts';
import { contactLink } from './store-contact-links.ts';
import { leadRow } from './store-customer-codec.ts';
import { updateLead } from './update-lead.ts';

const NOW = 1_780_000_000_000;

async function setUp() {
  const table = createMemoryRowTable();
  const add = async (id: number, phoneIndex: string | undefined, changes: Partial<Lead> = {}) => {
    const key = { tenantId: 't1', conversationId: `c${id}` };
    const lead: Lead = {
      ...key,
      accountId: `dy_${id % 2}`,
      platform: 'douyin',
      leadId: `l_c${id}`,
      customerName: `客户${id}`,
      contact: {},
      ...(phoneIndex === undefined ? {} : { phoneIndex }),
      capturedAtMs: NOW + id,
      state: 'new',
      ...changes,
    };
    await commitHead(
      table,
      undefined,
      quietHead({
        ...key,
        accountId: lead.accountId,
        customerPlatformId: `p${id}`,
        createdAtMs: NOW,
        hasContact: true,
      }),
    );
    await table.put({ row: leadRow(lead) });
    for (const index of evidenceOf(lead)) await table.put(contactLink(key, index, lead.capturedAtMs));
  };
  const list = async (more: Partial<Parameters<typeof listPersons>[1]> = {}) => {
    const query = { tenantId: 't1', accountIds: ['dy_0', 'dy_1'], limit: 20, ...more };
    const { persons, nextCursor } = await listPersons(table, query);
    const shown = persons.map(({ lead, others }) => [lead, ...others].map((one) => one.conversationId).join('+'));
    return { shown, nextCursor };
  };
  const deps = { table, clock: { now: () => NOW + 5_000 } };
  return { table, add, list, deps };
}

test('K5: a lead is found by the name it has in the inbox, and by the one that was left with the number', async () => {
  const { add, list } = await setUp();
  await add(1, 'phone-a', { customerName: '暖阳', contact: { name: '苗女士' } });
  await add(2, 'phone-b', { customerName: '别人', contact: {} });
  expect((await list({ q: '暖阳' })).shown).toEqual(['c1']);
  expect((await list({ q: '苗女士' })).shown).toEqual(['c1']);
  expect((await list({ q: '苗女士 别人' })).shown).toEqual([]);
});

test('K5: the same number at two accounts is one person with both sources; masked numbers never join', async () => {
  const { add, list } = await setUp();
  await add(1, 'n1');
  await add(2, 'n1');
  await add(3, undefined);
  await add(4, undefined);
  expect((await list()).shown).toEqual(['c4', 'c3', 'c2+c1']);
  expect((await list({ accountIds: ['dy_1'] })).shown).toEqual(['c3', 'c1+c2']);
});

test('K5: the same WeChat id joins, also over a third lead, and is found by its index', async () => {
  const { add, list, deps } = await setUp();
  await add(1, 'n1');
  await add(2, undefined, { wechatIndex: 'w1' });
  await add(3, 'n1', { wechatIndex: 'w1' });
  await add(4, undefined, { wechatIndex: 'w2' });
  expect((await list()).shown).toEqual(['c4', 'c3+c2+c1']);
  expect((await list({ q: 'miao_2026', contactIndex: 'w1' })).shown).toEqual(['c3+c2+c1']);
  const key = { tenantId: 't1', conversationId: 'c3' };
  await separateLead(deps, key, { state: 'apart', reason: '客服代填', memberId: 'm1' });
  expect((await list()).shown).toEqual(['c4', 'c3', 'c2', 'c1']);
  await separateLead(deps, key, { state: 'joined', reason: '本人', memberId: 'm1' });
  expect((await list()).shown).toEqual(['c4', 'c3+c2+c1']);
});

test('Z11: a lead is taken apart with a reason and joined again exactly; a number of nobody else cannot be', async () => {
  const { add, list, deps } = await setUp();
  await add(1, 'n1');
  await add(2, 'n1');
  await add(3, 'n3');
  const key = { tenantId: 't1', conversationId: 'c1' };
  const decide = (state: 'apart' | 'joined') => separateLead(deps, key, { state, reason: '夫妻共用', memberId: 'm1' });
  expect((await decide('apart')).separation?.reason).toBe('夫妻共用');
  expect((await list()).shown).toEqual(['c3', 'c2', 'c1']);
  await decide('joined');
  expect((await list()).shown).toEqual(['c3', 'c2+c1']);
  const lone = separateLead(deps, { ...key, conversationId: 'c3' }, { state: 'apart', reason: '', memberId: 'm1' });
  await expect(lone).rejects.toMatchObject({ code: 'lead.not-joined' });
});

test('K5: state with who and when, owner, and the filters that ask for them', async () => {
  const { add, list, deps } = await setUp();
  for (const id of [1, 2, 3, 4, 5]) await add(id, `n${id}`);
  const key = { tenantId: 't1', conversationId: 'c2' };
  const moved = await updateLead(deps, key, { state: 'contacted', ownerId: 'm2' }, 'm1');
  expect(moved).toMatchObject({ state: 'contacted', stateBy: 'm1', stateAtMs: NOW + 5_000, ownerId: 'm2' });
  expect((await list({ states: ['contacted'] })).shown).toEqual(['c2']);
  expect((await list({ ownerId: 'm2' })).shown).toEqual(['c2']);
  expect((await list({ ownerId: null, limit: 2 })).shown).toEqual(['c5', 'c4']);
  expect((await list({ q: '客户3' })).shown).toEqual(['c3']);
  expect((await list({ q: '没有', contactIndex: 'n4' })).shown).toEqual(['c4']);
  const same = await updateLead(deps, key, { state: 'contacted' }, 'm9');
  expect(same.stateBy).toBe('m1');
  expect((await updateLead(deps, key, { ownerId: null }, 'm1')).ownerId).toBeUndefined();
});

test('pages of a narrow list go on where they stopped', async () => {
  const { add, list } = await setUp();
  for (let id = 1; id <= 9; id++) await add(id, `n${id % 3}`, id % 4 === 0 ? { state: 'lost' } : {});
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit: 1, states: ['new'], ...(cursor ? { cursor } : {}) });
    seen.push(...page.shown);
    cursor = page.nextCursor;
  } while (cursor);
  expect(seen).toEqual(['c9+c6+c3', 'c7+c4+c1', 'c5+c8+c2']);
});
