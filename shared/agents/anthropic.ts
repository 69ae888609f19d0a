import { BaseAnthropic } from '@anthropic-ai/sdk/client';
import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from '@anthropic-ai/sdk/core/error';
import { type MessageCreateParamsNonStreaming, Messages } from '@anthropic-ai/sdk/resources/messages/messages';
import { withinMs } from '../runtime/time-limit.ts';
import { fromWire, toWire } from './anthropic-wire.ts';
import type { ModelAnswer, ModelClient, ModelRequest } from './model.ts';

/**
 * The model port over Anthropic's Messages API, or any server that speaks it. Only the base client and the one resource
 * are imported: the whole SDK would triple the bundle (SPEED1). It never repeats a call by itself: a repeat costs money
 * and time that only the caller can judge.
 */
export function createAnthropicModel(options: {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Absent = Node's own. */
  readonly fetch?: typeof fetch;
}): ModelClient {
  const messages = new Messages(
    new BaseAnthropic({
      baseURL: options.baseUrl,
      // The simulated model asks for no key, but the SDK would go and look for one in files and the environment.
      apiKey: options.apiKey === '' ? 'none' : options.apiKey,
      maxRetries: 0,
      logLevel: 'off',
      openTelemetry: false,
      fetchOptions: { redirect: 'error' },
      ...(options.fetch ? { fetch: options.fetch } : {}),
    }),
  );
  return {
    answer: async (request) => {
      try {
        // The SDK's own limit ends with the headers; the signal also ends an answer that drips (SEC27).
        const wire = await withinMs(request.timeoutMs, (signal) => send(messages, toWire(request), request, signal));
        return fromWire(wire, request.model);
      } catch (error) {
        return failure(error);
      }
    },
  };
}

const send = (
  messages: Messages,
  params: MessageCreateParamsNonStreaming,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<unknown> => messages.create(params, { timeout: request.timeoutMs, maxRetries: 0, signal });

type Failed = Extract<ModelAnswer, { kind: 'failed' }>;
const failed = (kind: Failed['class'], code: string, retryAfterMs?: number): Failed => ({
  kind: 'failed',
  class: kind,
  code: `model.${code}`,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

/** Sorts what went wrong into our classes. Statuses are those of the vendor's error page. */
function failure(error: unknown): Failed {
  if (error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError)
    return failed('timeout', 'timeout');
  if (error instanceof APIConnectionError) return failed('connection', 'connection');
  if (isApiError(error) && error.status !== undefined) return byStatus(error);
  // A body that ended early is no JSON; an aborted one names its signal.
  if (error instanceof Error && /abort|timeout/i.test(error.name)) return failed('timeout', 'timeout');
  return failed('connection', 'unreadable');
}

/** Narrows to known fields: the class itself would narrow to `any`. */
const isApiError = (error: unknown): error is APIError => error instanceof APIError;

function byStatus(error: APIError): Failed {
  const status = error.status ?? 0;
  const detail = error.errorCode ?? '';
  if (status === 402 || /spend_limit|billing|credit/.test(detail)) return failed('spend-limit', 'spend-limit');
  if (status === 429) {
    const waitMs = retryAfterMs(error.headers);
    // Without a time to wait for it is a spent budget, not haste (F45); repeating it would only make noise.
    if (waitMs === undefined && !/ramp|rate/.test(detail)) return failed('spend-limit', 'spend-limit');
    return failed('throttled', 'throttled', waitMs);
  }
  if (status === 401 || status === 403) return failed('credentials', 'credentials');
  if (status === 408 || status === 409 || status >= 500) return failed('overloaded', 'overloaded');
  return failed('invalid', 'invalid');
}

const UNREADABLE_WAIT_MS = 5_000;

function retryAfterMs(headers: Headers | undefined): number | undefined {
  const exact = headers?.get('retry-after-ms');
  if (exact) return Math.max(0, Number(exact)) || UNREADABLE_WAIT_MS;
  const seconds = headers?.get('retry-after');
  if (!seconds) return undefined;
  const value = Number(seconds);
  return Number.isFinite(value) ? Math.max(0, value * 1000) : UNREADABLE_WAIT_MS;
}
