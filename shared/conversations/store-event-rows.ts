import { createHash } from 'node:crypto';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { Row } from '../runtime/row-table.ts';
import type { CustomerEvent, Platform } from './model.ts';
import type { AccountEvent } from './model-account-event.ts';
import { PACK_VERSION, pack } from './store-event-packing.ts';

/** How rows of the event log are made. A row's key comes from signed content alone (SEC3). store-event-items.ts reads them. */

/** An event apart from its secrets, ready to be stored. */
export interface EventContent {
  readonly event: CustomerEvent | AccountEvent;
  readonly receivedAtMs: number;
  /** From signed content: orders the log and is part of the key. */
  readonly keyMs: number;
  /** Absent where it is among the secrets. */
  readonly rawBody?: Uint8Array;
  readonly sealed?: string;
  /** Where the body was too large to be kept: its SHA-256, in hex. */
  readonly evidenceHash?: string;
}

/** No tenant is known for what nobody hosts; its secrets are sealed under a key of their own. */
export const UNROUTED_TENANT = 'unrouted';
const UNROUTED_LIFE_SECONDS = 7 * 86_400;

const digits = (ms: number): string => String(ms).padStart(13, '0');

/** Names an event within its account: the kind and the platform's id of it. */
export const eventHash = (event: Pick<CustomerEvent | AccountEvent, 'kind' | 'eventId'>): string =>
  createHash('sha256').update(`${event.kind}|${event.eventId}`).digest('base64url').slice(0, 16);

/** How the key of a message's echo ends, whenever the platform says it left. */
export const echoKeyEnd = (platformMessageId: string): string =>
  `#e_${eventHash({ kind: 'echo', eventId: platformMessageId })}`;

const contentAttributes = (content: EventContent) => ({
  keyMs: digits(content.keyMs),
  eventHash: eventHash(content.event),
  kind: content.event.kind,
  receivedAtMs: content.receivedAtMs,
  packVersion: PACK_VERSION,
  packed: pack(JSON.stringify(content.event), content.rawBody),
  ...(content.sealed === undefined ? {} : { sealed: content.sealed }),
  ...(content.evidenceHash === undefined ? {} : { evidenceHash: content.evidenceHash }),
});

/** An item has at most 400 KB; names and numbers beside the two large attributes take little of it. */
const MAX_CONTENT_BYTES = 390_000;

/** Whether an event's row fits into the table. */
export function fitsTable({ packed, sealed }: Row): boolean {
  const packedBytes = packed instanceof Uint8Array ? packed.byteLength : 0;
  return packedBytes + (typeof sealed === 'string' ? Buffer.byteLength(sealed) : 0) <= MAX_CONTENT_BYTES;
}

export function eventItem(
  at: { readonly tenantId: string; readonly accountId: string; readonly conversationId: string },
  content: EventContent,
): Row {
  const attributes = contentAttributes(content);
  return {
    pk: `t#${at.tenantId}#c#${at.conversationId}`,
    sk: `m#${attributes.keyMs}#e_${attributes.eventHash}`,
    ...at,
    ...attributes,
    ...entityMarks('event'),
  };
}

export function accountEventItem(
  at: { readonly tenantId: string; readonly accountId: string },
  content: EventContent,
): Row {
  const attributes = contentAttributes(content);
  return {
    pk: `t#${at.tenantId}#a#${at.accountId}`,
    sk: `e#${attributes.keyMs}#${attributes.eventHash}`,
    ...at,
    ...attributes,
    ...entityMarks('accountEvent'),
  };
}

export function unroutedItem(platform: Platform, content: EventContent): Row {
  const attributes = contentAttributes(content);
  return {
    pk: `d#unrouted#${platform}`,
    sk: `${attributes.keyMs}#${attributes.eventHash}`,
    platform,
    accountPlatformId: content.event.accountPlatformId,
    ...attributes,
    ttl: Math.floor(content.receivedAtMs / 1000) + UNROUTED_LIFE_SECONDS,
    ...entityMarks('unrouted'),
  };
}
