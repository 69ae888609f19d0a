import type { Conversation } from '../../shared/conversations/model-head.ts';
import type { Message } from '../../shared/conversations/model-messages.ts';
import { bodyFingerprint } from '../../shared/conversations/rules-fingerprint.ts';
import { type LoggedEvent, parseEventItem } from '../../shared/conversations/store-event-items.ts';
import { unpack } from '../../shared/conversations/store-event-packing.ts';
import { parseHead } from '../../shared/conversations/store-head-row.ts';
import { parseMessage } from '../../shared/conversations/store-message-codec.ts';
import type { Row } from '../../shared/runtime/row-table.ts';
import type { Truth, Written } from './table.ts';
import type { FunctionName, Sim, Worker } from './worker.ts';

/** Watches every commit of the table: what must hold at each step is checked here (INV1, INV2, INV4, INV6, INV7). */

export interface Observer {
  readonly heads: ReadonlyMap<string, Conversation>;
  readonly messages: ReadonlyMap<string, Message>;
  isStored(account: string, eventId: string): boolean;
  /** Events that came before their account was known here, by their rows' names. */
  readonly keptAside: ReadonlySet<string>;
  onKeptAside: () => void;
  /** Conversations in which a person marked everything as read. */
  readonly readByPerson: Set<string>;
  /** A person's act in our console took effect: nothing automated planned before may leave after it. */
  personActed(name: string): void;
  /** When a message row was first seen. */
  readonly created: ReadonlyMap<string, number>;
  /** Told by the table's port: whose write comes next. */
  writer: FunctionName | undefined;
  departs(worker: Worker, intent: string): void;
  onHead: (head: Conversation) => void;
}

const FINAL: ReadonlySet<string> = new Set(['sent', 'expired', 'cancelled', 'refused', 'failed', 'recalled']);
/** How far an honest clock may be off. */
const SKEW_MS = 5_000;
const nameOf = (key: { readonly tenantId: string; readonly conversationId: string }): string =>
  `${key.tenantId}|${key.conversationId}`;
const isAutomated = ({ sender }: Message): boolean => sender === 'agent' || sender === 'welcome';

export function createObserver(sim: Sim, truth: Truth): Observer {
  const { timeline, situations } = sim;
  const heads = new Map<string, Conversation>();
  const messages = new Map<string, Message>();
  const events = new Map<string, string>();
  const storedIds = new Set<string>();
  /** The epoch of the newest act of a person in our console. */
  const personEpochs = new Map<string, number>();
  const personActs = new Map<string, number>();
  const created = new Map<string, number>();
  const chosen = new Map<string, Message>();
  const keptAside = new Set<string>();

  const sawEvent = (row: Row): void => {
    const fact = parseEventItem(row);
    if (!fact) return;
    const { accountId, event, key } = fact.logged;
    const name = `${accountId}|${event.kind}|${event.eventId}`;
    const known = events.get(name);
    if (known !== undefined && known !== key) sim.violate('INV2', `${name} is stored twice`);
    events.set(name, key);
    if (known === undefined && fact.for === 'customer') sawArrive(fact.logged);
    storedIds.add(`${event.accountPlatformId}|${event.eventId}`);
  };

  const sawArrive = (logged: LoggedEvent): void => {
    const { event } = logged;
    const flight = heads.get(nameOf(logged))?.inFlight;
    if (event.kind === 'echo' && event.body && flight?.fingerprint === bodyFingerprint(event.body))
      situations.reach('echo-before-answer');
  };

  const sawAside = (row: Row): void => {
    const { eventJson } = unpack(Number(row.packVersion), row.packed as Uint8Array);
    const { accountPlatformId, eventId } = JSON.parse(eventJson) as { accountPlatformId: string; eventId: string };
    storedIds.add(`${accountPlatformId}|${eventId}`);
    keptAside.add(row.sk);
    situations.reach('kept-aside');
    observer.onKeptAside();
  };

  const sawHead = (head: Conversation, before: Conversation | undefined): void => {
    const name = nameOf(head);
    heads.set(name, head);
    sim.trace.note(() => toldHead(name, head));
    if (head.version !== (before?.version ?? 0) + 1) sim.violate('HEAD', `${name} jumps to version ${head.version}`);
    const isWoken = before?.snoozedUntilMs !== undefined && head.snoozedUntilMs === undefined;
    if (isWoken && observer.writer === 'timers') {
      situations.reach('snooze-over');
      const earlyMs = (before.snoozedUntilMs ?? 0) - timeline.now();
      if (earlyMs > SKEW_MS && !sim.wasWild) sim.violate('INV13', `${name} is back ${earlyMs} ms before its time`);
    }
    if (head.epoch < (before?.epoch ?? 0)) sim.violate('INV7', `${name}: the epoch falls`);
    if (head.epoch > (before?.epoch ?? 0) && observer.writer === 'api') personEpochs.set(name, head.epoch);
    const flight = head.inFlight;
    const isSameFlight = flight !== undefined && flight.claimId === before?.inFlight?.claimId;
    if (isSameFlight && observer.writer === 'sender') situations.reach('second-visit-busy');
    if (flight && !isSameFlight) claimed(name, head, flight.messageId);
    if (
      !flight &&
      before?.inFlight &&
      head.facts.beforeSpeech.length < before.facts.beforeSpeech.length &&
      !head.facts.lastCustomerMessageAtMs
    )
      sim.situations.reach('grant-given-back');
    if (head.outbound?.attempts !== undefined && head.outbound.attempts > (before?.outbound?.attempts ?? 0))
      sim.situations.reach('throttled');
    observer.onHead(head);
  };

  /** INV6: what is claimed answers the newest burst, under the present owner. */
  const claimed = (name: string, head: Conversation, messageId: string): void => {
    const message = messages.get(`${name}|${messageId}`);
    if (!message) {
      sim.violate('INV4', `${messageId} is claimed and has no row`);
      return;
    }
    if (FINAL.has(message.state)) sim.violate('INV3', `${messageId} is claimed and ${message.state} already`);
    if (!isAutomated(message)) return;
    if (message.epoch !== head.epoch) sim.violate('INV7', `${messageId} is claimed under a past epoch`);
    if (message.sender === 'agent' && message.burstKey !== head.burstKey)
      sim.violate('INV6', `${messageId} is claimed and the customer has spoken since`);
  };

  const sawMessage = (message: Message, before: Message | undefined): void => {
    const name = `${nameOf(message)}|${message.messageId}`;
    messages.set(name, message);
    sim.trace.note(() => toldMessage(name, message));
    if (!created.has(name)) created.set(name, sim.timeline.now());
    // What a person chose, whatever our side makes of it later.
    if (!before || observer.writer === 'api') chosen.set(name, message);
    if (before && FINAL.has(before.state) && before.state !== message.state && message.state !== 'recalled')
      sim.violate('INV4', `${name} leaves its end ${before.state} for ${message.state}`);
    if (before?.state !== message.state) noteState(sim, message, before);
  };

  const observer: Observer = {
    heads,
    messages,
    readByPerson: new Set(),
    created,
    personActed: (name) => void personActs.set(name, sim.timeline.now()),
    writer: undefined,
    onHead: () => undefined,
    keptAside,
    onKeptAside: () => undefined,
    isStored: (account, eventId) => storedIds.has(`${account}|${eventId}`),
    departs(worker, intent) {
      const message = messages.get(intent);
      if (!message) {
        sim.violate('INV3', `${intent} leaves and has no row`);
        return;
      }
      if (FINAL.has(message.state) || message.state === 'unknown')
        sim.violate('INV3', `${intent} leaves and is ${message.state} already`);
      // A timer by the worker's own clock: no honest one is this much ahead (INV13).
      const { releasedAtMs, sendAtMs } = chosen.get(intent) ?? message;
      const dueMs = releasedAtMs === undefined ? sendAtMs : undefined;
      if (dueMs !== undefined) situations.reach('sent-later');
      if (dueMs !== undefined && timeline.now() < dueMs - Math.max(SKEW_MS, worker.skewMs()))
        sim.violate('INV13', `${intent} leaves ${dueMs - timeline.now()} ms before its time`);
      const name = nameOf(message);
      const isPast =
        message.epoch < (personEpochs.get(name) ?? 0) || (created.get(intent) ?? 0) < (personActs.get(name) ?? 0);
      if (isAutomated(message) && isPast)
        sim.violate('INV7', `${intent} of ${message.sender} leaves ${worker.fn}${worker.id} after a person took over`);
    },
  };

  const messageOf = once(parseMessage);
  const headOf = once(parseHead);
  truth.onWrite((all: readonly Written[]) => {
    for (const { after, before } of all) {
      const entity = after?.__edb_e__;
      if (before?.__edb_e__ === 'unrouted' && !after) keptAside.delete(before.sk);
      if (!after) continue;
      if (entity === 'event') sawEvent(after);
      else if (entity === 'unrouted') sawAside(after);
      else if (entity === 'message') {
        const message = messageOf(after);
        if (message) sawMessage(message, before && messageOf(before));
      }
    }
    for (const { after, before } of all) {
      const head = after?.__edb_e__ === 'conversation' ? headOf(after) : undefined;
      if (head) sawHead(head, before && headOf(before));
    }
  });
  return observer;
}

/** A stored row never changes: what it is after one write it was before the next. */
function once<T>(parse: (row: Row) => T): (row: Row) => T {
  const known = new WeakMap<Row, T>();
  return (row) => {
    const found = known.get(row) ?? parse(row);
    known.set(row, found);
    return found;
  };
}

function toldHead(name: string, head: Conversation): string {
  const { version, epoch, burstKey, agentDue, outbound, inFlight, agentPausedUntilMs, handedOver } = head;
  const owed = { epoch, burstKey, agentDue, outbound, inFlight: inFlight?.messageId, agentPausedUntilMs, handedOver };
  return `    head ${name} v${version} ${JSON.stringify(owed)}`;
}

const toldMessage = (name: string, { atMs, state, epoch, failure }: Message): string =>
  `    row ${name} @${atMs} ${state} epoch ${epoch} ${failure?.code ?? ''}`;

function noteState(sim: Sim, message: Message, before: Message | undefined): void {
  const { situations } = sim;
  const { state, failure } = message;
  if (state === 'unknown') situations.reach('unknown-outcome');
  if (failure?.code === 'send.interrupted') situations.reach('claim-of-dead-sender');
  if (state === 'sent' && before?.state === 'unknown') situations.reach('echo-proved-unknown');
  if (state === 'held') situations.reach('held');
  if (state === 'sent' && before?.state === 'held') situations.reach('held-left-later');
  if (state === 'expired') situations.reach('expired');
  if (failure?.code === 'takeover.fenced') situations.reach('agent-fenced');
  if (failure?.code === 'burst.superseded') situations.reach('agent-superseded');
  if (state === 'sent' && message.trace?.rule === 'W4') situations.reach('xiaohongshu-first-contact');
  if (failure?.code === 'window.closed' && state === 'refused') situations.reach('window-shut-on-the-way');
}
