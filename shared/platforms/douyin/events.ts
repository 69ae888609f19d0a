import type { CustomerEvent, MessageBody, Source } from '../../conversations/model.ts';
import { contactOfForm } from '../contact-fields.ts';
import { NO_TIME, type ParsedEvent } from '../platform.ts';
import { contentHash } from '../same-key.ts';
import { parseStrictJsonText } from '../strict-json.ts';
import {
  AdInfo,
  CARD_BLANK,
  CARD_FILLED,
  CARD_LABELS,
  ContractContent,
  type Envelope,
  EVENTS,
  MESSAGE_TYPES,
  MessageContent,
  PRIVATE_CONVERSATION,
  ReadContent,
  RecallContent,
  SECONDS_BELOW,
} from './wire.ts';

/** What a verified push means in our words; undefined where an event we know lacks what it must have. */
export function eventsOf(envelope: Envelope, content: unknown): readonly ParsedEvent[] | undefined {
  switch (envelope.event) {
    case EVENTS.received:
    case EVENTS.sent:
    case EVENTS.entered:
      return messageEvents(envelope, content);
    case EVENTS.recalled:
      return recallEvents(envelope, content);
    case EVENTS.read:
      return readEvents(envelope, content);
    case EVENTS.contractAuthorize:
    case EVENTS.contractUnauthorize:
      return contractEvents(envelope, content);
    default:
      return [otherEvent(envelope, content)];
  }
}

type Parties = { readonly account: string; readonly customer: string };

function messageEvents(envelope: Envelope, raw: unknown): readonly ParsedEvent[] | undefined {
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

/** Names only the message, and not which party is hosted: both readings are given. */
function recallEvents(envelope: Envelope, raw: unknown): readonly ParsedEvent[] | undefined {
  const content = RecallContent.safeParse(raw).data;
  const { from_user_id: from, to_user_id: to } = envelope;
  if (!content || from === '' || to === '') return undefined;
  const seenBy = (parties: Parties): CustomerEvent => ({
    kind: 'recalled',
    platform: 'douyin',
    accountPlatformId: parties.account,
    customerPlatformId: parties.customer,
    eventId: content.server_message_id,
    occurredAtMs: NO_TIME,
    refersTo: content.server_message_id,
  });
  const event = seenBy({ account: to, customer: from });
  return [{ for: 'customer', event, mirrored: seenBy({ account: from, customer: to }) }];
}

/** Only the customer's reading matters: the account is the party that did not read. */
function readEvents(envelope: Envelope, raw: unknown): readonly ParsedEvent[] | undefined {
  const content = ReadContent.safeParse(raw).data;
  const { from_user_id: from, to_user_id: to } = envelope;
  if (!content || from === '' || to === '') return undefined;
  const reader = content.read_open_id;
  return customer({
    kind: 'read',
    platform: 'douyin',
    accountPlatformId: reader === from ? to : from,
    customerPlatformId: reader,
    eventId: contentHash(reader, JSON.stringify(raw)),
    // Microseconds of the last message read.
    occurredAtMs: content.index && /^\d{16}$/.test(content.index) ? Number(content.index.slice(0, 13)) : NO_TIME,
  });
}

function contractEvents(envelope: Envelope, raw: unknown): readonly ParsedEvent[] | undefined {
  if (envelope.from_user_id === '') return undefined;
  const content = ContractContent.safeParse(raw).data;
  const at = content?.timestamp ?? NO_TIME;
  const kind = envelope.event === EVENTS.contractAuthorize ? 'authorized' : 'revoked';
  const event = {
    kind,
    platform: 'douyin',
    accountPlatformId: envelope.from_user_id,
    // Without a time in the content two authorisations would look alike: then the push's own trace id separates them.
    eventId: contentHash(envelope.event, JSON.stringify(raw), at === NO_TIME ? (envelope.log_id ?? '') : ''),
    occurredAtMs: at < SECONDS_BELOW ? at * 1000 : at,
  } as const;
  return [{ for: 'account', event }];
}

/** Kept as evidence and otherwise ignored; never refused, because the platform may add events at any time. */
function otherEvent(envelope: Envelope, raw: unknown): ParsedEvent {
  const event = {
    kind: 'other',
    platform: 'douyin',
    accountPlatformId: envelope.to_user_id || envelope.from_user_id,
    eventId: contentHash(envelope.event, envelope.from_user_id, JSON.stringify(raw ?? null)),
    occurredAtMs: NO_TIME,
    name: envelope.event,
  } as const;
  return { for: 'account', event };
}

const customer = (event: CustomerEvent): readonly ParsedEvent[] => [{ for: 'customer', event }];
