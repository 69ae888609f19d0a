import { type CapturedContact, captureContact, openCaptured } from '../customers/capture-contact.ts';
import { joinedContact } from '../customers/rules-contact.ts';
import { Unavailable } from '../runtime/errors.ts';
import type { RowWrite } from '../runtime/row-table.ts';
import { isSameSource, joinedSource, tellsSource } from '../sources/rules-source.ts';
import { bornHead } from './born-head.ts';
import { MAX_RACES, nextHead } from './commit.ts';
import type { Customer } from './model-customers.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationRecord } from './model-items.ts';
import type { ConversationKey } from './model-keys.ts';
import { messageKey } from './model-keys.ts';
import { packFor } from './packs.ts';
import type { AccountFacts, ConversationDeps } from './ports.ts';
import { platformOf } from './rules-account-id.ts';
import { applyToHead, beginsConversation } from './rules-apply.ts';
import { type Applied, type ApplyContext, STALE_AFTER_MS } from './rules-apply-context.ts';
import { maySayId, withoutId } from './rules-known-id.ts';
import { withWork } from './rules-work.ts';
import {
  commitHead,
  commitWith,
  createMessages,
  loadHead,
  loadMessage,
  loadRecord,
  newCustomer,
  putCustomer,
  putLead,
  settleMessage,
} from './store-conversations.ts';
import type { LoggedEvent } from './store-event-items.ts';

/**
 * The function's own time limit. A run that was frozen past it has a successor, and by now the head may have forgotten
 * that it has seen these events (F13).
 */
const WORK_MS = 30_000;

/**
 * Applies stored events to their conversation (rules → one conditional write). Repeats change nothing; a lost race
 * decides again. Events of one call belong to one conversation and one account.
 *
 * The welcome's rows and the customer are put before the head: their keys follow from the event, so a crash between
 * leaves only rows that the repeat finds, and a transaction is saved (SPEED8c).
 *
 * @throws {Unavailable} after too many lost races; what table, cipher or accounts throw. The stream then repeats.
 */
export async function applyEvents(
  deps: ConversationDeps,
  key: ConversationKey,
  events: readonly LoggedEvent[],
): Promise<void> {
  const [first] = events;
  if (!first) return;
  const { accountId } = first;
  const startedAtMs = deps.clock.now();
  const captured = await openCaptured(deps, events);
  const whole = captured !== undefined || events.some(({ event }) => tellsSource(event.source) || maySayId(event));
  let account: AccountFacts | undefined;
  for (let race = 0; race < MAX_RACES; race++) {
    const record = await load(deps, key, whole, race > 0);
    if (deps.clock.now() - startedAtMs > WORK_MS) throw new Unavailable('conversation.too-late', 'another run has it');
    if (!record && !events.some(beginsConversation)) return;
    const before = record?.conversation;
    const nowMs = deps.clock.now();
    if (before && race === 0 && isNothingNew(before, events, contextOf(undefined, accountId, nowMs))) {
      // An old copy of the head may show in flight what is of unknown outcome by now, and nobody would look at the echo again.
      if (!before.inFlight) return;
      continue;
    }
    account ??= await deps.accounts.load(key.tenantId, accountId);
    const start = before ?? (await bornHead(deps.table, key, first, events));
    // An id that these very events tell is known as well.
    const known = captured ? joinedContact(record?.customer?.contact, captured.contact) : record?.customer?.contact;
    const said = events.map((one) => withoutId(one, known));
    const applied = applyToHead(start, said, contextOf(account, accountId, nowMs));
    if (await store(deps, record, { ...applied, start }, events, captured)) {
      tell(deps, events);
      return;
    }
    deps.log.debug('race.lost', key);
  }
  throw new Unavailable('conversation.contended', 'the conversation changes faster than it can be written');
}

/** Echoes of our own sends and receipts: every answered message brings one, and none needs the account. */
const isNothingNew = (before: Conversation, events: readonly LoggedEvent[], context: ApplyContext): boolean =>
  events.every(({ event }) => event.kind === 'echo' || event.kind === 'read' || event.kind === 'recalled') &&
  applyToHead(before, events, context).head === before;

/** A contact needs customer and lead, a source or an id the customer; anything else only the head. The first look is cheap: a stale one loses its race. */
async function load(
  deps: ConversationDeps,
  key: ConversationKey,
  whole: boolean,
  consistent: boolean,
): Promise<ConversationRecord | undefined> {
  if (whole) return loadRecord(deps.table, key, { rows: 0, consistent });
  const conversation = await loadHead(deps.table, key, { consistent });
  return conversation && { conversation, rows: [] };
}

function contextOf(account: AccountFacts | undefined, accountId: string, nowMs: number): ApplyContext {
  return {
    pack: packFor(platformOf(accountId), nowMs),
    nowMs,
    account: {
      hosted: account?.status === 'hosted',
      standing: {
        kind: account?.kind ?? 'staff',
        highWeight: account?.highWeight ?? false,
        adSpend30dYuan: account?.adSpend30dYuan ?? 0,
      },
      mode: account?.agentMode ?? 'off',
      agent: account?.agent,
      welcome: account?.welcome ?? [],
    },
  };
}

/** False = another writer was first. */
async function store(
  deps: ConversationDeps,
  record: ConversationRecord | undefined,
  applied: Applied & { readonly start: Conversation },
  events: readonly LoggedEvent[],
  captured: CapturedContact | undefined,
): Promise<boolean> {
  const before = record?.conversation;
  const customer = record?.customer ? withSource(record.customer, events) : customerOf(applied.start, events);
  const contact = captured && (await captureContact(deps, applied.head, customer, record?.lead, captured));
  const head = contact?.head ?? applied.head;
  if (before && head === before) return true;
  await Promise.all([
    ...applied.welcome.map((message) => createMessages(deps.table, [message])),
    ...applied.proven.map((proof) => proveSend(deps, before, proof)),
    ...(before || contact ? [] : [deps.table.put(newCustomer(customer))]),
  ]);
  const others = contact && contact.writes.length > 0 ? contact.writes : sourcedWrites(record, customer);
  if (before) return commitWith(deps.table, before, nextHead(before, head), others);
  const born = { ...withWork(undefined, head), version: 1 };
  return others.length === 0
    ? commitHead(deps.table, undefined, born)
    : commitWith(deps.table, undefined, born, others);
}

/** K4: what these events add to the source that is known. */
const toldSource = (known: Customer['source'], events: readonly LoggedEvent[]): Customer['source'] =>
  events.reduce((source, { event }) => joinedSource(source, event.source), known);

/** The customer itself where nothing new is told: most events tell no source, and none is a row to write. */
function withSource(customer: Customer, events: readonly LoggedEvent[]): Customer {
  const source = toldSource(customer.source, events);
  return !source || isSameSource(source, customer.source) ? customer : { ...customer, source };
}

/** K4: what a source that was told changes beside the head: the customer, and the lead that shows it. */
function sourcedWrites(record: ConversationRecord | undefined, customer: Customer): readonly RowWrite[] {
  const { source } = customer;
  if (!record?.customer || !source || customer === record.customer) return [];
  return [putCustomer(customer), ...(record.lead ? [putLead({ ...record.lead, source })] : [])];
}

function customerOf(head: Conversation, events: readonly LoggedEvent[]): Customer {
  const told = events.map(({ event }) => event);
  const name = told.find((event) => event.customerName)?.customerName ?? '';
  const avatarUrl = told.find((event) => event.customerAvatarUrl)?.customerAvatarUrl;
  const source = toldSource(undefined, events);
  return {
    tenantId: head.tenantId,
    conversationId: head.conversationId,
    accountId: head.accountId,
    platform: head.platform,
    customerPlatformId: head.customerPlatformId,
    name,
    firstSeenAtMs: Math.min(...told.map((event) => event.occurredAtMs)),
    remark: '',
    tags: [],
    mutualFollow: false,
    ...(avatarUrl === undefined ? {} : { avatarUrl }),
    ...(source ? { source } : {}),
  };
}

/** W9: the echo proves that a send of unknown outcome was taken. The row first: until the head follows, this repeats. */
async function proveSend(
  deps: ConversationDeps,
  before: Conversation | undefined,
  { send, platformMessageId }: Applied['proven'][number],
): Promise<void> {
  if (!before) return;
  const row = await loadMessage(deps.table, before, messageKey(send.rowAtMs, send.messageId));
  if (row?.state !== 'unknown') return;
  const { failure: _, ...rest } = row;
  await settleMessage(deps.table, { ...rest, state: 'sent', platformMessageId }, ['unknown']);
  deps.log.info('message.settled-by-echo', {
    tenantId: before.tenantId,
    conversationId: before.conversationId,
    messageId: send.messageId,
  });
}

function tell(deps: ConversationDeps, events: readonly LoggedEvent[]): void {
  for (const { tenantId, conversationId, accountId, event, key, receivedAtMs } of events) {
    const isStale = receivedAtMs - event.occurredAtMs > STALE_AFTER_MS;
    const ids = { tenantId, conversationId, accountId, eventId: key, kind: event.kind };
    deps.log.debug(isStale ? 'event.stale' : 'event.applied', ids);
  }
}
