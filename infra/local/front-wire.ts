import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** One HTTP request of an AWS client to a service that the front plays. */
export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A service of the AWS wire protocol; `undefined` means that the request is not addressed to it. */
export interface WireService {
  handle(request: WireRequest): Promise<WireAnswer | undefined>;
}

/** An error as AWS clients read it: the code becomes the exception's name. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export const jsonAnswer = (value: unknown, status = 200): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(value),
});

export const errorAnswer = (error: WireError): WireAnswer => ({
  status: error.status,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': error.code },
  body: JSON.stringify({ __type: error.code, message: error.message, Message: error.message }),
});

/** The operation of a JSON 1.1 request to one service, for example `PutEvents` of `AWSEvents.PutEvents`. */
export function targetOperation(request: WireRequest, service: string): string | undefined {
  const target = request.headers['x-amz-target'];
  return typeof target === 'string' && target.startsWith(`${service}.`) ? target.slice(service.length + 1) : undefined;
}

/** The request's JSON object. @throws {WireError} SerializationException where it is none. */
export function jsonBody(request: WireRequest): unknown {
  try {
    return request.body.length === 0 ? {} : JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new WireError('SerializationException', 'the request body is not JSON');
  }
}

/** Beyond this nobody is listening for an answer any more. */
const DRAIN_LIMIT_BYTES = 128 * 1024 * 1024;

/**
 * Reads a whole body, or answers `undefined` when it is larger than `limitBytes`. Never holds more than that, but lets the
 * sender finish first: closing on it half-way would lose the answer that tells it why.
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes <= limitBytes) chunks.push(chunk);
    else chunks.length = 0;
    if (bytes > DRAIN_LIMIT_BYTES) return undefined;
  }
  if (bytes > limitBytes) return undefined;
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

export function writeAnswer(response: ServerResponse, answer: WireAnswer): void {
  response.writeHead(answer.status, { ...answer.headers });
  response.end(answer.body);
}

/** Asks each service in turn; what none answers, and what one refuses, becomes an AWS error. */
export async function handleWire(services: readonly WireService[], request: WireRequest): Promise<WireAnswer> {
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
