import { NO_TIME, type ParsedEvent } from '../platform.ts';
import { contentHash } from '../same-key.ts';
import type { Envelope } from './wire.ts';

/** Kept as evidence and otherwise ignored; never refused, because the platform may add events at any time. */
export function otherEvent(envelope: Envelope, raw: unknown): ParsedEvent {
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
