import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './front-wire.ts';
import type { HttpApi } from './http-api.ts';
import type { Identity } from './identity.ts';
import type { Scheduler } from './scheduler.ts';
import type { Site } from './site.ts';
import type { LocalContext } from './types.ts';

/** Which part answers a request to the public port. */

export interface PublicParts {
  readonly context: LocalContext;
  readonly site: Site | undefined;
  readonly httpApi: HttpApi | undefined;
  readonly identity: Identity | undefined;
  readonly scheduler: Scheduler;
}

const MAX_LOCAL_BODY_BYTES = 64 * 1024;

/** The path and query of a request; undefined where they are none. */
export const urlOf = (request: IncomingMessage): URL | undefined => {
  const path = request.url ?? '/';
  return path.startsWith('/') && URL.canParse(`http://local${path}`) ? new URL(`http://local${path}`) : undefined;
};

export const answerJson = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
};

/** The control endpoints are for this machine alone: not for other names of it, nor for other sites' pages. */
const isFromHere = ({ headers }: IncomingMessage): boolean =>
  /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(headers.host ?? '') && headers['sec-fetch-site'] !== 'cross-site';

async function handleLocal(
  parts: PublicParts,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
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

/** Answers one request to the public port. */
export async function handlePublic(
  parts: PublicParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
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
