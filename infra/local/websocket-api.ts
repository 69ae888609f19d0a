import { randomBytes } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import * as z from 'zod';
import { jsonAnswer, WireError, type WireService } from './front-wire.ts';
import { readAnswer } from './http-api-event.ts';
import { readApi } from './http-api-template.ts';
import type { InvokeResult, LocalContext } from './types.ts';
import { type Connection, createSocketEvent, routeKeyOf, type SocketEvent } from './websocket-api-event.ts';

/** API Gateway's limits of a connection. Idleness is real time; the age follows the movable clock, as table rows do. */
const IDLE_MS = 10 * 60_000;
const MAX_AGE_MS = 2 * 60 * 60_000;
const MAX_MESSAGE_BYTES = 128 * 1024;
/** How often idle connections are looked for; nothing else runs while nothing happens. */
const IDLE_CHECK_MS = 60_000;

export interface WebSocketApi extends WireService {
  /** Takes an upgrade request over; answers false when the path is not a stage of this API. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): boolean;
  stop(): void;
}

interface Live extends Connection {
  readonly socket: WebSocket;
  lastActiveAtMs: number;
  lastActiveRealMs: number;
  readonly cancelAge: () => void;
}

const Selection = z.object({ RouteSelectionExpression: z.string().default('$request.body.action') });

const bytesOf = (data: RawData): Buffer =>
  Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);

/** The route a message selects: the field that the API's expression names, if the body is JSON and has it. */
function selectRoute(expression: string, body: string, known: ReadonlySet<string>): string {
  const field = /^\$request\.body\.(\w+)$/.exec(expression)?.[1];
  try {
    const value = z.record(z.string(), z.unknown()).parse(JSON.parse(body))[field ?? ''];
    return typeof value === 'string' && known.has(value) ? value : '$default';
  } catch {
    return '$default';
  }
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** The template's WebSocket API with its management API, or undefined if it has none. */
export function createWebSocketApi(context: LocalContext): WebSocketApi | undefined {
  const found = readApi(context, 'WEBSOCKET');
  if (!found) return undefined;
  const functions = new Map(found.routes.map(({ routeKey, functionId }) => [routeKey, functionId]));
  const apiResource = context.template
    .resources('AWS::ApiGatewayV2::Api')
    .find(({ id }) => context.template.resolve({ Ref: id }) === found.ref);
  const expression = Selection.parse(apiResource?.properties ?? {}).RouteSelectionExpression;
  const stages = new Set(found.stages.map(({ StageName }) => StageName));
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  const connections = new Map<string, Live>();

  const invoke = async (
    event: SocketEvent,
    connection: Connection,
    stage: string,
  ): Promise<InvokeResult | undefined> => {
    const functionId = functions.get(routeKeyOf(event));
    if (functionId === undefined) return undefined;
    const requestId = randomBytes(12).toString('base64');
    const nowMs = context.clock.now();
    return context.functions.invoke(
      functionId,
      createSocketEvent(event, connection, { apiId: found.ref, stage, requestId, nowMs }),
    );
  };

  const onMessage = async (live: Live, stage: string, data: RawData, isBinary: boolean): Promise<void> => {
    live.lastActiveAtMs = context.clock.now();
    live.lastActiveRealMs = performance.now();
    const bytes = bytesOf(data);
    const body = bytes.toString(isBinary ? 'base64' : 'utf8');
    const routeKey = selectRoute(expression, body, new Set(functions.keys()));
    const result = await invoke({ type: 'MESSAGE', routeKey, body, isBase64Encoded: isBinary }, live, stage);
    if (result?.ok === true || live.socket.readyState !== live.socket.OPEN) return;
    const message = result ? 'Internal server error' : 'Forbidden';
    live.socket.send(JSON.stringify({ message, connectionId: live.id }));
  };

  const accept = (socket: WebSocket, connection: Connection, stage: string): void => {
    const ageOut = context.clock.setTimer(connection.connectedAtMs + MAX_AGE_MS, () =>
      socket.close(1001, 'Going away'),
    );
    const live: Live = {
      ...connection,
      socket,
      lastActiveAtMs: connection.connectedAtMs,
      lastActiveRealMs: performance.now(),
      cancelAge: ageOut,
    };
    connections.set(live.id, live);
    socket.on('message', (data, isBinary) => void onMessage(live, stage, data, isBinary));
    socket.on('ping', () => {
      live.lastActiveRealMs = performance.now();
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', (statusCode, reason) => {
      ageOut();
      connections.delete(live.id);
      void invoke({ type: 'DISCONNECT', statusCode, reason: reason.toString('utf8') }, live, stage);
    });
  };

  const idleCheck = setInterval(() => {
    for (const { socket, lastActiveRealMs } of connections.values()) {
      if (performance.now() - lastActiveRealMs > IDLE_MS) socket.close(1001, 'Going away');
    }
  }, IDLE_CHECK_MS);
  idleCheck.unref();

  const connect = async (request: IncomingMessage, socket: Duplex, head: Buffer, url: URL, stage: string) => {
    const connection: Connection = {
      id: randomBytes(11).toString('base64'),
      connectedAtMs: context.clock.now(),
      domainName: request.headers.host ?? '',
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      userAgent: request.headers['user-agent'] ?? '',
    };
    const onEarlyError = () => socket.destroy();
    socket.on('error', onEarlyError);
    const event: SocketEvent = { type: 'CONNECT', headers: request.headers, query: url.searchParams };
    const result = await invoke(event, connection, stage);
    const status = result === undefined ? 200 : result.ok ? (readAnswer(result.value)?.status ?? 500) : 500;
    if (socket.destroyed) return;
    if (status < 200 || status > 299) return refuse(socket, status);
    socket.off('error', onEarlyError);
    server.handleUpgrade(request, socket, head, (accepted) => accept(accepted, connection, stage));
  };

  const send = (live: Live, body: Buffer) =>
    new Promise<void>((resolve, reject) => {
      live.socket.send(body.toString('utf8'), (error) => (error ? reject(error) : resolve()));
    });

  return {
    upgrade(request, socket, head, url) {
      const stage = url.pathname.split('/')[1] ?? '';
      if (!stages.has(stage)) return false;
      void connect(request, socket, head, url, stage);
      return true;
    },
    async handle(request) {
      const path = /^\/(?:[^/]+\/)?@connections\/([^/]+)$/.exec(request.url.pathname);
      if (!path) return undefined;
      const live = connections.get(decodeURIComponent(path[1] ?? ''));
      if (live?.socket.readyState !== 1) throw new WireError('GoneException', 'the connection is gone', 410);
      if (request.method === 'DELETE') {
        live.socket.close(1000, 'Connection Closed Normally');
        return { status: 204 };
      }
      if (request.method === 'GET') {
        const iso = (atMs: number) => new Date(atMs).toISOString();
        const identity = { sourceIp: live.sourceIp, userAgent: live.userAgent };
        return jsonAnswer({ connectedAt: iso(live.connectedAtMs), lastActiveAt: iso(live.lastActiveAtMs), identity });
      }
      if (request.body.length > MAX_MESSAGE_BYTES) throw new WireError('PayloadTooLargeException', 'over 128 KB', 413);
      await send(live, request.body).catch(() => {
        throw new WireError('GoneException', 'the connection is gone', 410);
      });
      live.lastActiveAtMs = context.clock.now();
      live.lastActiveRealMs = performance.now();
      return jsonAnswer({});
    },
    stop() {
      clearInterval(idleCheck);
      for (const { socket, cancelAge } of connections.values()) {
        cancelAge();
        socket.removeAllListeners('close');
        socket.terminate();
      }
      connections.clear();
    },
  };
}
