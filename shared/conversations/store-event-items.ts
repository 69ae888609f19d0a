import * as z from 'zod';
import type { FieldCipher, FieldPlace } from '../runtime/field-cipher.ts';
import { toRow } from '../runtime/row-table.ts';
import { Contact, CustomerEvent, type Platform } from './model.ts';
import { AccountEvent } from './model-account-event.ts';
import type { StoredEvent } from './model-items.ts';
import { PACK_VERSION, pack, unpack } from './store-event-packing.ts';

import { UNROUTED_TENANT } from './store-event-rows.ts';

export { eventItem } from './store-event-rows.ts';

/**
 * Rows of the event log as streams and queries give them (store-event-rows.ts makes them). Contact values are in
 * `sealed` and nowhere else (X5, INV16).
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
  return openAt(cipher, secretsPlace(logged.tenantId, recordId, logged.key), logged.sealed);
}

/** The same of an event that nobody's tenant has yet. */
export const openUnrouted = (
  cipher: FieldCipher,
  platform: Platform,
  key: string,
  sealed: string,
): Promise<EventSecrets> => openAt(cipher, secretsPlace(UNROUTED_TENANT, platform, key), sealed);

async function openAt(cipher: FieldCipher, place: FieldPlace, sealed: string): Promise<EventSecrets> {
  const text = await cipher.open(place, sealed);
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
