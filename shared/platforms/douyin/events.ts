import type { CustomerEvent } from '../../conversations/model.ts';
import { NO_TIME, type ParsedEvent } from '../platform.ts';
import { contentHash } from '../same-key.ts';
import { messageEvents, type Parties } from './messages.ts';
import { otherEvent } from './other.ts';
import {
  CONSENT_GIVEN,
  ConsentContent,
  ContractContent,
  type Envelope,
  EVENTS,
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
    case EVENTS.consented:
      return consentEvents(envelope, content);
    case EVENTS.contractAuthorize:
    case EVENTS.contractUnauthorize:
      return contractEvents(envelope, content);
    default:
      return [otherEvent(envelope, content)];
  }
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

/** W3: the customer let the account write of its own accord, prolonged that or took it back. */
function consentEvents(envelope: Envelope, raw: unknown): readonly ParsedEvent[] | undefined {
  const content = ConsentContent.safeParse(raw).data;
  const { from_user_id: from, to_user_id: to } = envelope;
  if (!content || from === '' || to === '') return undefined;
  const given = content.auth_status === CONSENT_GIVEN;
  const untilMs = content.expire_time === undefined ? undefined : content.expire_time * 1000;
  return customer({
    kind: 'consent',
    platform: 'douyin',
    accountPlatformId: to,
    customerPlatformId: from,
    eventId: contentHash(from, to, JSON.stringify(raw)),
    occurredAtMs: (content.update_time ?? content.create_time) * 1000,
    consent: { given, ...(given && untilMs !== undefined ? { untilMs } : {}) },
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

const customer = (event: CustomerEvent): readonly ParsedEvent[] => [{ for: 'customer', event }];
