import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { answerTo } from './answers.ts';
import { ControlBody, createFaultBox, type Fault } from './faults.ts';
import { type Reply, readBody, refused, TooLarge, writeReply } from './reply.ts';
import { createPrefixCache, type InputUsage, promptTokens } from './tokens.ts';
import { CountRequest, MessagesRequest, refusalOf } from './wire.ts';

export interface ModelSimulator {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
}

const KEPT_CALLS = 200;

/** What a test may want to know of a call; texts stay out of it. */
interface SeenCall {
  readonly atMs: number;
  readonly model: string;
  readonly fault?: string;
  readonly messages: number;
  readonly usage?: InputUsage;
}

/**
 * A language model that speaks Anthropic's Messages API, answers from the knowledge in its prompt and says that it is
 * simulated. `req.url` comes without the /anthropic prefix. Any key is accepted, none is needed.
 *
 * `POST /v1/messages` (plain and stream), `POST /v1/messages/count_tokens`, `GET /v1/models`, and for tests
 * `GET|POST /_control`. The header `x-simulated-fault` makes one call fail. MODEL_SIMULATOR_LATENCY_MS slows it down.
 */
export function createModelSimulator(options: {
  readonly clock: { now(): number };
  readonly env: Readonly<Record<string, string | undefined>>;
}): ModelSimulator {
  const cache = createPrefixCache(options.clock);
  const faults = createFaultBox();
  const startLatencyMs = Number(options.env['MODEL_SIMULATOR_LATENCY_MS'] ?? 0) || 0;
  let latencyMs = startLatencyMs;
  let calls = 0;
  let seen: SeenCall[] = [];
  const nextId = (prefix: string) => `${prefix}_${randomBytes(9).toString('hex')}`;

  const note = (call: Omit<SeenCall, 'atMs'>) => {
    calls += 1;
    seen = [...seen.slice(1 - KEPT_CALLS), { atMs: options.clock.now(), ...call }];
  };

  const control = async (req: IncomingMessage): Promise<Reply> => {
    if (req.method === 'POST') {
      const change = ControlBody.safeParse(parseJson(await readBody(req)));
      if (!change.success) return refused(400, 'invalid_request_error', z.prettifyError(change.error));
      if (change.data.reset) {
        faults.clear();
        cache.clear();
        calls = 0;
        seen = [];
        latencyMs = startLatencyMs;
      }
      latencyMs = change.data.latencyMs ?? latencyMs;
      faults.add(change.data.faults ?? []);
    }
    return { kind: 'json', status: 200, body: { calls, latencyMs, faults: faults.pending(), seen } };
  };

  const messages = async (req: IncomingMessage): Promise<Reply> => {
    const body = parseJson(await readBody(req));
    const fault = faults.next(header(req, 'x-simulated-fault'));
    if (latencyMs > 0) await wait(latencyMs);
    const parsed = MessagesRequest.safeParse(body);
    if (!parsed.success) return refused(400, 'invalid_request_error', z.prettifyError(parsed.error));
    const request = parsed.data;
    const call = { model: request.model, messages: request.messages.length, ...(fault ? { fault: fault.kind } : {}) };
    const reason = refusalOf(request);
    const early = reason === undefined ? failure(fault) : refused(400, 'invalid_request_error', reason);
    if (early) {
      note(call);
      return early;
    }
    const usage = cache.use(request);
    note({ ...call, usage });
    const answer = answerTo(request, fault, usage, nextId);
    return { kind: 'answer', answer, stream: request.stream === true, cut: fault?.kind === 'cut' };
  };

  const countTokens = async (req: IncomingMessage): Promise<Reply> => {
    const parsed = CountRequest.safeParse(parseJson(await readBody(req)));
    if (!parsed.success) return refused(400, 'invalid_request_error', z.prettifyError(parsed.error));
    return { kind: 'json', status: 200, body: { input_tokens: promptTokens(parsed.data) } };
  };

  const route = async (req: IncomingMessage): Promise<Reply> => {
    const path = (req.url ?? '/').split('?')[0] ?? '/';
    if (path === '/_control') return control(req);
    if (path === '/v1/models') return { kind: 'json', status: 200, body: MODEL_LIST };
    const handler = { '/v1/messages': messages, '/v1/messages/count_tokens': countTokens }[path];
    if (!handler || req.method !== 'POST') return refused(404, 'not_found_error', 'Not Found');
    if (header(req, 'anthropic-version')) return handler(req);
    return refused(400, 'invalid_request_error', 'anthropic-version: header is required');
  };

  return {
    async handle(req, res) {
      res.setHeader('request-id', nextId('req_sim'));
      try {
        writeReply(res, await route(req));
      } catch (error) {
        if (!(error instanceof TooLarge)) throw error;
        writeReply(res, refused(413, 'request_too_large', 'Request exceeds the maximum size'));
      }
    },
  };
}

const MODEL_LIST = {
  data: [{ type: 'model', id: 'simulated', display_name: '模拟模型 (simulated)', created_at: '2026-01-01T00:00:00Z' }],
  has_more: false,
  first_id: 'simulated',
  last_id: 'simulated',
};

/** What a fault answers instead of thinking; undefined = the model thinks. */
function failure(fault: Fault | undefined): Reply | undefined {
  switch (fault?.kind) {
    case 'throttle':
      return {
        ...refused(429, 'rate_limit_error', 'This request would exceed your rate limit.'),
        retryAfterSeconds: fault.retryAfterSeconds,
      };
    case 'spend-limit':
      return refused(429, 'rate_limit_error', 'You have reached your specified usage limits.');
    case 'overloaded':
      return refused(529, 'overloaded_error', 'Overloaded');
    case 'server-error':
      return refused(500, 'api_error', 'Internal server error');
    case 'unauthorized':
      return refused(401, 'authentication_error', 'invalid x-api-key');
    case 'malformed':
      return { kind: 'json', status: 200, body: { choices: [{ text: 'not this interface' }] } };
    case 'hang':
      return { kind: 'nothing' };
    default:
      return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const header = (req: IncomingMessage, name: string): string | undefined => {
  const value = req.headers[name];
  return Array.isArray(value) ? value[0] : value;
};
