import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createInvocations, type Invocations } from './invocations.ts';
import { describeTrigger } from './invocations-trigger.ts';
import type { InvocationReport } from './lambda-host.ts';
import type { InvokeResult } from './types.ts';

let folder: string;
let printed: string[];
let invocations: Invocations;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'invocations-'));
  printed = [];
  invocations = createInvocations({
    logDir: folder,
    now: () => Date.UTC(2026, 10, 22, 12),
    log: (line) => printed.push(line),
  });
});
afterEach(() => {
  invocations.stop();
  // What was noted last may still be on its way into the folder.
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

const report = (
  label: string,
  lines: object[],
  result: InvokeResult = { ok: true, value: null },
): InvocationReport => ({
  id: label,
  spec: {
    id: `${label}00000000`,
    label,
    codeDir: '',
    entry: '',
    exportName: 'handler',
    timeoutMs: 1,
    memoryMb: 128,
    reserved: undefined,
    environment: {},
  },
  payload: {
    Records: [{ eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:OutboundQueueB72E0E62' }],
  },
  startedMs: 0,
  durationMs: 12.34,
  cpuMs: 1,
  coldStartMs: undefined,
  completion: { result, trail: { lines: lines.map((line) => JSON.stringify(line)), calls: [] }, cpuMs: 1 },
});

test('one conversation is followed through all functions', () => {
  invocations.add(report('Webhooks', [{ conversationId: 'c1' }]));
  invocations.add(report('Conversation', [{ conversationId: 'c2' }]));
  invocations.add(report('Sender', [{ conversationId: 'c2' }, { conversationId: 'c1' }]));
  expect(invocations.list({ conversation: 'c1' }).map((one) => one.function)).toEqual(['Webhooks', 'Sender']);
  expect(invocations.list({ function: 'sender' })).toHaveLength(1);
  expect(invocations.list({ limit: 1 }).map((one) => one.function)).toEqual(['Sender']);
});

test('each invocation is one line that says what, how long, why and how it ended', () => {
  invocations.add(report('Sender', [{ conversationId: 'c1' }]));
  invocations.add(report('Sender', [], { ok: false, error: { type: 'TypeError', message: 'no\nstack' } }));
  expect(printed).toEqual([
    '11:59:59.987 Sender           12.3 ms  OutboundQueue ×1 · c1',
    '11:59:59.987 Sender           12.3 ms  OutboundQueue ×1 ✗ TypeError: no',
  ]);
});

test('a flood spares the terminal, never its failures, and the file has everything', async () => {
  for (let index = 0; index < 100; index += 1) invocations.add(report('Sender', []));
  invocations.add(report('Sender', [], { ok: false, error: { type: 'Error', message: 'x' } }));
  expect(printed).toHaveLength(41);
  expect(printed.at(-1)).toContain('✗ Error: x');
  invocations.stop();
  const file = join(folder, 'invocations.ndjson');
  await vi.waitUntil(() => existsSync(file) && readFileSync(file, 'utf8').split('\n').length === 102, 20_000);
});

test.each([
  [{ requestContext: { http: { method: 'POST', path: '/webhooks/douyin' } } }, 'POST /webhooks/douyin'],
  [{ requestContext: { eventType: 'CONNECT', connectionId: 'c' } }, 'socket connect'],
  [
    {
      Records: [
        { eventSource: 'aws:dynamodb', eventSourceARN: 'arn' },
        { eventSource: 'aws:dynamodb', eventSourceARN: 'arn' },
      ],
    },
    'stream ×2',
  ],
  [{ source: 'miaohong', 'detail-type': 'lead.captured' }, 'bus lead.captured'],
  [{ anything: 'else' }, 'direct'],
])('%j is shown as %s', (payload, text) => {
  expect(describeTrigger(payload).text).toBe(text);
});
