import { createHash } from 'node:crypto';
import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { FieldCipher, FieldPlace } from '../runtime/field-cipher.ts';
import { type Row, toRow } from '../runtime/row-table.ts';
import { AccountEvent, Contact, CustomerEvent, type Platform } from './model.ts';
import type { StoredEvent } from './model-items.ts';
import { PACK_VERSION, pack, unpack } from './store-event-packing.ts';

/**
 * Rows of the event log: how they are made by the webhook function and read from streams and queries. A row's key comes
 * from signed content alone (SEC3); contact values are in `sealed` and nowhere else (X5, INV16).
 */

/** A customer's event as stored. `event.contact` is never there: see `openContact`. */
export interface LoggedEvent extends StoredEvent {
  /** Staleness (SEC4) is judged by this and `event.occurredAtMs`. */
  readonly receivedAtMs: number;
  /** Sealed contact and evidence; present where the event carried a contact or its body holds a phone number. */
  readonly sealed?: string;
}

/** An account's event as stored. `event.lead.contact` holds only `masked`: see `openContact`. */
export interface LoggedAccountEvent {
  readonly tenantId: string;
  readonly accountId: string;
  readonly key: string;
  readonly event: AccountEvent;
  readonly receivedAtMs: number;
  readonly sealed?: string;
}

export type LoggedFact =
  | { readonly for: 'customer'; readonly logged: LoggedEvent }
  | { readonly for: 'account'; readonly logged: LoggedAccountEvent };

/** What only the cipher shows. `text`: the message as typed, where the stored one is masked; `rawBody`: evidence. */
export interface EventSecrets {
  readonly contact?: Contact;
  readonly text?: string;
  readonly rawBody: Uint8Array;
}

/** An event apart from its secrets, ready to be stored. */
export interface EventContent {
  readonly event: CustomerEvent | AccountEvent;
  readonly receivedAtMs: number;
  /** From signed content: orders the log and is part of the key. */
  readonly keyMs: number;
  /** Absent where it is among the secrets. */
  readonly rawBody?: Uint8Array;
  readonly sealed?: string;
}

/** No tenant is known for what nobody hosts; its secrets are sealed under a key of their own. */
export const UNROUTED_TENANT = 'unrouted';
const UNROUTED_LIFE_SECONDS = 7 * 86_400;

const digits = (ms: number): string => String(ms).padStart(13, '0');

/** Names an event within its account: the kind and the platform's id of it. */
export const eventHash = (event: CustomerEvent | AccountEvent): string =>
  createHash('sha256').update(`${event.kind}|${event.eventId}`).digest('base64url').slice(0, 16);

const contentAttributes = (content: EventContent) => ({
  keyMs: digits(content.keyMs),
  eventHash: eventHash(content.event),
  kind: content.event.kind,
  receivedAtMs: content.receivedAtMs,
  packVersion: PACK_VERSION,
  packed: pack(JSON.stringify(content.event), content.rawBody),
  ...(content.sealed === undefined ? {} : { sealed: content.sealed }),
});

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

/** Where an event's secrets belong; they open nowhere else (SEC12). */
export const secretsPlace = (tenantId: string, recordId: string, key: string): FieldPlace => ({
  tenantId,
  recordId: `${recordId}#${key}`,
  field: 'event.sealed',
});

const SecretsJson = z.object({ contact: Contact.optional(), text: z.string().optional(), raw: z.string() });

export const secretsText = ({ rawBody, ...rest }: EventSecrets): string =>
  JSON.stringify({ ...rest, raw: Buffer.from(pack('', rawBody)).toString('base64') });

/** Everything an event kept sealed; undefined where it kept nothing. @throws {Error} if sealed for another place. */
export async function openSecrets(
  cipher: FieldCipher,
  logged: LoggedEvent | LoggedAccountEvent,
): Promise<EventSecrets | undefined> {
  if (logged.sealed === undefined) return undefined;
  const recordId = 'conversationId' in logged ? logged.conversationId : logged.accountId;
  const text = await cipher.open(secretsPlace(logged.tenantId, recordId, logged.key), logged.sealed);
  const { raw, contact, text: typed } = SecretsJson.parse(JSON.parse(text));
  return {
    ...(contact === undefined ? {} : { contact }),
    ...(typed === undefined ? {} : { text: typed }),
    rawBody: unpack(PACK_VERSION, Buffer.from(raw, 'base64')).rawBody ?? new Uint8Array(),
  };
}

/** The contact an event carried: from a card, a lead record, or typed into a message (then `event.kind` is `message`). */
export async function openContact(
  cipher: FieldCipher,
  logged: LoggedEvent | LoggedAccountEvent,
): Promise<Contact | undefined> {
  return (await openSecrets(cipher, logged))?.contact;
}

const StoredRow = z.object({
  __edb_e__: z.enum(['event', 'accountEvent']),
  sk: z.string(),
  tenantId: z.string(),
  accountId: z.string(),
  conversationId: z.string().optional(),
  receivedAtMs: z.number(),
  packVersion: z.number(),
  packed: z.instanceof(Uint8Array),
  sealed: z.string().optional(),
});

/** Reads a row of the log from plain attributes; undefined where it is a row of another entity or broken. */
export function parseEventItem(item: Readonly<Record<string, unknown>>): LoggedFact | undefined {
  const row = StoredRow.safeParse(item).data;
  if (!row) return undefined;
  const { tenantId, accountId, conversationId, receivedAtMs } = row;
  const json: unknown = JSON.parse(unpack(row.packVersion, row.packed).eventJson);
  const common = { tenantId, accountId, key: row.sk, receivedAtMs, ...(row.sealed ? { sealed: row.sealed } : {}) };
  if (row.__edb_e__ === 'accountEvent') {
    return { for: 'account', logged: { ...common, event: AccountEvent.parse(json) } };
  }
  if (conversationId === undefined) return undefined;
  return { for: 'customer', logged: { ...common, conversationId, event: CustomerEvent.parse(json) } };
}

/** The same from a stream record's NewImage. @throws {Error} if the row's own content is broken. */
export const parseEventImage = (image: Readonly<Record<string, unknown>>): LoggedFact | undefined =>
  parseEventItem(toRow(image));

/** An event that waits for somebody to host its account. Its secrets open under the tenant `unrouted`. */
export interface UnroutedEvent {
  readonly key: string;
  readonly accountPlatformId: string;
  readonly kind: string;
  readonly receivedAtMs: number;
  readonly expiresAtMs: number;
}

const UnroutedRow = z.object({
  sk: z.string(),
  accountPlatformId: z.string(),
  kind: z.string(),
  receivedAtMs: z.number(),
  ttl: z.number(),
});

export function parseUnroutedItem(item: Readonly<Record<string, unknown>>): UnroutedEvent | undefined {
  const row = UnroutedRow.safeParse(item).data;
  if (!row) return undefined;
  const { sk, ttl, ...rest } = row;
  return { key: sk, expiresAtMs: ttl * 1000, ...rest };
}

/** The body as received, where it is not among the secrets. */
export function evidenceOf(item: Readonly<Record<string, unknown>>): Uint8Array | undefined {
  const row = StoredRow.safeParse(item).data;
  return row && unpack(row.packVersion, row.packed).rawBody;
}
