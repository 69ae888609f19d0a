import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createEventBus } from './event-bus.ts';
import { createDeliveries } from './front-deliveries.ts';
import { openState } from './front-state.ts';
import { errorAnswer, readBody, WireError, type WireRequest, type WireService, writeAnswer } from './front-wire.ts';
import { createHttpApi, type HttpApi } from './http-api.ts';
import { createIdentity, type Identity } from './identity.ts';
import { createKms } from './kms.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { createSecretsManager } from './secrets-manager.ts';
import { createSite, type Site } from './site.ts';
import type { LocalContext } from './types.ts';
import { createWebSocketApi, type WebSocketApi } from './websocket-api.ts';

export interface Front {
  /** Stops listening, ends every connection and leaves the state on disk. */
  close(): Promise<void>;
}

export interface FrontOptions {
  /** The built console; the repository's web/build unless given. */
  readonly siteDir?: string;
}

interface Parts {
  readonly context: LocalContext;
  readonly site: Site | undefined;
  readonly httpApi: HttpApi | undefined;
  readonly webSocketApi: WebSocketApi | undefined;
  readonly identity: Identity | undefined;
  readonly scheduler: Scheduler;
  readonly services: readonly WireService[];
}

const HOST = '127.0.0.1';
/** Longer than AWS clients keep idle connections, so that none is closed under a request. */
const KEEP_ALIVE_MS = 75_000;
const MAX_LOCAL_BODY_BYTES = 64 * 1024;
const MAX_WIRE_BODY_BYTES = 8 * 1024 * 1024;
const DEFAULT_SITE = fileURLToPath(new URL('../../web/build', import.meta.url));

const urlOf = (request: IncomingMessage): URL | undefined => {
  const path = request.url ?? '/';
  return path.startsWith('/') && URL.canParse(`http://local${path}`) ? new URL(`http://local${path}`) : undefined;
};

const answerJson = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
};

/** The control endpoints are for this machine alone: not for other names of it, nor for other sites' pages. */
const isFromHere = ({ headers }: IncomingMessage): boolean =>
  /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(headers.host ?? '') && headers['sec-fetch-site'] !== 'cross-site';

async function handleLocal(parts: Parts, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  if (!isFromHere(request)) return answerJson(response, 403, { error: 'local endpoints answer this machine only' });
  const body = (await readBody(request, MAX_LOCAL_BODY_BYTES))?.toString('utf8');
  if (body === undefined) return answerJson(response, 413, { error: 'the body is too large' });
  const answer = await parts.context.localApi({ method: request.method ?? 'GET', url, body });
  if (url.pathname === '/_local/clock' && request.method === 'POST') parts.scheduler.clockMoved();
  answerJson(response, answer?.status ?? 404, answer?.json ?? { error: 'no such local endpoint' });
}

/** Sign-in is registered for one address only, so people who typed another name of it are sent there. */
function canonicalAddress(origin: string, { method, headers }: IncomingMessage, url: URL): string | undefined {
  const { port } = new URL(origin);
  const asksForPage = method === 'GET' && (headers.accept ?? '').includes('text/html');
  return asksForPage && headers.host === `localhost:${port}` ? origin + url.pathname + url.search : undefined;
}

async function handlePublic(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { site, httpApi, identity, context } = parts;
  const url = urlOf(request);
  if (!url) return answerJson(response, 400, { message: 'Bad Request' });
  if (url.pathname.startsWith('/_local/')) return handleLocal(parts, request, response, url);
  const elsewhere = canonicalAddress(context.origin, request, url);
  if (elsewhere !== undefined) {
    response.writeHead(302, { location: elsewhere }).end();
    return;
  }
  if (identity && url.pathname.startsWith('/oidc/')) return identity.handle(request, response, url);
  const behaviour = site?.behaviourOf(url.pathname);
  if (site && behaviour?.serves === 'files') return site.serve(request, response, url);
  if (httpApi) return httpApi.handle(request, response, url, { ...behaviour?.headers });
  answerJson(response, 404, { message: 'Not Found' });
}

async function handleWire(services: readonly WireService[], request: WireRequest) {
  try {
    for (const service of services) {
      const answer = await service.handle(request);
      if (answer) return answer;
    }
    const what = String(request.headers['x-amz-target'] ?? `${request.method} ${request.url.pathname}`);
    return errorAnswer(new WireError('UnknownOperationException', `nothing here answers ${what}`));
  } catch (error) {
    if (error instanceof WireError) return errorAnswer(error);
    throw error;
  }
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.once('error', reject);
    server.listen(port, HOST, 511, () => {
      server.off('error', reject);
      resolve();
    });
  });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** A server whose handler's failures are logged and answered with 500 rather than ending the process. */
function guarded(
  context: LocalContext,
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Server {
  return createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (request.destroyed && !request.complete) return;
      context.log(
        `${request.method ?? ''} ${request.url ?? ''}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`,
      );
      if (response.headersSent) response.destroy();
      else answerJson(response, 500, { message: 'Internal Server Error' });
    });
  });
}

/**
 * Opens the public port (console, API, webhooks, live socket, sign-in) and the port of the AWS wire protocols.
 *
 * @throws {Error} if a port is taken or the template uses something the front does not play.
 */
export async function startFront(context: LocalContext, options: FrontOptions = {}): Promise<Front> {
  const db = openState(context.stateDir);
  const deliveries = createDeliveries(context, db);
  const scheduler = createScheduler(context, db, deliveries);
  const webSocketApi = createWebSocketApi(context);
  const wire = [createEventBus(context, deliveries), createKms(context), createSecretsManager(context), scheduler];
  const parts: Parts = {
    context,
    scheduler,
    webSocketApi,
    services: webSocketApi ? [webSocketApi, ...wire] : wire,
    site: createSite(context, options.siteDir ?? DEFAULT_SITE),
    httpApi: createHttpApi(context),
    identity: createIdentity(context, db),
  };
  const publicServer = guarded(context, (request, response) => handlePublic(parts, request, response));
  publicServer.on('upgrade', (request, socket, head) => {
    const url = urlOf(request);
    if (!url || !webSocketApi?.upgrade(request, socket, head, url)) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    }
  });
  const awsServer = guarded(context, async (request, response) => {
    const url = urlOf(request);
    const body = await readBody(request, MAX_WIRE_BODY_BYTES);
    if (!url || !body) return answerJson(response, 413, { message: 'Request Entity Too Large' });
    const { method = 'GET', headers } = request;
    writeAnswer(response, await handleWire(parts.services, { method, url, headers, body }));
  });
  await Promise.all([listen(publicServer, Number(new URL(context.origin).port)), listen(awsServer, context.awsPort)]);
  deliveries.start();
  scheduler.start();
  return {
    async close() {
      scheduler.stop();
      deliveries.stop();
      webSocketApi?.stop();
      await Promise.all([closed(publicServer), closed(awsServer)]);
      db.close();
    },
  };
}
