import { expect, test } from 'vitest';
import type { Account } from '../../shared/accounts/model.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import type { Material } from '../../shared/materials/model.ts';
import { createApi } from './harness.ts';

/** What a function may answer, as the text that a JSON carries: https://docs.aws.amazon.com/lambda (invocation payload). */
const LAMBDA_ANSWER_BYTES = 6 * 1024 * 1024;
const sizeOf = (body: unknown): number => Buffer.byteLength(JSON.stringify({ body: JSON.stringify(body) }));

const audit = (subjectId: string) => ({
  tenantId: 't1',
  auditId: `audit-${subjectId}`,
  atMs: 1,
  actorId: 't1-owner',
  action: 'made',
  subjectId,
});

type Api = Awaited<ReturnType<typeof createApi>>;

/** Every page of a list, as the console follows it. */
async function pagesOf({ ask }: Api, path: string, query: Record<string, string> = {}) {
  const pages: { items: { id: string }[]; nextCursor?: string }[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const { status, body } = await ask({ path, as: 't1-owner', query: { ...query, ...(cursor ? { cursor } : {}) } });
    expect(status).toBe(200);
    pages.push(body as (typeof pages)[number]);
    cursor = pages.at(-1)?.nextCursor;
  }
  return pages;
}

/** Of one byte in the log, and of six where an answer names it. */
const WORST = '\u0001';

async function plantAccounts({ table }: Api, count: number): Promise<string[]> {
  const store = createAccountStore(table);
  const ids = Array.from({ length: count }, (_, at) => `dy_${String(at).padStart(4, '0')}`);
  for (const id of ids) {
    const account: Account = {
      tenantId: 't1',
      id,
      platform: 'douyin',
      platformId: id,
      name: '官'.repeat(60),
      kind: 'enterprise',
      kindRecorded: true,
      subject: '司'.repeat(80),
      authorized: true,
      bound: true,
      unhosted: false,
      highWeight: false,
      adSpend30dYuan: 0,
      agentMode: 'off',
      welcome: [WORST.repeat(1000), WORST.repeat(1000), WORST.repeat(1000)],
      operatorIds: Array.from({ length: 50 }, () => 'm'.repeat(128)),
      createdAtMs: 1,
      version: 0,
    };
    await store.save(account, audit(id));
  }
  return ids;
}

test('F22: 500 accounts of the longest welcomes come in pages that fit an answer, each account once', async () => {
  const api = await createApi();
  const ids = await plantAccounts(api, 500);
  const pages = await pagesOf(api, '/accounts');
  expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(ids);
  expect(pages.map(({ items }) => items.length)).toEqual([200, 200, 100]);
  for (const page of pages) expect(sizeOf(page)).toBeLessThan(LAMBDA_ANSWER_BYTES);
});

test('A list of accounts ends with its last page, full or not; a place that was not handed out is refused', async () => {
  const api = await createApi();
  await plantAccounts(api, 4);
  const pages = await pagesOf(api, '/accounts', { limit: '2' });
  expect(pages.map(({ items }) => items.map(({ id }) => id))).toEqual([
    ['dy_0000', 'dy_0001'],
    ['dy_0002', 'dy_0003'],
  ]);
  const refused = await api.ask({ path: '/accounts', as: 't1-owner', query: { cursor: 'a#dy' } });
  expect(refused.body.error?.code).toBe('cursor.invalid');
});

test('F22: combinations of the longest texts come in pages that fit an answer, each once', async () => {
  const api = await createApi();
  const put = async (id: string, content: Material['content']) => {
    const times = { createdAtMs: 1, updatedAtMs: 1, version: 0 };
    const usual = { scope: 'shared', ownerId: 't1-owner', platforms: ['douyin'] } as const;
    await api.materials.save({ tenantId: 't1', id, name: id, ...usual, content, ...times }, audit(id));
  };
  await put('base', { kind: 'text', text: WORST.repeat(2000) });
  const parts = Array.from({ length: 20 }, () => 'base');
  const ids = Array.from({ length: 60 }, (_, at) => `both-${at}`);
  for (const id of ids) await put(id, { kind: 'combined', parts });
  const pages = await pagesOf(api, '/materials', { kind: 'combined', limit: '50' });
  expect(pages.flatMap(({ items }) => items.map(({ id }) => id)).sort()).toEqual([...ids].sort());
  for (const page of pages) expect(sizeOf(page)).toBeLessThan(LAMBDA_ANSWER_BYTES);
});
