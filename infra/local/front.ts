import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createEventBus } from './event-bus.ts';
import { createDeliveries } from './front-deliveries.ts';
import { answerJson, handlePublic, urlOf } from './front-public.ts';
import { openState } from './front-state.ts';
import { handleWire, readBody, writeAnswer } from './front-wire.ts';
import { createHttpApi } from './http-api.ts';
import { createIdentity } from './identity.ts';
import { createUserPoolService } from './identity-people.ts';
import { createKms } from './kms.ts';
import { createScheduler } from './scheduler.ts';
import { createSecretsManager } from './secrets-manager.ts';
import { createSite } from './site.ts';
import { createSts } from './sts.ts';
import { createTableGuard } from './table-guard.ts';
import type { LocalContext } from './types.ts';
import { createWebSocketApi } from './websocket-api.ts';

export interface Front {
  /** Stops listening, ends every connection and leaves the state on disk. */
  close(): Promise<void>;
}

export interface FrontOptions {
  /** The built console; the repository's web/build unless given. */
  readonly siteDir?: string;
}

const HOST = '127.0.0.1';
/** Longer than AWS clients keep idle connections, so that none is closed under a request. */
const KEEP_ALIVE_MS = 75_000;
const MAX_WIRE_BODY_BYTES = 8 * 1024 * 1024;
const DEFAULT_SITE = fileURLToPath(new URL('../../web/build', import.meta.url));

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
  const sts = createSts(context);
  const wire = [
    createEventBus(context, deliveries),
    createKms(context),
    createSecretsManager(context),
    createUserPoolService(context, db),
    scheduler,
    sts,
    createTableGuard(context, sts),
  ];
  const services = webSocketApi ? [webSocketApi, ...wire] : wire;
  const parts = {
    context,
    scheduler,
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
    writeAnswer(response, await handleWire(services, { method, url, headers, body }));
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
