import type { IncomingHttpHeaders } from 'node:http';
import { logTime } from './http-api-event.ts';

/** Events of a WebSocket API to its function. */

export interface Connection {
  readonly id: string;
  readonly connectedAtMs: number;
  readonly domainName: string;
  readonly sourceIp: string;
  readonly userAgent: string;
}

export type SocketEvent =
  | { readonly type: 'CONNECT'; readonly headers: IncomingHttpHeaders; readonly query: URLSearchParams }
  | { readonly type: 'MESSAGE'; readonly routeKey: string; readonly body: string; readonly isBase64Encoded: boolean }
  | { readonly type: 'DISCONNECT'; readonly statusCode: number; readonly reason: string };

export interface EventPlace {
  readonly apiId: string;
  readonly stage: string;
  readonly requestId: string;
  readonly nowMs: number;
}

const ROUTE_KEYS = { CONNECT: '$connect', DISCONNECT: '$disconnect' } as const;

export const routeKeyOf = (event: SocketEvent): string =>
  event.type === 'MESSAGE' ? event.routeKey : ROUTE_KEYS[event.type];

function handshake({ headers, query }: Extract<SocketEvent, { type: 'CONNECT' }>): Record<string, unknown> {
  const multi = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value === undefined ? [] : [value].flat()]),
  );
  const multiQuery = Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
  const last = (values: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list.at(-1) ?? '']));
  const hasQuery = Object.keys(multiQuery).length > 0;
  return {
    headers: last(multi),
    multiValueHeaders: multi,
    ...(hasQuery ? { queryStringParameters: last(multiQuery), multiValueQueryStringParameters: multiQuery } : {}),
  };
}

/** The payload that the route's function gets. */
export function createSocketEvent(
  event: SocketEvent,
  connection: Connection,
  { apiId, stage, requestId, nowMs }: EventPlace,
): Record<string, unknown> {
  const { id: connectionId, connectedAtMs: connectedAt, domainName, sourceIp, userAgent } = connection;
  return {
    ...(event.type === 'CONNECT' ? handshake(event) : {}),
    requestContext: {
      routeKey: routeKeyOf(event),
      eventType: event.type,
      extendedRequestId: requestId,
      requestTime: logTime(nowMs),
      messageDirection: 'IN',
      stage,
      connectedAt,
      requestTimeEpoch: nowMs,
      identity: { sourceIp, userAgent },
      requestId,
      domainName,
      connectionId,
      apiId,
      ...(event.type === 'MESSAGE' ? { messageId: requestId } : {}),
      ...(event.type === 'DISCONNECT'
        ? { disconnectStatusCode: event.statusCode, disconnectReason: event.reason }
        : {}),
    },
    ...(event.type === 'MESSAGE' ? { body: event.body } : {}),
    isBase64Encoded: event.type === 'MESSAGE' && event.isBase64Encoded,
  };
}
