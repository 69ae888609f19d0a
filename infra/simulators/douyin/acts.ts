import type { SimulatorClock } from '../clock.ts';
import type { Faults } from '../core/faults.ts';
import type { Ledger } from '../core/ledger.ts';
import type { Body, Conversation, Message, Who } from '../core/model.ts';
import type { World } from '../core/world.ts';
import { BadRequest } from '../http/router.ts';
import type { Acts, LeadValues } from '../twin.ts';
import { opaqueId } from './answers.ts';
import type { Events } from './events.ts';
import { grantsEntry } from './windows.ts';

export type ActsDeps = {
  readonly world: World;
  readonly ledger: Ledger;
  readonly events: Events;
  readonly faults: Faults;
  readonly clock: SimulatorClock;
};

const LATE_ENTRY_MS = 2_000;
const DAY_MS = 86_400_000;

/** What customers and the merchant do with the Douyin app. */
export function createActs(deps: ActsDeps): Acts {
  const { world, ledger, events, clock } = deps;
  const conversationOf = (who: Who): Conversation => {
    if (!world.accounts.has(who.accountId)) throw new BadRequest('no such account', 404);
    if (!world.customers.has(who.customerId)) throw new BadRequest('no such customer', 404);
    return world.conversation(who);
  };
  const messageOf = (who: Who, id: string, from: Message['from']): Message => {
    const message = world.message(id);
    const fits = message?.accountId === who.accountId && message.customerId === who.customerId && message.from === from;
    if (!message || !fits) throw new BadRequest('no such message', 404);
    return message;
  };
  const add = (c: Conversation, from: Message['from'], body: Body): Message => {
    const { accountId, customerId } = c;
    const message: Message = { id: opaqueId(), accountId, customerId, atMs: clock.now(), from, via: 'app', body };
    if (from === 'customer') {
      Object.assign(c, {
        lastCustomerAtMs: message.atMs,
        lastActAtMs: message.atMs,
        acceptedSinceCustomer: 0,
        present: true,
      });
      ledger.count('customerMessages', c);
    }
    world.save(c);
    world.add(message);
    return message;
  };
  const withdraw = (who: Who, id: string, from: Message['from']): void => {
    const recalled = { ...messageOf(who, id, from), recalledAtMs: clock.now() };
    world.update(recalled);
    void events.recalled(conversationOf(who), recalled, from);
  };

  return {
    enter(who, options) {
      const c = conversationOf(who);
      const granted = grantsEntry(c.entries, clock.now());
      const entry = { id: opaqueId(), atMs: clock.now(), source: options.source, granted, spent: 0 };
      c.entries.push(entry);
      c.present = true;
      c.lastActAtMs = entry.atMs;
      ledger.count('entries', c);
      world.save(c);
      pushEntry(deps, c, entry, options.silent);
      return { entryId: entry.id, granted };
    },
    leave(who) {
      const c = conversationOf(who);
      c.present = false;
      world.save(c);
    },
    say(who, body) {
      const c = conversationOf(who);
      const message = add(c, 'customer', body);
      void events.said(c, message);
      return message;
    },
    fillCard(who, messageId, values) {
      const c = conversationOf(who);
      const shown = messageOf(who, messageId, 'account');
      if (shown.body.kind !== 'card') throw new BadRequest('this message is no card');
      const filled = { ...shown.body, status: 'filled' as const, values: labelled(deps, who, shown.body.card, values) };
      world.update({ ...shown, body: filled });
      ledger.count('leads', c);
      // The lead is a message of its own: the filled-in card, from the customer.
      const message = add(c, 'customer', filled);
      void events.said(c, message);
    },
    copyCard() {
      throw new BadRequest('Douyin has no name cards');
    },
    follow(who, state) {
      const c = conversationOf(who);
      Object.assign(c, state);
      world.save(c);
    },
    recall: (who, messageId) => withdraw(who, messageId, 'customer'),
    merchantSay(who, body) {
      const c = conversationOf(who);
      const message = add(c, 'account', body);
      ledger.count('echoes');
      void events.echoed(c, message);
      return message;
    },
    merchantRecall: (who, messageId) => withdraw(who, messageId, 'account'),
    consent(who, given, days) {
      const c = conversationOf(who);
      const atMs = clock.now();
      const isNew = c.consent === undefined;
      c.consent = { atMs, given, untilMs: atMs + days * DAY_MS, sentAtMs: c.consent?.sentAtMs ?? [] };
      c.lastActAtMs = atMs;
      world.save(c);
      void events.consented(c, c.consent, isNew);
    },
  };
}

function pushEntry(deps: ActsDeps, c: Conversation, entry: Conversation['entries'][number], silent: boolean): void {
  if (silent || deps.faults.strike('enter.never', c)) return;
  const late = deps.faults.strike('enter.late', c);
  void deps.events.entered(c, entry, late && deps.faults.millis(late, LATE_ENTRY_MS));
}

/** Captions as the platform writes them; the one-tap card gives the number bound to the account and nothing else. */
function labelled(deps: ActsDeps, who: Who, card: string, values: LeadValues): { label: string; value: string }[] {
  const bound = deps.world.customers.get(who.customerId)?.phone ?? '';
  const phone = values.phone === '' ? bound : values.phone;
  if (phone === '') throw new BadRequest('a phone number is needed');
  if (card === 'phone-collect-card') return [{ label: '手机号', value: phone }];
  return [
    { label: '姓名', value: values.name },
    { label: '手机号', value: phone },
    { label: '城市', value: values.city },
  ].filter(({ value }) => value !== '');
}
