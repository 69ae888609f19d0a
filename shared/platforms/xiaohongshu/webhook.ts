import { createHmac, timingSafeEqual } from 'node:crypto';
import { jsonAck, refused } from '../answers.ts';
import {
  NO_TIME,
  type ParsedEvent,
  type WebhookOutcome,
  type WebhookParser,
  type WebhookRequest,
} from '../platform.ts';
import { contentHash, isSameKey, pathParts } from '../same-key.ts';
import { MAX_BODY_BYTES, parseStrictJson } from '../strict-json.ts';
import { boundEvent, otherEvent, staffEvent, unboundEvent } from './accounts.ts';
import { openContent } from './cipher.ts';
import { commentEvent } from './comments.ts';
import { leadEvent } from './leads.ts';
import { messageEvents } from './messages.ts';
import { ACK, LEAD_SIGNATURE_HEADER, LeadPush, Message, PATHS, type PushKind, Sealed } from './wire.ts';

export type XiaohongshuWebhookSecrets = {
  readonly appId: number;
  /** 32 hexadecimal characters: AES-128 key of contents. */
  readonly messageKey: string;
  /** Token that signs lead webhooks; empty = none are accepted. */
  readonly leadToken: string;
  /** First part of the paths we registered; empty = none (SEC6). */
  readonly webhookKey: string;
};

/**
 * Verifies and understands what Xiaohongshu posts below /webhooks/xiaohongshu[/{key}].
 *
 * The platform signs lead webhooks only (`X-Red-Signature`, checked on raw bytes before parsing, SEC1). Everything else
 * proves its origin by a content that opens with our key, and by the address: the fields around that content are bare,
 * so a deployment should register paths with a key. All failures to prove look the same (SEC6). Never throws.
 */
export const parseXiaohongshuWebhook: WebhookParser<XiaohongshuWebhookSecrets> = (request, secrets) => {
  if (request.rawBody.byteLength > MAX_BODY_BYTES) return refused(413, 'body.too-large');
  const parts = pathParts(request.path);
  const isAddressed = secrets.webhookKey === '' || isSameKey(secrets.webhookKey, parts[0] ?? '');
  if (!isAddressed) return refused(401, 'path.unknown');
  const path = (secrets.webhookKey === '' ? parts : parts.slice(1)).join('/');
  const signature = request.headers[LEAD_SIGNATURE_HEADER];
  if (signature !== undefined) return signedLead(request, secrets.leadToken, signature);

  const parsed = parseStrictJson(request.rawBody);
  if (!parsed.ok) return refused(400, parsed.code);
  const sealed = Sealed.safeParse(parsed.value).data?.content;
  if (sealed === undefined) return refused(401, 'content.not-sealed');
  const opened = openContent(secrets.messageKey, sealed);
  if (!opened.ok) return refused(401, opened.code);
  return accepted(eventsOf(kindOf(path), parsed.value, { value: opened.value, sealed }, secrets));
};

const accepted = (events: readonly ParsedEvent[] | undefined): WebhookOutcome =>
  events ? { kind: 'accepted', events, ack: jsonAck(ACK) } : refused(400, 'event.malformed');

function kindOf(path: string): PushKind | undefined {
  const kinds = ['message', 'bind', 'unbind', 'staff', 'comment', 'lead'] as const;
  return kinds.find((kind) => PATHS[kind].some((end) => path === end || path.endsWith(`/${end}`)));
}

type Content = { readonly value: unknown; readonly sealed: string };

function eventsOf(
  kind: PushKind | undefined,
  outer: unknown,
  { value, sealed }: Content,
  { appId, messageKey: keyHex }: XiaohongshuWebhookSecrets,
): readonly ParsedEvent[] | undefined {
  const message = Message.safeParse(outer).data;
  switch (kind) {
    case 'bind':
      return one(boundEvent(value, { sealed, appId, keyHex }));
    case 'unbind':
      return one(unboundEvent(value, { sealed, appId }));
    case 'staff':
      return one(staffEvent(value, { sealed }));
    case 'comment':
      return one(commentEvent(value, { sealed }));
    case 'lead':
      return one(leadEvent(value, undefined));
    case 'message':
      return message && messageEvents(message, value);
    default:
      // A path we do not know, yet sealed with our key: kept and acknowledged (ASSUMED A-08).
      return message
        ? messageEvents(message, value)
        : one(otherEvent('', 'unknown-path', contentHash(sealed), NO_TIME));
  }
}

const one = (event: ParsedEvent | undefined): readonly ParsedEvent[] | undefined => event && [event];

/** Family B: lead records in plain JSON, signed over the raw bytes. */
function signedLead(request: WebhookRequest, token: string, header: string): WebhookOutcome {
  if (!isSignedLead(request.rawBody, token, header)) return refused(401, 'signature.invalid');
  const parsed = parseStrictJson(request.rawBody);
  if (!parsed.ok) return refused(400, parsed.code);
  const push = LeadPush.safeParse(parsed.value).data;
  const lead = push && leadEvent(push.data, push.timestamp);
  // The console's test message is signed as well and may hold anything: it must be acknowledged.
  const name = contentHash(Buffer.from(request.rawBody).toString('utf8'));
  return accepted([lead ?? otherEvent('', 'lead-test', name, push?.timestamp ?? NO_TIME)]);
}

/** HMAC-SHA1 of the raw body, `sha1=` and 40 hexadecimal digits; constant time (SEC1). No token, no trust. */
export function isSignedLead(rawBody: Uint8Array, token: string, header: string): boolean {
  const given = /^sha1=([0-9a-f]{40})$/i.exec(header)?.[1];
  const want = createHmac('sha1', token).update(rawBody).digest();
  if (given === undefined || token === '') return false;
  return timingSafeEqual(want, Buffer.from(given, 'hex'));
}
