import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { accountId } from './defaults.ts';

/** Payload format 2.0 between an HTTP API and its function. */

const TEXT_TYPES = /^(text\/|application\/(json|xml|javascript|[^;]+\+json|[^;]+\+xml))/i;

const joined = (headers: IncomingHttpHeaders): Record<string, string> => {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return result;
};

function queryOf(search: URLSearchParams): Record<string, string> | undefined {
  const result: Record<string, string> = {};
  for (const [name, value] of search) result[name] = name in result ? `${result[name] ?? ''},${value}` : value;
  return Object.keys(result).length === 0 ? undefined : result;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Common log format, always UTC: `12/Mar/2026:19:03:58 +0000`. */
export function logTime(atMs: number): string {
  const iso = new Date(atMs).toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1] ?? ''}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

export interface EventParts {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly body: Buffer;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly claims: Readonly<Record<string, string>> | undefined;
  readonly apiId: string;
  readonly requestId: string;
  readonly nowMs: number;
}

/** The event a function gets. Bodies that are not text arrive in base64, as API Gateway sends them. */
export function createEvent(parts: EventParts): Record<string, unknown> {
  const { request, url, body, routeKey, pathParameters, claims, apiId, requestId, nowMs } = parts;
  const headers = joined(request.headers);
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  headers['x-forwarded-for'] = headers['x-forwarded-for'] ? `${headers['x-forwarded-for']}, ${sourceIp}` : sourceIp;
  headers['x-forwarded-proto'] = 'http';
  const isText = TEXT_TYPES.test(headers['content-type'] ?? 'text/plain');
  const cookies = headers.cookie?.split('; ');
  const query = queryOf(url.searchParams);
  return {
    version: '2.0',
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookies ? { cookies } : {}),
    headers,
    ...(query ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId,
      apiId,
      ...(claims ? { authorizer: { jwt: { claims, scopes: null } } } : {}),
      domainName: headers.host ?? '',
      domainPrefix: (headers.host ?? '').split('.')[0],
      http: {
        method: request.method ?? 'GET',
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: logTime(nowMs),
      timeEpoch: nowMs,
    },
    ...(Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
    ...(body.length > 0 ? { body: isText ? body.toString('utf8') : body.toString('base64') } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

export interface FunctionAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: Buffer | string;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the client gets for a function's answer; undefined when API Gateway could not make sense of it (500). */
export function readAnswer(value: unknown): FunctionAnswer | undefined {
  if (value === undefined || value === null) return { status: 200, headers: {}, body: '' };
  if (!isRecord(value) || value.statusCode === undefined) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
  }
  const status = Number(value.statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  const headers: Record<string, string | string[]> = {};
  if (isRecord(value.headers)) {
    for (const [name, header] of Object.entries(value.headers)) headers[name.toLowerCase()] = String(header);
  }
  if (Array.isArray(value.cookies)) headers['set-cookie'] = value.cookies.map(String);
  const given = value.body ?? '';
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  if (text !== '') headers['content-type'] ??= 'text/plain;charset=UTF-8';
  return { status, headers, body: value.isBase64Encoded === true ? Buffer.from(text, 'base64') : text };
}
