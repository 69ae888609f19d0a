import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { answerTo } from './answers.ts';
import { ControlBody, createFaultBox, type Fault } from './faults.ts';
import { writeStream } from './stream.ts';
import { createPrefixCache, type InputUsage, promptTokens } from './tokens.ts';
import { CountRequest, errorBody, messageBody, MessagesRequest, refusalOf, type WireAnswer } from './wire.ts';

export interface ModelSimulator {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
}

const MAX_BODY_BYTES = 32 * 1024 * 1024;
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
  let latencyMs = Number(options.env['MODEL_SIMULATOR_LATENCY_MS'] ?? 0) || 0;
  let calls = 0;
  let seen: SeenCall[] = [];
  const nextId = (prefix: string) => `${prefix}_${randomBytes(9).toString('hex')}`;

  const note = (call: Omit<SeenCall, 'atMs'>) => {
    calls += 1;
    seen = [...seen.slice(1 - KEPT_CALLS), { atMs: options.clock.now(), ...call }];
  };

  const control = async (req: IncomingMessage, res: ServerResponse) => {
    if (req.method === 'POST') {
      const change = ControlBody.safeParse(parseJson(await readBody(req)));
      if (!change.success) return json(res, 400, errorBody('invalid_request_error', z.prettifyError(change.error)));
      if (change.data.reset) {
        faults.clear();
        cache.clear();
        calls = 0;
        seen = [];
        latencyMs = 0;
      }
      latencyMs = change.data.latencyMs ?? latencyMs;
      faults.add(change.data.faults ?? []);
    }
    return json(res, 200, { calls, latencyMs, faults: faults.pending(), seen });
  };

  const messages = async (req: IncomingMessage, res: ServerResponse) => {
    const body = parseJson(await readBody(req));
    const fault = faults.next(header(req, 'x-simulated-fault'));
    if (latencyMs > 0) await wait(latencyMs);
    const parsed = MessagesRequest.safeParse(body);
    if (!parsed.success) return json(res, 400, errorBody('invalid_request_error', z.prettifyError(parsed.error)));
    const seenCall = { model: parsed.data.model, messages: parsed.data.messages.length, ...(fault ? { fault: fault.kind } : {}) };
    const refused = refusalOf(parsed.data);
    if (refused !== undefined || failsOutright(fault)) {
      note(seenCall);
      return refused === undefined ? fail(res, fault) : json(res, 400, errorBody('invalid_request_error', refused));
    }
    const usage = cache.use(parsed.data);
    note({ ...seenCall, usage });
    return deliver(res, answerTo(parsed.data, fault, usage, nextId), parsed.data.stream === true, fault);
  };

  const countTokens = async (req: IncomingMessage, res: ServerResponse) => {
    const parsed = CountRequest.safeParse(parseJson(await readBody(req)));
    if (!parsed.success) return json(res, 400, errorBody('invalid_request_error', z.prettifyError(parsed.error)));
    return json(res, 200, { input_tokens: promptTokens(parsed.data) });
  };

  return {
    async handle(req, res) {
      res.setHeader('request-id', nextId('req_sim'));
      const path = (req.url ?? '/').split('?')[0];
      try {
        if (path === '/_control') return await control(req, res);
        if (path === '/v1/models') return json(res, 200, MODEL_LIST);
        if (req.method !== 'POST' || !path?.startsWith('/v1/messages')) return json(res, 404, errorBody('not_found_error', 'Not Found'));
        if (!header(req, 'anthropic-version')) {
          return json(res, 400, errorBody('invalid_request_error', 'anthropic-version: header is required'));
        }
        if (path === '/v1/messages') return await messages(req, res);
        if (path === '/v1/messages/count_tokens') return await countTokens(req, res);
        return json(res, 404, errorBody('not_found_error', 'Not Found'));
      } catch (error) {
        if (!(error instanceof TooLarge)) throw error;
        return json(res, 413, errorBody('request_too_large', 'Request exceeds the maximum size'));
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

const OUTRIGHT = new Set(['throttle', 'spend-limit', 'overloaded', 'server-error', 'unauthorized', 'hang', 'malformed']);
const failsOutright = (fault: Fault | undefined): boolean => fault !== undefined && OUTRIGHT.has(fault.kind);

function fail(res: ServerResponse, fault: Fault | undefined): void {
  switch (fault?.kind) {
    case 'throttle':
      res.setHeader('retry-after', String(fault.retryAfterSeconds));
      return json(res, 429, errorBody('rate_limit_error', 'This request would exceed your rate limit.'));
    case 'spend-limit':
      return json(res, 429, errorBody('rate_limit_error', 'You have reached your specified usage limits.'));
    case 'overloaded':
      return json(res, 529, errorBody('overloaded_error', 'Overloaded'));
    case 'unauthorized':
      return json(res, 401, errorBody('authentication_error', 'invalid x-api-key'));
    case 'malformed':
      return json(res, 200, { choices: [{ text: 'not this interface' }] });
    case 'hang':
      return; // The caller's own time limit ends it.
    default:
      return json(res, 500, errorBody('api_error', 'Internal server error'));
  }
}

function deliver(res: ServerResponse, answer: WireAnswer, stream: boolean, fault: Fault | undefined): void {
  const cut = fault?.kind === 'cut';
  if (stream) return writeStream(res, answer, cut);
  if (!cut) return json(res, 200, messageBody(answer));
  const text = JSON.stringify(messageBody(answer));
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  res.write(text.slice(0, text.length / 2), () => res.socket?.destroy());
}

class TooLarge extends Error {}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new TooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
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

function json(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}
