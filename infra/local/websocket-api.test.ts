import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import * as z from 'zod';
import { freePort } from './free-port.ts';
import { type Front, startFront } from './front.ts';
import { createFixture, type Fixture } from './front-fixture.ts';
import { publicStack } from './front-fixture-stack.ts';
import type { InvokeResult } from './types.ts';

let fixture: Fixture;
let front: Front;
let origin: string;
let management: ApiGatewayManagementApiClient;
let invoke: (event: z.output<typeof Event>) => InvokeResult;
const open: WebSocket[] = [];

const Event = z.object({
  requestContext: z.object({
    routeKey: z.string(),
    eventType: z.string(),
    connectionId: z.string(),
    stage: z.string(),
  }),
  queryStringParameters: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
});
const events = () => fixture.invoked.map(({ payload }) => Event.parse(payload));
const ok: InvokeResult = { ok: true, value: { statusCode: 200 } };

beforeEach(async () => {
  const [port, awsPort] = [await freePort(), await freePort()];
  origin = `http://127.0.0.1:${port}`;
  invoke = () => ok;
  fixture = createFixture({
    resources: publicStack(origin),
    port,
    awsPort,
    invoke: (_, payload) => invoke(Event.parse(payload)),
  });
  front = await startFront(fixture.context);
  management = new ApiGatewayManagementApiClient({
    endpoint: `http://127.0.0.1:${awsPort}/live`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate();
  await front.close();
  fixture.remove();
});

function connect(path = '/live?ticket=t1'): Promise<WebSocket> {
  const socket = new WebSocket(origin.replace('http', 'ws') + path);
  open.push(socket);
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket)).once('error', reject);
  });
}
const nextMessage = (socket: WebSocket) =>
  new Promise<string>((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString('utf8'))));
const closeOf = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)));

test('SEC30: the connect route decides who gets in', async () => {
  invoke = (event) => ({ ok: true, value: { statusCode: event.queryStringParameters?.ticket === 't1' ? 200 : 401 } });
  await connect();
  expect(events()[0]).toMatchObject({ requestContext: { routeKey: '$connect', eventType: 'CONNECT', stage: 'live' } });
  await expect(connect('/live?ticket=stolen')).rejects.toThrow('401');
  await expect(connect('/elsewhere')).rejects.toThrow('404');
});

test('a connect route that fails lets nobody in', async () => {
  invoke = () => ({ ok: false, error: { type: 'Error', message: 'x' } });
  await expect(connect()).rejects.toThrow('500');
});

test('messages go to the route that their body names, else to the default', async () => {
  const socket = await connect();
  for (const body of ['{"action":"typing"}', '{"action":"other"}', 'no json']) socket.send(body);
  await vi.waitFor(() => expect(fixture.invoked).toHaveLength(4), 20_000);
  const got = events().slice(1);
  expect(got.map(({ requestContext, body }) => [requestContext.routeKey, body])).toEqual([
    ['typing', '{"action":"typing"}'],
    ['$default', '{"action":"other"}'],
    ['$default', 'no json'],
  ]);
});

test('a message whose function fails is answered with an opaque error', async () => {
  const socket = await connect();
  invoke = () => ({ ok: false, error: { type: 'Error', message: 'secret detail' } });
  const answer = nextMessage(socket);
  socket.send('{}');
  expect(JSON.parse(await answer)).toMatchObject({ message: 'Internal server error' });
});

test('the management API pushes, tells and closes; a gone connection is 410', async () => {
  const socket = await connect();
  const ConnectionId = events()[0]?.requestContext.connectionId ?? '';
  const pushed = nextMessage(socket);
  await management.send(new PostToConnectionCommand({ ConnectionId, Data: '{"type":"留资"}' }));
  expect(await pushed).toBe('{"type":"留资"}');
  const about = await management.send(new GetConnectionCommand({ ConnectionId }));
  expect(about.ConnectedAt?.toISOString()).toBe('2026-11-02T03:04:05.000Z');
  const closed = closeOf(socket);
  await management.send(new DeleteConnectionCommand({ ConnectionId }));
  await closed;
  await vi.waitFor(() => expect(events().at(-1)?.requestContext.eventType).toBe('DISCONNECT'), 20_000);
  const late = management.send(new PostToConnectionCommand({ ConnectionId, Data: 'x' }));
  await expect(late).rejects.toMatchObject({ name: 'GoneException' });
});

test('the default of a push over 128 KB is refused', async () => {
  await connect();
  const ConnectionId = events()[0]?.requestContext.connectionId ?? '';
  const push = management.send(new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(128 * 1024 + 1) }));
  await expect(push).rejects.toMatchObject({ name: 'PayloadTooLargeException' });
});

test('a connection ends after two hours of the movable clock, like its row in the table', async () => {
  const socket = await connect();
  const closed = closeOf(socket);
  fixture.clock.advance(2 * 3_600_000);
  expect(await closed).toBe(1001);
});
