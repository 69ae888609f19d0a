import { randomBytes } from 'node:crypto';
import type { SimulatorClock } from '../clock.ts';
import type { Faults } from '../core/faults.ts';
import type { Ledger } from '../core/ledger.ts';
import type { Body, Conversation, Message, Who } from '../core/model.ts';
import type { World } from '../core/world.ts';
import { avatarUrl, coverUrl } from '../http/pictures.ts';
import { BadRequest } from '../http/router.ts';
import { type Acts, LeadValues, type Settings } from '../twin.ts';
import { messageId } from './answers.ts';
import type { Events } from './events.ts';
import type { LeadOrigin } from './leads.ts';
import { RECALL_MS } from './windows.ts';

export type ActsDeps = {
  readonly world: World;
  readonly ledger: Ledger;
  readonly events: Events;
  readonly faults: Faults;
  readonly clock: SimulatorClock;
  readonly settings: () => Settings;
  readonly origin: () => string;
  readonly reportLead: (c: Conversation, values: LeadValues, origin: LeadOrigin) => void;
};

const LATE_ENTRY_MS = 2_000;
const TYPED_NUMBER = /(?<!\d)1[3-9]\d{9}(?!\d)/;

/** What customers and the merchant do with the Xiaohongshu app. */
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
    const message: Message = { id: messageId(), accountId, customerId, atMs: clock.now(), from, via: 'app', body };
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
    const message = messageOf(who, id, from);
    if (clock.now() > message.atMs + RECALL_MS) throw new BadRequest('only within 2 minutes', 409);
    const recalled = { ...message, recalledAtMs: clock.now() };
    world.update(recalled);
    void events.recalled(conversationOf(who), recalled, from);
  };

  return {
    enter(who, options) {
      const c = conversationOf(who);
      const isFirst = c.entries.length === 0;
      const entry = { id: messageId(), atMs: clock.now(), source: options.source, granted: isFirst, spent: 0 };
      c.entries.push(entry);
      c.present = true;
      c.lastActAtMs = entry.atMs;
      ledger.count('entries', c);
      world.save(c);
      // The platform tells an entry once per customer and account.
      if (isFirst && !options.silent && !deps.faults.strike('enter.never', c)) {
        const late = deps.faults.strike('enter.late', c);
        const content = { hint_type: 'ENTER_CONVERSATION', is_follow: c.follows, is_mutual_follow: c.mutual };
        void events.hint(c, content, late && deps.faults.millis(late, LATE_ENTRY_MS));
      }
      return { entryId: entry.id, granted: isFirst };
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
      const typed = body.kind === 'text' ? TYPED_NUMBER.exec(body.text)?.[0] : undefined;
      if (typed && deps.settings().autoCapture) {
        ledger.count('leads', c);
        deps.reportLead(c, LeadValues.parse({ phone: typed }), 'auto');
      }
      return message;
    },
    fillCard(who, messageId, values) {
      const c = conversationOf(who);
      const shown = messageOf(who, messageId, 'account');
      if (shown.body.kind !== 'card' || shown.body.card !== 'lead-card')
        throw new BadRequest('this message is no lead card');
      const phone = values.phone === '' ? (world.customers.get(who.customerId)?.phone ?? '') : values.phone;
      if (phone === '' && values.wechat === '') throw new BadRequest('a phone number or WeChat id is needed');
      world.update({ ...shown, body: { ...shown.body, status: 'filled' } });
      c.lastActAtMs = clock.now();
      ledger.count('leads', c);
      world.save(c);
      // The conversation tells only that it happened; the values travel as a lead record.
      void events.hint(c, { hint_type: 'LEAD_CARD_SUBMITTED', ref_message_id: shown.id, card_id: shown.body.cardId });
      void events.supplement(c);
      deps.reportLead(c, { ...values, phone }, 'card');
    },
    copyCard(who, messageId) {
      const c = conversationOf(who);
      const shown = messageOf(who, messageId, 'account');
      if (shown.body.kind !== 'card' || shown.body.card !== 'name-card')
        throw new BadRequest('this message is no name card');
      const content = { ref_message_id: shown.id, card_type: 'SOCIAL_CARD', card_id: shown.body.cardId };
      void events.hint(c, { hint_type: 'CARD_COPIED', ...content });
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
    comment(who, text) {
      const c = conversationOf(who);
      const commentId = randomBytes(12).toString('hex');
      c.comments.push({ id: commentId, atMs: clock.now(), replied: false });
      world.save(c);
      void events.comment(c, commentContent(deps, c, commentId, text));
      return { commentId };
    },
  };
}

function commentContent(deps: ActsDeps, c: Conversation, commentId: string, text: string): Record<string, unknown> {
  const customer = deps.world.customers.get(c.customerId);
  const account = deps.world.accounts.get(c.accountId);
  const note = [...deps.world.cards.values()].find((card) => card.kind === 'note' && card.accountId === c.accountId);
  return {
    event_id: `ic-${commentId.slice(0, 12)}`,
    user_id: account?.enterpriseId ?? c.accountId,
    hosted_user_id: c.accountId,
    comment_id: commentId,
    comment_content: text,
    comment_time: deps.clock.now(),
    note_id: note?.id ?? '',
    note_title: note?.title ?? '',
    note_image: coverUrl(deps.origin(), note?.id ?? commentId),
    user_info: {
      user_id: c.customerId,
      nickname: customer?.name ?? '',
      avatar: avatarUrl(deps.origin(), customer?.name ?? ''),
    },
  };
}
