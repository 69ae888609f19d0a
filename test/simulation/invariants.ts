import type { Message } from '../../shared/conversations/model-messages.ts';
import { evidenceOf, parseEventItem } from '../../shared/conversations/store-event-items.ts';
import type { Row } from '../../shared/runtime/row-table.ts';
import type { Observer } from './observer.ts';
import type { Accepted } from './platform.ts';
import type { Truth } from './table.ts';
import type { Sim } from './worker.ts';

/** What must hold once everything has come to rest. */

export interface Rest {
  readonly observer: Observer;
  readonly truth: Truth;
  readonly accepted: readonly Accepted[];
  /** Platform's ids of what it took back. */
  readonly recalled: ReadonlySet<string>;
  readonly bodies: readonly string[];
}

const ENDS: ReadonlySet<string> = new Set(['sent', 'expired', 'cancelled', 'refused', 'failed', 'unknown', 'recalled']);

export function checkAtRest(sim: Sim, rest: Rest): void {
  everyIntentEnded(sim, rest);
  if (rest.observer.keptAside.size > 0) sim.violate('INV1', 'an event is kept aside for ever');
  orderHeld(sim, rest);
  burstsAnsweredOnce(sim, rest);
  unreadRecounts(sim, rest);
  nothingSecretInClear(sim, rest);
}

/** INV4; and nothing is said to have left that did not, nor the other way round (INV3). */
function everyIntentEnded(sim: Sim, { observer, accepted, recalled }: Rest): void {
  const taken = new Set(accepted.map(({ intent }) => intent));
  for (const [name, message] of observer.messages) {
    if (message.kind !== 'message') continue;
    if (!ENDS.has(message.state)) sim.violate('INV4', `${name} rests as ${message.state}`);
    if (message.state === 'recalled' && !recalled.has(message.platformMessageId ?? ''))
      sim.violate('INV4', `${name} is called recalled and the platform shows it`);
    if (message.state === 'sent' && !taken.has(name)) sim.violate('INV4', `${name} is called sent and never was`);
    if (taken.has(name) && !['sent', 'unknown', 'recalled'].includes(message.state))
      sim.violate('INV4', `${name} was accepted and is called ${message.state}`);
  }
  for (const intent of taken)
    if (!observer.messages.has(intent)) sim.violate('INV4', `${intent} was accepted without a row`);
  for (const [name, head] of observer.heads) {
    if (head.inFlight) sim.violate('INV4', `${name} still has a send in flight`);
    if (head.outbound) sim.violate('INV4', `${name} still owes sends`);
    if (head.agentDue) sim.violate('INV4', `${name} still owes the agent's answer`);
  }
}

const classOf = ({ sender, burstKey, messageId }: Message): string =>
  sender === 'agent'
    ? `agent`
    : sender === 'welcome'
      ? messageId.slice(0, 11)
      : burstKey === undefined
        ? 'person'
        : sender;

/** INV6: what one voice planned left in the order of planning. */
function orderHeld(sim: Sim, { observer, accepted }: Rest): void {
  const last = new Map<string, Message>();
  for (const { intent } of accepted) {
    const message = observer.messages.get(intent);
    // Released by a person, out of turn; or sent later, which holds nobody up.
    if (!message || message.releasedAtMs !== undefined || message.sendAtMs !== undefined) continue;
    const voice = `${message.tenantId}|${message.conversationId}|${classOf(message)}`;
    const before = last.get(voice);
    if (before && before.atMs > message.atMs)
      sim.violate('INV6', `${intent} left after ${before.messageId}, planned later`);
    last.set(voice, message);
  }
}

/** G9: all rows of a burst's answer were planned in one write. */
function burstsAnsweredOnce(sim: Sim, { observer }: Rest): void {
  const planned = new Map<string, number | undefined>();
  for (const [name, { tenantId, conversationId, burstKey, epoch, sender }] of observer.messages) {
    if (sender !== 'agent') continue;
    const answer = `${tenantId}|${conversationId}|${burstKey}|${epoch}`;
    const atMs = observer.created.get(name);
    if (planned.has(answer) && planned.get(answer) !== atMs) sim.violate('INV3', `${answer} has two answers`);
    planned.set(answer, atMs);
  }
}

const UNREAD: ReadonlySet<string> = new Set(['message', 'contact', 'comment']);

/** INV18: where nobody read and no person wrote, unread is the number of things the customer said. */
function unreadRecounts(sim: Sim, { observer, truth }: Rest): void {
  const spoken = new Map<string, number>();
  const touched = new Set<string>();
  for (const row of truth.all()) {
    const fact = row.__edb_e__ === 'event' ? parseEventItem(row) : undefined;
    if (fact?.for !== 'customer') continue;
    const { event, tenantId, conversationId } = fact.logged;
    const name = `${tenantId}|${conversationId}`;
    if (UNREAD.has(event.kind)) spoken.set(name, (spoken.get(name) ?? 0) + 1);
    if (event.kind === 'echo') touched.add(name);
  }
  for (const name of spoken.keys())
    if (!observer.heads.has(name)) sim.violate('INV1', `${name} was stored and never applied`);
  for (const message of observer.messages.values())
    if (message.sender === 'operator') touched.add(`${message.tenantId}|${message.conversationId}`);
  for (const [name, head] of observer.heads) {
    const count = spoken.get(name) ?? 0;
    const isExact = !touched.has(name) && !observer.readByPerson.has(name);
    if (head.unread > count || (isExact && head.unread !== count))
      sim.violate('INV18', `${name} shows ${head.unread} unread of ${count} said`);
  }
}

/** Telephone numbers (digits within a longer row of them are an id), tokens; and for what leaves the table, words of customers. */
const SECRET = /(?<!\d)(?:86)?1398800\d{4}(?!\d)|secret-(?:token|refresh)/;
const SPOKEN = /密语/;

function nothingSecretInClear(sim: Sim, { truth, bodies }: Rest): void {
  for (const row of truth.all())
    if (SECRET.test(bytesOf(row))) sim.violate('INV16', `${String(row.__edb_e__)} ${row.sk} holds a secret in clear`);
  for (const body of bodies)
    if (SECRET.test(body) || SPOKEN.test(body)) sim.violate('INV16', `a queue body holds ${body}`);
}

export const isSecret = (text: string): boolean => SECRET.test(text) || SPOKEN.test(text);

function bytesOf(row: Row): string {
  const plain = JSON.stringify(row, (_, value: unknown) => (value instanceof Uint8Array ? '' : value));
  if (row.__edb_e__ !== 'event') return plain;
  const evidence = evidenceOf(row);
  return `${plain}${JSON.stringify(parseEventItem(row) ?? '')}${evidence ? Buffer.from(evidence).toString('utf8') : ''}`;
}
