import { expect, test } from 'vitest';
import * as z from 'zod';
import { publicEndpoint } from './api-endpoint.ts';
import { type ApiEvent, createApiHandler } from './api-handler.ts';
import type { LogFields } from './log.ts';

const health = { method: 'GET', path: '/health', permission: 'public', summary: '', response: z.object({}) } as const;

test('SEC32, INV16: the log tells where a defect is and never its message, which may quote what people wrote', async () => {
  const lines: (LogFields | undefined)[] = [];
  const note = (_event: string, fields?: LogFields) => void lines.push(fields);
  const handler = createApiHandler(
    {
      findCaller: async () => undefined,
      log: { debug: note, info: note, warn: note, error: note },
      clock: { now: () => 0 },
    },
    [publicEndpoint(health, () => Promise.reject(new TypeError('我的电话是\n13800138000')))],
  );
  const event = {
    rawPath: '/api/v1/health',
    headers: {},
    requestContext: { http: { method: 'GET' }, requestId: 'r1' },
  } as unknown as ApiEvent;
  expect(await handler(event, {} as never)).toMatchObject({ statusCode: 500 });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    status: 500,
    errorName: 'TypeError',
    stack: expect.stringMatching(/^\s+at /) as string,
  });
  expect(JSON.stringify(lines)).not.toContain('138');
});
