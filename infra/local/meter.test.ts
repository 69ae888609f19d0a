import { describe, expect, test } from 'vitest';
import type { InvocationReport } from './lambda-host.ts';
import { type CallCost, costOf, itemBytes } from './lambda-worker-meter.mjs';
import { createMeter } from './meter.ts';

const failure = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more });
const call = (operation: string, input: object, output: unknown) =>
  costOf({ service: 'DynamoDB', operation, input, output });

describe('what a call costs', () => {
  test('an item weighs the same as document and as wire values', () => {
    const document = {
      pk: 'kk',
      n: 12345,
      yes: true,
      none: null,
      list: ['ab', 1],
      map: { a: '中' },
      raw: new Uint8Array(5),
    };
    const wire = {
      pk: { S: 'kk' },
      n: { N: '12345' },
      yes: { BOOL: true },
      none: { NULL: true },
      list: { L: [{ S: 'ab' }, { N: '1' }] },
      map: { M: { a: { S: '中' } } },
      raw: { B: 'AAAAAAA=' },
    };
    expect(itemBytes(document)).toBe(50);
    expect(itemBytes(wire)).toBe(50);
  });

  test('keys of written items are named, for batches and transactions as well', () => {
    const item = { pk: 'p', sk: 's' };
    const wire = { pk: { S: 'p' }, sk: { S: 's' } };
    expect(call('PutItem', { Item: wire }, {}).keys).toEqual(['p|s']);
    expect(call('Update', { Key: item }, {}).keys).toEqual(['p|s']);
    expect(
      call('TransactWriteItems', { TransactItems: [{ Put: { Item: item } }, { ConditionCheck: { Key: item } }] }, {})
        .keys,
    ).toEqual(['p|s']);
    expect(call('BatchWriteItem', { RequestItems: { T: [{ DeleteRequest: { Key: item } }] } }, {}).keys).toEqual([
      'p|s',
    ]);
    expect(call('GetItem', { Key: item }, {}).keys).toEqual([]);
  });

  test('a refusal before any work costs no units', () => {
    const refused = call('PutItem', { Item: { pk: 'p' } }, failure('ValidationException'));
    expect(refused).toMatchObject({ failed: true, writeUnits: 0, requests: 1 });
  });

  test('a queue request is billed per started 64 KB', () => {
    const send = (bytes: number) =>
      costOf({ service: 'SQS', operation: 'SendMessage', input: { MessageBody: 'x'.repeat(bytes) }, output: {} })
        .requests;
    expect([send(10), send(60_000), send(70_000)]).toEqual([1, 1, 2]);
  });
});

describe('meter (decision 12)', () => {
  const put: CallCost = {
    ...call('PutItem', { Item: { pk: 'p', sk: 's' } }, { ConsumedCapacity: { CapacityUnits: 2 } }),
  };
  const report = (payload: unknown, calls: CallCost[], more: Partial<InvocationReport> = {}): InvocationReport => ({
    id: 'i',
    spec: {
      id: 'WebhooksFunction00000000',
      label: 'Webhooks',
      codeDir: '',
      entry: '',
      exportName: 'handler',
      timeoutMs: 1,
      memoryMb: 512,
      reserved: undefined,
      environment: {},
    },
    payload,
    startedMs: 0,
    durationMs: 9.2,
    cpuMs: 4,
    coldStartMs: undefined,
    completion: { result: { ok: true, value: null }, trail: { lines: [], calls }, cpuMs: 4 },
    ...more,
  });
  const http = { requestContext: { http: { method: 'POST', path: '/webhooks/douyin' } } };

  test('adds up by function and operation and bills started milliseconds', () => {
    const meter = createMeter(() => 5);
    meter.invocation(report(http, [put, put], { coldStartMs: 90.5 }));
    meter.invocation(report(http, [put]));
    meter.source('Webhooks').request('SQS', 'ReceiveMessage', 3);
    const { functions, requests, totals, hottestItems } = meter.snapshot();
    expect(functions).toEqual({
      Webhooks: { invocations: 2, failures: 0, coldStarts: 1, initMs: 90.5, billedMs: 110, gbSeconds: 0.055, cpuMs: 8 },
    });
    expect(requests.map(({ operation, requests: count, writeUnits }) => [operation, count, writeUnits])).toEqual([
      ['PutItem', 3, 6],
      ['ReceiveMessage', 3, 0],
      ['Request', 2, 0],
    ]);
    expect(totals).toEqual({
      readUnits: 0,
      writeUnits: 6,
      invocations: 2,
      requests: { DynamoDB: 3, SQS: 3, HttpApi: 2 },
    });
    expect(hottestItems).toEqual([{ key: 'p|s', writes: 3 }]);
  });

  test('is empty again after a reset', () => {
    const meter = createMeter(() => 7);
    meter.invocation(report(http, [put]));
    meter.reset();
    expect(meter.snapshot()).toEqual({
      sinceMs: 7,
      functions: {},
      requests: [],
      totals: { readUnits: 0, writeUnits: 0, invocations: 0, requests: {} },
      hottestItems: [],
    });
  });
});
