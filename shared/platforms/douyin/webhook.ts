import { jsonAck, refused } from '../answers.ts';
import type { WebhookOutcome, WebhookParser, WebhookRequest } from '../platform.ts';
import { isSameKey, pathParts } from '../same-key.ts';
import { MAX_BODY_BYTES, parseStrictJson, parseStrictJsonText } from '../strict-json.ts';
import { eventsOf } from './events.ts';
import { isSignedByDouyin } from './signature.ts';
import { Envelope, EVENTS, Handshake, HEADERS, MAX_HANDSHAKE_BYTES } from './wire.ts';

export type DouyinWebhookSecrets = {
  readonly clientKey: string;
  readonly clientSecret: string;
  /** Last part of the webhook address; empty = the address has none (SEC6). */
  readonly webhookKey: string;
};

/**
 * Verifies and understands what Douyin posts to /webhooks/douyin[/{key}].
 *
 * The signature is checked on the raw bytes before anything is parsed (SEC1); the whole body must be one JSON value
 * (SEC2); keys come from signed content alone (SEC3); a wrong path, a wrong signature and a foreign client key get one
 * answer (SEC6). The handshake is understood without a signature too, and says so (SEC5). Never throws.
 */
export const parseDouyinWebhook: WebhookParser<DouyinWebhookSecrets> = (request, secrets) => {
  if (request.rawBody.byteLength > MAX_BODY_BYTES) return refused(413, 'body.too-large');
  const signed = isSignedByDouyin(secrets.clientSecret, request.rawBody, request.headers[HEADERS.signature]);
  // Looked for before the path is judged: a wrong path must not answer sooner than a wrong signature (SEC6).
  const unsigned = signed ? undefined : handshake(request, secrets, false);
  const parts = pathParts(request.path);
  const isAddressed = parts.length <= 1 && isSameKey(secrets.webhookKey, parts[0] ?? '');
  if (!isAddressed) return refused(401, 'path.unknown');
  if (!signed) return unsigned ?? refused(401, 'signature.invalid');

  const parsed = parseStrictJson(request.rawBody);
  if (!parsed.ok) return refused(parsed.code === 'body.too-large' ? 413 : 400, parsed.code);
  const envelope = Envelope.safeParse(parsed.value);
  if (!envelope.success) return refused(400, 'envelope.malformed');
  if (!isSameKey(secrets.clientKey, envelope.data.client_key)) return refused(401, 'client-key.unknown');
  if (envelope.data.event === EVENTS.handshake) {
    return handshake(request, secrets, true) ?? refused(400, 'handshake.malformed');
  }
  const content = contentOf(envelope.data);
  const events = content === undefined ? undefined : eventsOf(envelope.data, content.value);
  return events ? { kind: 'accepted', events, ack: jsonAck({}) } : refused(400, 'event.malformed');
};

/** The content once read, whether it came as an object or as a JSON text. */
function contentOf(envelope: Envelope): { readonly value: unknown } | undefined {
  if (typeof envelope.content !== 'string') return { value: envelope.content };
  const parsed = parseStrictJsonText(envelope.content);
  if (parsed.ok) return { value: parsed.value };
  // Events we do not know may carry any text; the ones we know fail on their own shape.
  return parsed.code === 'body.too-deep' ? undefined : { value: envelope.content };
}

/** SEC5: only the exact, small handshake of our own application; the answer holds the challenge and nothing else. */
function handshake(
  request: WebhookRequest,
  secrets: DouyinWebhookSecrets,
  signed: boolean,
): WebhookOutcome | undefined {
  if (request.rawBody.byteLength > MAX_HANDSHAKE_BYTES) return undefined;
  // Nothing else that is unsigned gets as far as the parser (SEC1).
  if (!Buffer.from(request.rawBody).includes(EVENTS.handshake)) return undefined;
  const parsed = parseStrictJson(request.rawBody, MAX_HANDSHAKE_BYTES);
  const body = parsed.ok ? Handshake.safeParse(withContent(parsed.value)).data : undefined;
  if (!body || !isSameKey(secrets.clientKey, body.client_key)) return undefined;
  return { kind: 'handshake', signed, ack: jsonAck({ challenge: body.content.challenge }) };
}

/** Handshakes too may bring their content as a text. */
function withContent(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('content' in value)) return value;
  if (typeof value.content !== 'string') return value;
  const parsed = parseStrictJsonText(value.content);
  return parsed.ok ? { ...value, content: parsed.value } : value;
}
