import { createHash } from 'node:crypto';
import type { MessageBody } from '../../conversations/model.ts';
import type { AccessGrant, MediaSource, SendRequest } from '../platform.ts';
import { textFault } from '../sendable-text.ts';
import { sealContent } from './cipher.ts';
import type { XiaohongshuDeps } from './gateway.ts';
import { TYPES } from './wire.ts';
import { CARD_NAMES, IV_BYTES, MAX_TEXT_UTF16_UNITS, SEALED_FIELD } from './wire-calls.ts';

/** A message as Xiaohongshu wants it before it is sealed, or why it cannot be one. */
export type Outgoing = { readonly type: string; readonly content: object } | { readonly fault: string };

type Quote = NonNullable<Extract<SendRequest['body'], { type: 'text' }>['quote']>;

const isWeb = (url: string | undefined): url is string => url !== undefined && /^https?:\/\/\S+$/.test(url);

type Sent = Pick<SendRequest, 'body'> & { readonly pass?: Pick<SendRequest['pass'], 'tenantId'> };

/** ASSUMED A-18: media are fetched by the platform from an address; ours answers for some hours. */
function withAddress({ body, pass }: Sent, media: MediaSource | undefined): MessageBody {
  if (body.type !== 'image' && body.type !== 'video') return body;
  if (body.objectId === undefined || !media || !pass) return body;
  const address = (part: 'whole' | 'thumbnail') => media.url(pass.tenantId, body.objectId ?? '', part);
  const url = address('whole');
  if (body.type === 'image') return { ...body, url };
  return { ...body, url, ...(body.hasThumbnail ? { coverUrl: address('thumbnail') } : {}) };
}

const sizeOf = ({ width, height }: { width?: number | undefined; height?: number | undefined }) =>
  width === undefined || height === undefined ? {} : { width, height };

export function contentOf(request: Sent, media?: MediaSource): Outgoing {
  const body = withAddress(request, media);
  switch (body.type) {
    case 'text': {
      const fault = textFault(body.text, { max: MAX_TEXT_UTF16_UNITS, unit: 'utf16', phones: 'refused' });
      return fault ? { fault } : { type: TYPES.text, content: { text: body.text, ...quoteOf(body.quote) } };
    }
    case 'image':
      return isWeb(body.url)
        ? { type: TYPES.image, content: { image_url: body.url, ...sizeOf(body) } }
        : { fault: 'image.no-address' };
    case 'video': {
      if (!isWeb(body.url)) return { fault: 'video.no-address' };
      const cover = isWeb(body.coverUrl) ? { cover_url: body.coverUrl } : {};
      const duration = body.durationSeconds === undefined ? {} : { duration: Math.round(body.durationSeconds) };
      return { type: TYPES.video, content: { video_url: body.url, ...cover, ...duration, ...sizeOf(body) } };
    }
    case 'card': {
      const name = CARD_NAMES[body.card];
      if (name === undefined || body.cardId === '') return { fault: 'content.unsupported' };
      return { type: TYPES.card, content: { card_type: name, material_id: body.cardId } };
    }
    case 'link':
    case 'gif-emoji':
    case 'unsupported':
      return { fault: 'content.unsupported' };
  }
}

/** W7. ASSUMED A-14: how a reply names the comment it quotes. */
const quoteOf = (quote: Quote | undefined): object =>
  quote === undefined
    ? {}
    : {
        quote: {
          type: 'COMMENT',
          comment_id: quote.commentId,
          ...(quote.noteId === undefined ? {} : { note_id: quote.noteId }),
        },
      };

/** Fields that name the binding and the speaker. ASSUMED A-17 (wire.ts): `user_id` is the enterprise. */
export function speakerFields(access: AccessGrant) {
  const enterprise = access.enterprisePlatformId ?? access.accountPlatformId;
  return {
    user_id: enterprise,
    from_user_id: access.accountPlatformId,
    third_account_id: access.accountCode ?? enterprise,
  };
}

/** A UUID that is the same for every attempt of a message: the platform is told that it is one (ASSUMED A-22). */
export function requestUuid(requestId: string): string {
  const hex = createHash('sha256').update(requestId).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function sendBody(
  deps: Pick<XiaohongshuDeps, 'clock' | 'ids' | 'secrets'>,
  request: SendRequest,
  message: { readonly type: string; readonly content: object },
): object {
  return {
    ...speakerFields(request.access),
    request_id: requestUuid(request.requestId),
    message_type: message.type,
    to_user_id: request.customerPlatformId,
    timestamp: deps.clock.now(),
    [SEALED_FIELD]: sealContent(deps.secrets.messageKey, message.content, deps.ids.bytes(IV_BYTES)),
  };
}
