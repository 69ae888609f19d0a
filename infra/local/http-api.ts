import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './front-wire.ts';
import { type Authorize, createAuthorizer } from './http-api-authorizer.ts';
import { corsHeaders, preflightHeaders } from './http-api-cors.ts';
import { createEvent, readAnswer } from './http-api-event.ts';
import { createRouter } from './http-api-routes.ts';
import { readHttpApi, type Throttle } from './http-api-template.ts';
import type { InvokeResult, LocalContext } from './types.ts';

/** API Gateway's limits: requests of 10 MB, function events of 6 MB, answers within 30 s. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const MAX_EVENT_BODY_BYTES = 6 * 1024 * 1024;
const TIMEOUT_MS = 30_000;

export interface HttpApi {
  handle(request: IncomingMessage, response: ServerResponse, url: URL, extra: Record<string, string>): Promise<void>;
}

/** A token bucket in real time: what the stage's throttling settings allow. */
function createThrottle(limit: Throttle | undefined): () => boolean {
  if (!limit) return () => true;
  let [tokens, atMs] = [limit.burst, performance.now()];
  return () => {
    const nowMs = performance.now();
    tokens = Math.min(limit.burst, tokens + ((nowMs - atMs) / 1000) * limit.ratePerSecond);
    atMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

async function withTimeout(work: Promise<InvokeResult>): Promise<InvokeResult | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The template's HTTP API, or undefined if it has none. @throws {Error} at start for settings that are not played here */
export function createHttpApi(context: LocalContext): HttpApi | undefined {
  const settings = readHttpApi(context);
  if (!settings) return undefined;
  const match = createRouter(settings.routes);
  const allowOthers = createThrottle(settings.throttle);
  const allowRoute = new Map([...settings.routeThrottles].map(([key, limit]) => [key, createThrottle(limit)] as const));
  const authorizers = new Map<string, Authorize>();
  for (const [id, jwt] of settings.authorizers) authorizers.set(id, createAuthorizer(jwt));

  return {
    async handle(request, response, url, extra) {
      const requestId = randomUUID();
      const origin = request.headers.origin;
      const common = {
        ...extra,
        'apigw-requestid': requestId,
        ...(settings.cors ? corsHeaders(settings.cors, origin) : {}),
      };
      const refuse = (status: number, message: string, more: Record<string, string> = {}): void => {
        response.writeHead(status, { ...common, ...more, 'content-type': 'application/json' });
        response.end(JSON.stringify({ message }));
      };
      if (settings.cors && request.method === 'OPTIONS' && origin !== undefined) {
        request.resume();
        response.writeHead(204, { ...extra, ...preflightHeaders(settings.cors, origin) });
        response.end();
        return;
      }
      const found = match(request.method ?? 'GET', url.pathname);
      if (!found) return refuse(404, 'Not Found');
      const { authorizerId, functionId, routeKey } = found.route;
      if (!(allowRoute.get(routeKey) ?? allowOthers)()) return refuse(429, 'Too Many Requests');
      const claims =
        authorizerId === undefined ? undefined : await authorizers.get(authorizerId)?.(request.headers.authorization);
      if (authorizerId !== undefined && !claims) return refuse(401, 'Unauthorized', { 'www-authenticate': 'Bearer' });
      const body = await readBody(request, MAX_BODY_BYTES);
      if (body === undefined || body.length > MAX_EVENT_BODY_BYTES) {
        return refuse(413, 'Request Entity Too Large', { connection: 'close' });
      }
      const { pathParameters } = found;
      const event = createEvent({
        request,
        url,
        body,
        routeKey,
        pathParameters,
        claims,
        apiId: settings.apiId,
        requestId,
        nowMs: context.clock.now(),
      });
      const result = await withTimeout(context.functions.invoke(functionId, event));
      if (!result) return refuse(503, 'Service Unavailable');
      if (!result.ok) {
        const busy = /TooManyRequests|timed?out/i.test(result.error.type);
        return busy ? refuse(503, 'Service Unavailable') : refuse(500, 'Internal Server Error');
      }
      const answer = readAnswer(result.value);
      if (!answer) return refuse(500, 'Internal Server Error');
      response.writeHead(answer.status, {
        ...answer.headers,
        ...common,
        'content-length': Buffer.byteLength(answer.body),
      });
      response.end(answer.body);
    },
  };
}
