import { expect, test } from 'vitest';
import { NOW_MS } from '../../shared/accounts/harness.ts';
import { eventItem } from '../../shared/conversations/store-event-items.ts';
import { furnished } from './furnished.ts';
import { CONVERSATION_ID } from './requests.ts';

/** Materials over the API (M1, M2, M6, C2). */

const PNG = Buffer.from('89504e470d0a1a0a0000000d494844520000028000001e00802000000', 'hex');
const usual = { scope: 'shared', platforms: ['douyin', 'xiaohongshu'], folderId: null };

async function world() {
  const api = await furnished();
  const ask = (method: string, path: string, body?: unknown, as = 't1-operator') =>
    api.ask({ method, path, as, ...(body === undefined ? {} : { body }) });
  const make = async (name: string, content: object, over: object = {}) =>
    (await ask('POST', '/materials', { ...usual, name, content, ...over })).body;
  return { ...api, request: ask, make };
}

test('M6: what is stored and sent is the finished text, with the customer’s name', async () => {
  const { request, make } = await world();
  const { id } = await make('问候', {
    kind: 'text',
    text: '{{customer.name|朋友}}，我是{{account.name}}的{{member.name}}',
  });
  const path = `/conversations/${CONVERSATION_ID}/materials`;
  const answer = await request('POST', path, { materialId: id, messageId: 'material-send-1' });
  expect(answer).toMatchObject({
    status: 202,
    body: {
      items: [{ body: { type: 'text', text: '小美，我是青木装饰官方号的operator 的名字' }, sender: 'operator' }],
    },
  });
});

test('M2: a combination becomes messages in order, each known by its own name; repeating sends once', async () => {
  const { request, make, table } = await world();
  const one = await make('一', { kind: 'text', text: '第一句' });
  const two = await make('二', { kind: 'text', text: '第二句' });
  const { id } = await make('两句', { kind: 'combined', parts: [one.id, two.id, one.id] });
  const path = `/conversations/${CONVERSATION_ID}/materials`;
  const sending = { materialId: id, messageId: 'material-send-2' };
  const { body } = await request('POST', path, sending);
  expect(body.items).toMatchObject([
    { body: { text: '第一句' }, messageId: 'material-send-2' },
    { body: { text: '第二句' }, messageId: 'material-send-2-2' },
    { body: { text: '第一句' }, messageId: 'material-send-2-3' },
  ]);
  const rows = () => table.all().filter((row) => row.sk.includes('material-send-2')).length;
  const before = rows();
  await request('POST', path, sending);
  expect(rows()).toBe(before);
});

test('C1: all of a combination may be sent or nothing is: a part that is gone, another platform, a name that holds a link', async () => {
  const { request, make, table } = await world();
  const path = `/conversations/${CONVERSATION_ID}/materials`;
  const base = await make('一', { kind: 'text', text: '您好' });
  const other = await make('红', { kind: 'text', text: '您好' }, { platforms: ['xiaohongshu'] });
  const refused = async (materialId: unknown) => {
    const writes = table.changes.length;
    const { status, body } = await request('POST', path, { materialId, messageId: 'material-send-3' });
    expect(table.changes.length).toBe(writes);
    return [status, body.error?.code];
  };
  expect(await refused(other.id)).toEqual([409, 'material.platform']);
  expect(await refused('nothing-like-it')).toEqual([404, 'material.unknown']);
  const long = await make('长', { kind: 'text', text: `{{customer.name|友}}${'字'.repeat(999)}` });
  expect(await refused(long.id)).toEqual([409, 'text.too-long']);
  expect(base.id).toBeDefined();
});

test('I3: a pasted image is looked at before it is planned', async () => {
  const { request, objects } = await world();
  const path = `/conversations/${CONVERSATION_ID}/messages`;
  const message = { messageId: 'pasted-image-1', body: { type: 'image', uploadId: 'upload-1' } };
  expect((await request('POST', path, message)).body.error?.code).toBe('upload.unknown');
  await objects.put('uploads/t1/upload-1', 'image/png', Buffer.from('<script>'));
  expect((await request('POST', path, message)).body.error?.code).toBe('upload.type');
  await objects.put('uploads/t1/upload-1', 'image/png', PNG);
  expect(await request('POST', path, message)).toMatchObject({
    status: 202,
    body: { item: { body: { type: 'image', objectId: 'upload-1' } } },
  });
});

test('M1: lists are searched and narrowed, page by page; a personal one is nobody else’s', async () => {
  const { make, ask } = await world();
  for (const name of ['甲', '乙', '丙']) await make(name, { kind: 'text', text: `${name} 报价 ABC` });
  await make('私', { kind: 'text', text: '报价' }, { scope: 'personal' });
  const list = async (query: Record<string, string>, as: string) => {
    const { body } = await ask({ path: '/materials', as, query });
    return { names: (body.items as { name: string }[]).map(({ name }) => name), next: body.nextCursor };
  };
  expect((await list({ q: '报价' }, 't1-operator')).names).toEqual(['私', '丙', '乙', '甲']);
  expect((await list({ q: 'abc 乙' }, 't1-owner')).names).toEqual(['乙']);
  expect((await list({ q: '报价' }, 't1-owner')).names).toEqual(['丙', '乙', '甲']);
  const first = await list({ q: '报价', limit: '2' }, 't1-owner');
  expect(first.names).toEqual(['丙', '乙']);
  expect(await list({ q: '报价', limit: '2', cursor: String(first.next) }, 't1-owner')).toEqual({
    names: ['甲'],
    next: undefined,
  });
  expect((await ask({ path: '/materials', as: 't1-finance' })).status).toBe(403);
});

test('M2: a colleague’s personal combination counts as a use, without its name', async () => {
  const { make, request } = await world();
  const base = await make('基础', { kind: 'text', text: '您好' });
  await make('私人组合', { kind: 'combined', parts: [base.id] }, { scope: 'personal' });
  const answer = await request('DELETE', `/materials/${String(base.id)}`, undefined, 't1-owner');
  expect(answer.body).toMatchObject({ deleted: false, usedBy: [{ name: '' }] });
  expect(JSON.stringify(answer.body)).not.toContain('私人组合');
});

test('W8: when the window closes between two parts, the rest of a combination waits instead of being dropped', async () => {
  const { request, make, table, world: time } = await world();
  const one = await make('一', { kind: 'text', text: '第一句' });
  const two = await make('二', { kind: 'text', text: '第二句' });
  const { id } = await make('两句', { kind: 'combined', parts: [one.id, two.id] });
  const early = time.nowMs + 86_400_000 - 120_000;
  const isPlanned = () => table.all().some((row) => row.sk.includes('material-send-9'));
  Object.defineProperty(time, 'nowMs', { get: () => (isPlanned() ? early + 120_000 : early) });
  const path = `/conversations/${CONVERSATION_ID}/materials`;
  const { status, body } = await request('POST', path, { materialId: id, messageId: 'material-send-9' });
  expect(status).toBe(202);
  expect(body.items).toMatchObject([{ state: 'planned' }, { state: 'held', body: { text: '第二句' } }]);
});

test('M5: a received card shows in the thread, and none of what it holds becomes a material', async () => {
  const { request, table } = await world();
  const body = { type: 'card', card: 'note', cardId: '66a1b2c3', title: '我家想装成这样' } as const;
  const event = {
    kind: 'message' as const,
    platform: 'douyin' as const,
    accountPlatformId: 'open-id-1',
    customerPlatformId: 'customer-1',
    eventId: '@card',
    occurredAtMs: NOW_MS - 30_000,
    replyRef: { messageRef: '@card' },
    body,
  };
  const place = { tenantId: 't1', conversationId: CONVERSATION_ID, accountId: 'dy_one' };
  await table.put({ row: eventItem(place, { event, receivedAtMs: NOW_MS, keyMs: event.occurredAtMs }) });
  const thread = await request('GET', `/conversations/${CONVERSATION_ID}`);
  expect(JSON.stringify(thread.body.items)).toContain('我家想装成这样');

  const before = table.all().length;
  const save = async (content: object) => {
    const answer = await request('POST', '/materials', { ...usual, name: '收到的', content });
    return [answer.status, answer.body.error?.code];
  };
  expect(await save(body)).toEqual([400, 'input.invalid']);
  expect(await save({ kind: 'card', card: 'note', cardId: '66a1b2c3' })).toEqual([400, 'input.invalid']);
  expect(await save({ kind: 'upload', uploadId: '66a1b2c3' })).toEqual([404, 'upload.unknown']);
  expect(await save({ kind: 'combined', parts: ['66a1b2c3'] })).toEqual([409, 'parts.unknown']);
  expect(table.all()).toHaveLength(before);
});
