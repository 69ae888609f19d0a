import { randomBytes } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import { clock } from './clock.ts';
import { type Http, HttpFailure, type Ids, type Timers } from './ports.ts';

const nextUlid = monotonicFactory(() => randomBytes(1).readUInt8() / 256);

export const ids: Ids = {
  ulid: () => nextUlid(clock.now()),
  bytes: (length) => randomBytes(length),
};

export const timers: Timers = { sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) };

/** Codes of Node's fetch that prove nothing was written to the peer. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
const DEFAULT_MAX_BYTES = 1024 * 1024;

export const http: Http = async (request) => {
  const signal = AbortSignal.timeout(request.timeoutMs);
  try {
    const response = await fetch(request.url, {
      method: request.method,
      ...(request.headers ? { headers: request.headers } : {}),
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal,
    });
    const text = await readText(response, request.maxBytes ?? DEFAULT_MAX_BYTES);
    return { status: response.status, headers: Object.fromEntries(response.headers), text };
  } catch (error) {
    if (error instanceof HttpFailure) throw error;
    const kind = NOT_SENT.has(causeCode(error)) ? 'not-sent' : 'unknown';
    throw new HttpFailure(kind, `call to ${new URL(request.url).host} failed`, { cause: error });
  }
};

async function readText(response: Response, maxBytes: number): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new HttpFailure('unknown', `answer exceeds ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function causeCode(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return '';
  return String(cause.code);
}
