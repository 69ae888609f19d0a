import type { Account, Body, Conversation, Who } from '../core/model.ts';
import { BadRequest } from '../http/router.ts';
import type { Twin } from '../twin.ts';

/** What the control API shows. */

export function accountView(twin: Twin, account: Account): Record<string, unknown> {
  return { ...account, authorization: twin.authorization(account.id) };
}

/** A conversation with its last `messages` messages and the platform's own verdict on sending now. */
export function conversationView(twin: Twin, who: Who, nowMs: number, messages = 200): Record<string, unknown> {
  const account = twin.world.accounts.get(who.accountId);
  const customer = twin.world.customers.get(who.customerId);
  if (!account || !customer) throw new BadRequest('no such account or customer', 404);
  const conversation = twin.world.existing(who);
  const thread = twin.world.thread(who).slice(-messages);
  return {
    nowMs,
    account,
    customer,
    follows: conversation?.follows ?? false,
    mutual: conversation?.mutual ?? false,
    present: conversation?.present ?? false,
    entries: conversation?.entries ?? [],
    counters: conversation?.counters ?? {},
    standing: conversation ? twin.standing(conversation) : null,
    messages: thread.map((message) => ({ ...message, body: shownBody(twin, message.body) })),
  };
}

/** Pictures that were uploaded to the platform get the address at which the page can show them. */
function shownBody(twin: Twin, body: Body): Body {
  if (body.kind !== 'image' || body.url !== undefined || body.mediaId === undefined) return body;
  const path = twin.mediaPath?.(body.mediaId);
  return path === undefined ? body : { ...body, url: path };
}

/**
 * The platform's book. Without parameters the totals, the refusals and the counters of every conversation; with
 * `accountId` and `customerId` one conversation with its messages; `messages=1` adds all messages.
 */
export function ledgerView(twin: Twin, query: URLSearchParams): Record<string, unknown> {
  const accountId = query.get('accountId');
  const customerId = query.get('customerId');
  const fits = (who: Who): boolean =>
    (accountId === null || who.accountId === accountId) && (customerId === null || who.customerId === customerId);
  const withMessages = query.get('messages') === '1' || (accountId !== null && customerId !== null);
  const line = (conversation: Conversation): Record<string, unknown> => ({
    ...conversation,
    ...(withMessages ? { messages: twin.world.thread(conversation) } : {}),
  });
  return {
    counters: { ...twin.ledger.counters, webhookPending: twin.delivery.pending() },
    refusals: twin.ledger.refusals.filter(fits),
    conversations: query.get('totals') === '1' ? [] : [...twin.world.conversations.values()].filter(fits).map(line),
  };
}
