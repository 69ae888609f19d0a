import middy, { type MiddlewareObj } from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Endpoint, PublicEndpoint, RawRequest } from './api-endpoint.ts';
import { errorAnswer } from './api-errors.ts';
import { createRouter } from './api-router.ts';
import type { Caller, FindCaller } from './caller.ts';
import { NotAllowed, NotAuthenticated, Unavailable } from './errors.ts';
import type { Log, LogFields } from './log.ts';
import type { Clock } from './ports.ts';
import { errorFields } from './queue-handler.ts';

export type ApiEvent = APIGatewayProxyEventV2WithJWTAuthorizer;
export type ApiResult = APIGatewayProxyStructuredResultV2;
type ApiMiddleware = MiddlewareObj<ApiEvent, ApiResult>;

export interface ApiDeps<C extends Caller> {
  readonly findCaller: FindCaller<C>;
  readonly log: Log;
  readonly clock: Clock;
  readonly limits?: ApiLimits;
  /** Runs an answer bound to the caller's tenant (SEC10). */
  readonly runAs?: <T>(tenantId: string, run: () => Promise<T>) => Promise<T>;
}

/** What a caller may reach beyond its permissions; asked before and after every answer. */
export interface ApiLimits {
  /** @throws {NotFound} where the request names what the caller may not see. */
  admit(caller: Caller, request: RawRequest): Promise<void>;
  /** The answer without what the caller may not see. @throws {NotFound} where nothing of it is left. */
  narrow(caller: Caller, answer: unknown): Promise<unknown>;
}

/** Nothing here is a page: no browser may sniff, frame, cache or run it (SEC29). */
const SECURITY_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
} as const;

/**
 * The API's middleware, once: headers, log line, error mapping; then route → caller → permission → parse → use case →
 * response schema. The authorizer of the HTTP API has verified the token; who it belongs to is looked up here.
 */
export function createApiHandler<C extends Caller>(
  deps: ApiDeps<C>,
  endpoints: readonly (Endpoint<C> | PublicEndpoint)[],
) {
  const route = createRouter(endpoints);
  const notes = new WeakMap<ApiEvent, LogFields>();

  const serve = async (event: ApiEvent): Promise<ApiResult> => {
    const { method } = event.requestContext.http;
    const { endpoint, params } = route(method, event.rawPath);
    const name = `${endpoint.route.method} ${endpoint.route.path}`;
    notes.set(event, { route: name });
    const { status = 200 } = endpoint.route;
    if (isPublic(endpoint)) return answered(status, await endpoint.answer());

    const caller = await identify(deps.findCaller, event);
    notes.set(event, { route: name, tenantId: caller.tenantId, memberId: caller.memberId });
    if (!caller.permissions.includes(endpoint.route.permission)) {
      throw new NotAllowed('permission.missing', `your role lacks ${endpoint.route.permission}`);
    }
    const query = event.queryStringParameters ?? {};
    const body = { text: event.body, isBase64: event.isBase64Encoded };
    const request = { params, query, body };
    const run = async () => {
      await deps.limits?.admit(caller, request);
      const answer = await endpoint.answer(request, caller);
      return deps.limits ? deps.limits.narrow(caller, answer) : answer;
    };
    return answered(status, await (deps.runAs ? deps.runAs(caller.tenantId, run) : run()));
  };

  return middy<ApiEvent, ApiResult>({ timeoutEarlyResponse })
    .use(securityHeaders())
    .use(requestLog(deps, notes))
    .use(errorMapping())
    .use(httpHeaderNormalizer())
    .handler(serve);
}

const isPublic = <C extends Caller>(endpoint: Endpoint<C> | PublicEndpoint): endpoint is PublicEndpoint =>
  endpoint.route.permission === 'public';

const answered = (status: number, body: unknown): ApiResult => ({ statusCode: status, body: JSON.stringify(body) });

const timeoutEarlyResponse = (): never => {
  throw new Unavailable('request.timeout', 'this took too long; try again');
};

/** @throws {NotAuthenticated} without a verified token. @throws {NotAllowed} `member.unknown`: signed in, but nobody's member. */
async function identify<C extends Caller>(findCaller: FindCaller<C>, event: ApiEvent): Promise<C> {
  // Locally and on AWS the authorizer stands before every route but the public ones; a wiring fault must not open them.
  const context: Partial<ApiEvent['requestContext']> = event.requestContext;
  const sub = context.authorizer?.jwt.claims.sub;
  if (typeof sub !== 'string' || sub === '') throw new NotAuthenticated('token.missing', 'sign in first');
  const caller = await findCaller(sub);
  if (!caller) throw new NotAllowed('member.unknown', 'you are signed in but belong to no tenant');
  return caller;
}

function securityHeaders(): ApiMiddleware {
  const add = (request: { response: ApiResult | null | undefined }) => {
    if (request.response) request.response.headers = { ...SECURITY_HEADERS, ...request.response.headers };
  };
  return { after: add, onError: add };
}

/** One line per request, however it ends; a defect keeps its stack beside it. */
function requestLog<C extends Caller>({ log, clock }: ApiDeps<C>, notes: WeakMap<ApiEvent, LogFields>): ApiMiddleware {
  const startedAtMs = new WeakMap<ApiEvent, number>();
  const write = ({ event, response }: { event: ApiEvent; response: ApiResult | null | undefined }, error?: unknown) => {
    const { requestId } = event.requestContext;
    const level = error === undefined ? 'info' : errorAnswer(error, requestId).level;
    log[level]('api.request', {
      ...notes.get(event),
      requestId,
      status: response?.statusCode ?? 500,
      ms: clock.now() - (startedAtMs.get(event) ?? clock.now()),
      ...(error === undefined ? {} : errorFields(error)),
    });
  };
  return {
    before: ({ event }) => void startedAtMs.set(event, clock.now()),
    after: (request) => write(request),
    onError: (request) => write(request, request.error),
  };
}

function errorMapping(): ApiMiddleware {
  return {
    onError: (request) => {
      const { status, body } = errorAnswer(request.error, request.event.requestContext.requestId);
      const challenge = status === 401 ? { headers: { 'www-authenticate': 'Bearer' } } : {};
      request.response = { ...answered(status, body), ...challenge };
    },
  };
}
