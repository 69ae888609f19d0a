import { createAccountDirectory } from '../../shared/accounts/store-directory.ts';
import { SECRETS } from '../../shared/platforms/douyin/fixtures.ts';
import { XIAOHONGSHU } from '../../shared/platforms/xiaohongshu/fixtures.ts';
import { createFieldCipher } from '../../shared/runtime/field-cipher.ts';
import type { Log, LogFields } from '../../shared/runtime/log.ts';
import { createMemoryRowTable } from '../../shared/runtime/memory-row-table.ts';
import type { AppSecrets } from '../../shared/runtime/secrets.ts';
import { createTenantKeys } from '../../shared/tenants/store-keys.ts';
import { createHandler } from './handler.ts';

/** 2 s after the fixtures' messages. */
export const NOW_MS = 1772414132120;

/** The webhook function over a table in memory, for tests. */
export function harness(over: Partial<AppSecrets> = {}) {
  const memory = createMemoryRowTable();
  const state = { nowMs: NOW_MS, calls: 0, failing: false };
  const logged: { event: string; fields: LogFields | undefined }[] = [];
  const write = (event: string, fields?: LogFields) => void logged.push({ event, fields });
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const counted = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      state.calls += 1;
      if (state.failing) throw new Error('the table is away');
      return call(...args);
    };
  };
  const table = {
    ...memory,
    get: counted((...args: Parameters<typeof memory.get>) => memory.get(...args)),
    put: counted((...args: Parameters<typeof memory.put>) => memory.put(...args)),
  };
  const clock = { now: () => state.nowMs };
  const directory = createAccountDirectory({ table, clock });
  const cipher = createFieldCipher({
    // As KMS would: the sealed key opens for its tenant alone.
    dataKeys: {
      generate: async (tenantId) => Buffer.from(`${tenantId}|${'k'.repeat(32)}`),
      open: async (tenantId, sealed) => Buffer.from(sealed).subarray(tenantId.length + 1),
    },
    keys: createTenantKeys(table),
  });
  const secrets = async () => ({
    douyin: SECRETS,
    xiaohongshu: { secret: 's', ...XIAOHONGSHU },
    signingKey: 'k'.repeat(16),
    anthropicApiKey: '',
    ...over,
  });
  const handle = createHandler({ table, directory, cipher: () => cipher, clock, secrets, log });
  const rows = (entity: string) => memory.all().filter((row) => row.__edb_e__ === entity);
  return { handle, directory, cipher, state, logged, rows, all: () => memory.all() };
}

export const httpEvent = (
  path: string,
  rawBody: Uint8Array,
  headers: Readonly<Record<string, string | undefined>>,
  over = {},
) => ({
  version: '2.0',
  rawPath: path,
  headers,
  requestContext: { http: { method: 'POST' }, requestId: 'r-1' },
  body: Buffer.from(rawBody).toString('base64'),
  isBase64Encoded: true,
  ...over,
});
