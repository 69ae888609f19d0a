import { type IntakeDeps, type IntakeResult, takeIn } from '../../shared/conversations/intake.ts';
import { parseDouyinWebhook } from '../../shared/platforms/douyin/webhook.ts';
import type { WebhookAck, WebhookOutcome } from '../../shared/platforms/platform.ts';
import { parseXiaohongshuWebhook } from '../../shared/platforms/xiaohongshu/webhook.ts';
import { InvalidInput } from '../../shared/runtime/errors.ts';
import type { Log, LogFields } from '../../shared/runtime/log.ts';
import { type AppSecrets, UNSET, UNSET_MESSAGE_KEY } from '../../shared/runtime/secrets.ts';
import { type HttpAnswer, HttpEvent, jsonAnswer, type Route, rawBodyOf, routeOf } from './request.ts';
import { createSourceLimit, sourceOf } from './source-limit.ts';

export interface WebhookDeps extends IntakeDeps {
  readonly secrets: () => Promise<AppSecrets>;
  readonly log: Log;
}

/** What a refused sender reads; one text for each status, so that it learns nothing else (SEC6). */
const REFUSALS = {
  400: { error: { code: 'webhook.malformed', message: 'The body is not a webhook of this platform.' } },
  401: { error: { code: 'webhook.unauthorized', message: 'The webhook is not signed by this platform application.' } },
  404: { error: { code: 'webhook.not-found', message: 'No platform posts here.' } },
  405: { error: { code: 'webhook.method', message: 'Webhooks are posted.' } },
  429: { error: { code: 'webhook.throttled', message: 'Too many refused webhooks came from here.' } },
  413: { error: { code: 'webhook.too-large', message: 'A webhook has at most 256 KB.' } },
  503: { error: { code: 'webhook.unavailable', message: 'Not stored; please send it again.' } },
} as const;

const refuse = (status: keyof typeof REFUSALS, headers?: Readonly<Record<string, string>>): HttpAnswer =>
  jsonAnswer(status, REFUSALS[status], headers);

const answer = (ack: WebhookAck): HttpAnswer => ({
  statusCode: ack.status,
  headers: { 'content-type': ack.contentType, 'cache-control': 'no-store' },
  body: ack.body,
});

/**
 * Verifies a platform's webhook, stores its events and only then acknowledges it (INV1). What cannot be stored answers
 * 503, so that the platform repeats it; a repeat of a stored one gets the same answer and changes nothing (COST6).
 */
export const createHandler = (deps: WebhookDeps) => {
  const limit = createSourceLimit(deps.clock);
  return async (input: unknown): Promise<HttpAnswer> => {
    const event = HttpEvent.safeParse(input).data;
    const source = event ? sourceOf(event.headers, event.requestContext.http.sourceIp) : '';
    if (!limit.admits(source)) {
      limit.refused(source);
      return refuse(429, { 'retry-after': '1' });
    }
    const route = event && routeOf(event.rawPath);
    const trace = { requestId: event?.requestContext.requestId ?? '', ...(route ? { platform: route.platform } : {}) };
    const rejected = (
      status: 400 | 401 | 404 | 405 | 413,
      code: string,
      headers?: Readonly<Record<string, string>>,
    ): HttpAnswer => {
      if (source === '' || limit.refused(source)) {
        deps.log.warn('webhook.rejected', { ...trace, status, code, bytes: event?.body?.length ?? 0 });
      }
      return refuse(status, headers);
    };
    if (!event || !route) return rejected(404, 'path.unknown');
    if (event.requestContext.http.method !== 'POST') return rejected(405, 'method.unknown', { allow: 'POST' });
    const { platform } = route;
    try {
      const rawBody = rawBodyOf(event);
      if (!rawBody) return rejected(413, 'body.too-large');
      const outcome = await understand(deps, route, event.headers, rawBody);
      if (outcome.kind === 'rejected') return rejected(outcome.status, outcome.code);
      if (outcome.kind === 'handshake') {
        const mayAnswer = outcome.signed || !(await deps.directory.isLive(platform));
        return mayAnswer ? answer(outcome.ack) : rejected(401, 'handshake.live');
      }
      report(deps.log, trace, await takeIn(deps, outcome.events, rawBody));
      return answer(outcome.ack);
    } catch (error) {
      // Signed, but nothing that this log can hold: a repeat would fail the same way.
      if (error instanceof InvalidInput) return rejected(413, error.code);
      const errorName = error instanceof Error ? error.name : 'unknown';
      deps.log.error('invocation.failed', { ...trace, status: 503, errorName });
      return refuse(503, { 'retry-after': '1' });
    }
  };
};

async function understand(
  deps: WebhookDeps,
  { platform, path }: Route,
  headers: HttpEvent['headers'],
  rawBody: Uint8Array,
): Promise<WebhookOutcome> {
  const secrets = await deps.secrets();
  if (!isFilledIn(secrets, platform)) return { kind: 'rejected', status: 401, code: 'credentials.unset' };
  const request = { path, headers, rawBody };
  return platform === 'douyin'
    ? parseDouyinWebhook(request, secrets.douyin)
    : parseXiaohongshuWebhook(request, secrets.xiaohongshu);
}

/** A deployment's placeholders are public: whoever signs with them is anybody. */
const isFilledIn = ({ douyin, xiaohongshu }: AppSecrets, platform: Route['platform']): boolean =>
  platform === 'douyin' ? douyin.clientSecret !== UNSET : xiaohongshu.messageKey !== UNSET_MESSAGE_KEY;

function report(log: Log, trace: LogFields, result: IntakeResult): void {
  const { stored, duplicates, unrouted, ...ids } = result;
  if (unrouted > 0) log.warn('webhook.unrouted', { ...trace, count: unrouted });
  const event = stored > 0 || duplicates === 0 ? 'webhook.accepted' : 'webhook.duplicate';
  log.info(event, { ...trace, ...ids, count: stored + duplicates, status: 200 });
}
