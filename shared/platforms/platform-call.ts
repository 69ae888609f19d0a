import { type Http, HttpFailure, type HttpRequest } from '../runtime/ports.ts';
import { parseStrictJson } from './strict-json.ts';

/** How a call to a platform ended, before anybody looks at the platform's own codes. */
export type CallResult =
  /** `value` is undefined where a refusal carries no JSON. */
  | { readonly kind: 'answered'; readonly status: number; readonly value: unknown; readonly retryAfterMs?: number }
  /** Never reached the platform: repeating is safe. */
  | { readonly kind: 'not-sent' }
  /** It may have been carried out (W9): cut off, 5xx, redirect, unreadable success. */
  | { readonly kind: 'unknown'; readonly code: string };

const MAX_ANSWER_BYTES = 1024 * 1024;
const SECOND_MS = 1000;
/** A longer pause than this is the caller's own decision. */
const MAX_RETRY_AFTER_S = 3_600;

/** One call, one attempt. Never throws. */
export async function callPlatform(http: Http, request: HttpRequest): Promise<CallResult> {
  let response: Awaited<ReturnType<Http>>;
  try {
    response = await http({ ...request, maxBytes: MAX_ANSWER_BYTES });
  } catch (error) {
    const isSafe = error instanceof HttpFailure && error.kind === 'not-sent';
    return isSafe ? { kind: 'not-sent' } : { kind: 'unknown', code: 'http.cut' };
  }
  const { status, text, headers } = response;
  if (status >= 500 || (status >= 300 && status < 400)) return { kind: 'unknown', code: `http.${status}` };
  const parsed = parseStrictJson(Buffer.from(text, 'utf8'), MAX_ANSWER_BYTES);
  if (!parsed.ok && status < 300) return { kind: 'unknown', code: 'answer.unreadable' };
  const retryAfterMs = retryAfter(headers['retry-after']);
  return {
    kind: 'answered',
    status,
    value: parsed.ok ? parsed.value : undefined,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** Seconds only; a date would need a clock that agrees with theirs. */
const retryAfter = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,6}$/.test(header)
    ? Math.min(Number(header), MAX_RETRY_AFTER_S) * SECOND_MS
    : undefined;
