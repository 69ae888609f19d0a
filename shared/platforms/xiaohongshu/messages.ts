import type { CardType, CustomerEvent, MessageBody } from '../../conversations/model.ts';
import type { ParsedEvent } from '../platform.ts';
import { otherEvent } from './accounts.ts';
import { CARDS, HINTS, type Message, MessageContent, SOURCES, TYPES } from './wire.ts';

/** What a message push means: written by the customer, by the account (echo), or a hint of the platform. */
export function messageEvents(message: Message, opened: unknown): readonly ParsedEvent[] {
  const content = MessageContent.safeParse(opened).data;
  const isCustomer = message.message_source === SOURCES.customer;
  if (!content || (!isCustomer && message.message_source !== SOURCES.business)) {
    // System messages and contents that are no object: kept, but nobody spoke.
    return [otherEvent(message.to_user_id, message.message_type, message.message_id, message.timestamp)];
  }
  const [account, customer] = isCustomer
    ? [message.to_user_id, message.from_user_id]
    : [message.from_user_id, message.to_user_id];
  const name = isCustomer ? message.user_info?.nickname : undefined;
  const avatar = isCustomer ? (message.user_info?.avatar ?? message.user_info?.header_image) : undefined;
  const base = {
    platform: 'xiaohongshu',
    accountPlatformId: account,
    customerPlatformId: customer,
    eventId: message.message_id,
    occurredAtMs: message.timestamp,
    ...(name ? { customerName: name } : {}),
    ...(avatar ? { customerAvatarUrl: avatar } : {}),
  } as const;
  if (message.message_type === TYPES.revoke) {
    const refersTo = content.revoked_message_id;
    return [asCustomer({ ...base, kind: 'recalled', ...(refersTo ? { refersTo } : {}) })];
  }
  if (message.message_type === TYPES.hint) return [hintEvent(base, message, content)];
  const body = bodyOf(message.message_type, content);
  // Whether an echo is of our own sending is found by its message id; the push does not say.
  if (!isCustomer) return [asCustomer({ ...base, kind: 'echo', body })];
  return [asCustomer({ ...base, kind: 'message', replyRef: { messageRef: message.message_id }, body })];
}

function hintEvent(base: Omit<CustomerEvent, 'kind'>, message: Message, content: MessageContent): ParsedEvent {
  const refersTo = content.ref_message_id ? { refersTo: content.ref_message_id } : {};
  switch (content.hint_type) {
    case HINTS.entered: {
      const follows = content.is_follow === undefined ? {} : { follows: content.is_follow };
      return asCustomer({ ...base, kind: 'entered', replyRef: { messageRef: message.message_id }, ...follows });
    }
    case HINTS.copied: {
      const card = cardBody(content, 'name-card');
      return asCustomer({ ...base, kind: 'card-copied', ...refersTo, body: card });
    }
    case HINTS.submitted: {
      const card = { ...cardBody(content, 'lead-card'), status: 'filled' as const };
      return asCustomer({ ...base, kind: 'card-submitted', ...refersTo, body: card });
    }
    default:
      return otherEvent(base.accountPlatformId, content.hint_type ?? TYPES.hint, base.eventId, base.occurredAtMs);
  }
}

function bodyOf(type: string, content: MessageContent): MessageBody {
  const url = (value: string | undefined) => (value ? { url: value } : {});
  const cover = content.cover_url ? { coverUrl: content.cover_url } : {};
  switch (type) {
    case TYPES.text:
      return { type: 'text', text: content.text ?? '' };
    case TYPES.image:
      return { type: 'image', ...url(content.image_url) };
    case TYPES.video:
      return { type: 'video', ...url(content.video_url), ...cover };
    case TYPES.sticker:
      return { type: 'gif-emoji', ...url(content.image_url) };
    case TYPES.card:
      if (content.card_type === CARDS.web) {
        return { type: 'link', ...url(content.link), ...cover, ...(content.title ? { title: content.title } : {}) };
      }
      return cardBody(content);
    default:
      return { type: 'unsupported', platformType: type };
  }
}

const CARD_TYPES: Readonly<Record<string, CardType>> = {
  [CARDS.note]: 'note',
  [CARDS.name]: 'name-card',
  [CARDS.lead]: 'lead-card',
  [CARDS.landing]: 'landing-page',
  [CARDS.trade]: 'trade-card',
};

type CardBody = Extract<MessageBody, { type: 'card' }>;

function cardBody(content: MessageContent, otherwise: CardType): CardBody;
function cardBody(content: MessageContent): MessageBody;
function cardBody(content: MessageContent, otherwise?: CardType): MessageBody {
  const card = CARD_TYPES[content.card_type ?? ''] ?? otherwise;
  if (!card) return { type: 'unsupported', platformType: `${TYPES.card} ${content.card_type ?? ''}`.trim() };
  const cardId = content.note_id ?? content.material_id ?? content.card_id ?? '';
  return { type: 'card', card, cardId, ...(content.title ? { title: content.title } : {}) };
}

const asCustomer = (event: CustomerEvent): ParsedEvent => ({ for: 'customer', event });
