import type { CustomerEvent, MessageBody, Source } from '../../conversations/model.ts';
import { contactOfForm } from '../contact-fields.ts';
import type { ParsedEvent } from '../platform.ts';
import { parseStrictJsonText } from '../strict-json.ts';
import { otherEvent } from './other.ts';
import {
  AdInfo,
  CARD_BLANK,
  CARD_FILLED,
  CARD_LABELS,
  type Envelope,
  EVENTS,
  MESSAGE_TYPES,
  MessageContent,
  PRIVATE_CONVERSATION,
} from './wire.ts';

export type Parties = { readonly account: string; readonly customer: string };

/** Messages, echoes and entries share their content; undefined where it lacks what it must have. */
export function messageEvents(envelope: Envelope, raw: unknown): readonly ParsedEvent[] | undefined {
  const parsed = MessageContent.safeParse(raw);
  const { from_user_id: from, to_user_id: to } = envelope;
  if (!parsed.success || from === '' || to === '') return undefined;
  const content = parsed.data;
  const isShownCard = content.card_status === CARD_BLANK && envelope.event === EVENTS.received;
  // A blank card is only shown, and a group is no conversation of ours: kept, but no right to send follows (W2).
  if (content.conversation_type !== PRIVATE_CONVERSATION || isShownCard) return [otherEvent(envelope, raw)];
  const isEcho = envelope.event === EVENTS.sent;
  const parties = isEcho ? { account: from, customer: to } : { account: to, customer: from };
  const base = baseOf(content, parties);
  if (isEcho) {
    const sentByUs = content.source === envelope.client_key;
    return customer({ ...base, kind: 'echo', sentByUs, body: bodyOf(content) });
  }
  if (envelope.event === EVENTS.entered) return customer({ ...base, kind: 'entered', ...sourceOf(content) });
  return customer(received(base, content));
}

function received(base: Omit<CustomerEvent, 'kind'>, content: MessageContent): CustomerEvent {
  const body = bodyOf(content);
  const contact = contactOfForm(content.card_data ?? [], CARD_LABELS);
  if (contact) return { ...base, kind: 'contact', body, contact };
  if (content.card_status === CARD_FILLED) return { ...base, kind: 'card-submitted', body };
  return { ...base, kind: 'message', body };
}

function baseOf(content: MessageContent, { account, customer: id }: Parties): Omit<CustomerEvent, 'kind'> {
  const person = content.user_infos.find((info) => info.open_id === id);
  return {
    platform: 'douyin',
    accountPlatformId: account,
    customerPlatformId: id,
    eventId: content.server_message_id,
    occurredAtMs: content.create_time,
    replyRef: { messageRef: content.server_message_id, conversationRef: content.conversation_short_id },
    ...(person?.nick_name ? { customerName: person.nick_name } : {}),
    ...(person?.avatar ? { customerAvatarUrl: person.avatar } : {}),
  };
}

function bodyOf(content: MessageContent): MessageBody {
  switch (content.message_type) {
    case MESSAGE_TYPES.text:
      return { type: 'text', text: content.text ?? '' };
    case MESSAGE_TYPES.image:
      return { type: 'image' };
    case MESSAGE_TYPES.localImage:
      return { type: 'image', mediaId: content.server_message_id };
    case MESSAGE_TYPES.emoji:
      return { type: 'gif-emoji', ...(content.resource_url ? { url: content.resource_url } : {}) };
    case MESSAGE_TYPES.video:
      return { type: 'video', ...(content.item_id ? { itemId: content.item_id } : {}) };
    case MESSAGE_TYPES.localVideo:
      return { type: 'video' };
    case MESSAGE_TYPES.retainCard:
      return cardBody(content);
    default:
      // ASSUMED: a phone-collect card may arrive as a type we do not know, with the fields of the retain card.
      return content.card_status === undefined && content.card_data === undefined
        ? { type: 'unsupported', platformType: content.message_type }
        : cardBody(content);
  }
}

const cardBody = (content: MessageContent): MessageBody => ({
  type: 'card',
  card: 'phone-collect-card',
  cardId: content.card_id ?? content.component_id ?? '',
  status: content.card_status === CARD_FILLED ? 'filled' : 'blank',
});

/** K4: Douyin names the video and the advertisement; which kind of advertisement it was is not readable. */
function sourceOf(content: MessageContent): { source: Source } {
  const raw = typeof content.ad_info === 'string' ? parseStrictJsonText(content.ad_info) : undefined;
  const ad = AdInfo.safeParse(raw?.ok ? raw.value : content.ad_info).data;
  return {
    source: {
      channel: content.objectId ? 'video-anchor' : 'unknown',
      ...(ad?.ad_id ? { adId: ad.ad_id } : {}),
      ...(ad?.ad_name ? { adName: ad.ad_name } : {}),
      ...(ad?.creative_id ? { creativeId: ad.creative_id } : {}),
      ...(content.objectId ? { videoId: content.objectId } : {}),
    },
  };
}

const customer = (event: CustomerEvent): readonly ParsedEvent[] => [{ for: 'customer', event }];
