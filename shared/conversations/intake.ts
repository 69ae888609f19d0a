import { createHash } from 'node:crypto';
import type { AccountDirectory, Hosted } from '../accounts/store-directory.ts';
import { NO_TIME, type ParsedEvent } from '../platforms/platform.ts';
import { InvalidInput } from '../runtime/errors.ts';
import type { FieldCipher } from '../runtime/field-cipher.ts';
import type { Log } from '../runtime/log.ts';
import type { Clock } from '../runtime/ports.ts';
import type { Row, RowTable } from '../runtime/row-table.ts';
import { conversationIdOf } from './conversation-id.ts';
import type { Contact, CustomerEvent } from './model.ts';
import type { AccountEvent } from './model-account-event.ts';
import { findTypedContact, holdsPhone } from './rules-typed-contact.ts';
import { type EventSecrets, secretsPlace, secretsText } from './store-event-items.ts';
import {
  accountEventItem,
  type EventContent,
  eventItem,
  fitsTable,
  UNROUTED_TENANT,
  unroutedItem,
} from './store-event-rows.ts';

export interface IntakeDeps {
  readonly table: RowTable;
  readonly directory: AccountDirectory;
  /** Asked for only where an event carries a contact. */
  readonly cipher: () => FieldCipher;
  readonly clock: Clock;
  readonly log?: Log;
}

export interface IntakeResult {
  readonly stored: number;
  readonly duplicates: number;
  /** Of those, events of accounts that nobody hosts. */
  readonly unrouted: number;
  /** For the log: where the first event went. */
  readonly tenantId?: string;
  readonly accountId?: string;
  readonly conversationId?: string;
}

/**
 * Stores the events of a verified webhook: the acknowledgement may follow, and only then (INV1). One conditional put an
 * event; the key is the duplicate guard (INV2, COST6). An event of an account that nobody hosts is kept aside for seven
 * days.
 *
 * @throws {InvalidInput} `event.too-large`: no repeat of the webhook can help.
 * @throws {Error} if one of the puts failed: the platform must repeat the webhook, what is stored already stays.
 */
export async function takeIn(
  deps: IntakeDeps,
  events: readonly ParsedEvent[],
  rawBody: Uint8Array,
): Promise<IntakeResult> {
  const puts = (await Promise.all(events.map((parsed) => placesOf(deps, parsed)))).flat();
  const results = await Promise.all(puts.map((place) => store(deps, place, rawBody)));
  const stored = results.filter(Boolean).length;
  const first = puts[0];
  return {
    stored,
    duplicates: results.length - stored,
    unrouted: puts.filter(({ hosted }) => !hosted).length,
    ...(first?.hosted ? { ...first.hosted } : {}),
    ...(first?.conversationId === undefined ? {} : { conversationId: first.conversationId }),
  };
}

type Place = {
  readonly event: CustomerEvent | AccountEvent;
  readonly hosted?: Hosted;
  /** Customers' events only. */
  readonly conversationId?: string;
};

/** Where an event belongs: under every account it concerns that is hosted, else aside. */
async function placesOf({ directory }: IntakeDeps, parsed: ParsedEvent): Promise<readonly Place[]> {
  const hostOf = (event: CustomerEvent | AccountEvent) => directory.find(event.platform, event.accountPlatformId);
  if (parsed.for === 'account') {
    const hosted = await hostOf(parsed.event);
    return [hosted ? { event: parsed.event, hosted } : { event: parsed.event }];
  }
  const readings = parsed.mirrored ? [parsed.event, parsed.mirrored] : [parsed.event];
  const places = await Promise.all(
    readings.map(async (event): Promise<Place> => {
      const hosted = await hostOf(event);
      if (!hosted) return { event };
      return { event, hosted, conversationId: conversationIdOf(hosted.accountId, event.customerPlatformId) };
    }),
  );
  const hosted = places.filter((place) => place.hosted);
  return hosted.length > 0 ? hosted : [{ event: parsed.event }];
}

async function store(deps: IntakeDeps, place: Place, rawBody: Uint8Array): Promise<boolean> {
  const receivedAtMs = deps.clock.now();
  const toldMs = place.event.occurredAtMs;
  const occurredAtMs = toldMs === NO_TIME ? receivedAtMs : toldMs;
  // What is said of another line stands before the thread, however long after that line it came: there a reader of any
  // part of the thread finds it (INV17).
  const keyMs = place.event.kind === 'recalled' ? NO_TIME : toldMs;
  const { event, contact, text } = withoutContact({ ...place.event, occurredAtMs });
  // What the account itself wrote is no customer's personal data.
  const mayHoldPhone = event.kind !== 'echo' && holdsPhone(Buffer.from(rawBody).toString('utf8'));
  const content: EventContent = { event, receivedAtMs, keyMs };
  const secrets = { ...(contact ? { contact } : {}), ...(text === undefined ? {} : { text }) };
  const isSecret = contact !== undefined || mayHoldPhone;
  const whole = await rowAt(deps, place, content, isSecret ? { ...secrets, rawBody } : undefined, rawBody);
  if (fitsTable(whole)) return putOnce(deps, whole);
  // Whatever cannot be deflated may exceed an item: then the event is kept and of its evidence the hash.
  const evidenceHash = createHash('sha256').update(rawBody).digest('hex');
  const cut = { ...content, evidenceHash };
  const row = await rowAt(deps, place, cut, contact ? { ...secrets, rawBody: new Uint8Array() } : undefined);
  if (!fitsTable(row))
    throw new InvalidInput('event.too-large', 'an event does not fit into the log', { field: 'body' });
  deps.log?.warn('event.cut', { kind: event.kind, bytes: rawBody.byteLength });
  return putOnce(deps, row);
}

/** The row of an event: its secrets sealed for its place, or its body beside it where there are none. */
async function rowAt(
  deps: IntakeDeps,
  place: Place,
  content: EventContent,
  secrets: EventSecrets | undefined,
  rawBody?: Uint8Array,
): Promise<Row> {
  if (!secrets) return itemAt(place, { ...content, ...(rawBody ? { rawBody } : {}) });
  const { sk } = itemAt(place, content);
  const recordId = place.conversationId ?? place.hosted?.accountId ?? place.event.platform;
  const at = secretsPlace(place.hosted?.tenantId ?? UNROUTED_TENANT, recordId, sk);
  return itemAt(place, { ...content, sealed: await deps.cipher().seal(at, secretsText(secrets)) });
}

/** False = it is there already. */
const putOnce = (deps: IntakeDeps, row: Row): Promise<boolean> =>
  deps.table.put({ row, condition: { kind: 'absent' } });

function itemAt({ hosted, conversationId, event }: Place, content: EventContent): Row {
  if (!hosted) return unroutedItem(event.platform, content);
  return conversationId === undefined
    ? accountEventItem(hosted, content)
    : eventItem({ ...hosted, conversationId }, content);
}

type Split = {
  readonly event: CustomerEvent | AccountEvent;
  readonly contact?: Contact;
  /** The message as typed, where the event's is masked now. */
  readonly text?: string;
};

/** Takes personal data out of an event: contacts, and numbers and ids that a customer typed (X5). */
function withoutContact(whole: CustomerEvent | AccountEvent): Split {
  if ('customerPlatformId' in whole) {
    const { contact, ...event } = whole;
    if (contact) return { event, contact };
    if ((event.kind !== 'message' && event.kind !== 'comment') || event.body?.type !== 'text') return { event };
    const typed = findTypedContact(event.body.text);
    if (!typed) return { event };
    const masked = { ...event, body: { ...event.body, text: typed.maskedText } };
    const { maskedText: _, ...typedContact } = typed;
    return { event: masked, contact: { ...typedContact, masked: false }, text: event.body.text };
  }
  if (!whole.lead) return { event: whole };
  const { contact } = whole.lead;
  return { event: { ...whole, lead: { ...whole.lead, contact: { masked: contact.masked } } }, contact };
}
