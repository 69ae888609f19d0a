import type { Account } from '../../../shared/accounts/model.ts';
import type { MessageBody } from '../../../shared/conversations/model.ts';
import type { ThreadTeller } from './thread-teller.ts';

/**
 * The same past, told to the simulators, so that they know the customers and their windows when the stranger answers one
 * of the demo's conversations. No webhook is pushed: it already happened.
 */
export interface History {
  readonly customer: object;
  readonly conversation: object;
  readonly messages: readonly object[];
}

export function historyOf(account: Account, name: string, teller: ThreadTeller): History {
  const who = { accountId: account.platformId, customerId: teller.customerPlatformId };
  const spoken = teller.events.filter((event) => event.kind === 'message' || (event.replyRef && event.body));
  const lastCustomerAtMs = spoken.at(-1)?.occurredAtMs;
  const theirs = spoken.map((event) => ({
    ...who,
    id: event.eventId,
    atMs: event.occurredAtMs,
    from: 'customer',
    via: 'app',
    body: bodyOf(account, event.body, teller.filled?.phone),
  }));
  const ours = teller.messages.map((message) => ({
    ...who,
    id: message.platformMessageId,
    atMs: message.settledAtMs ?? message.atMs,
    from: 'account',
    via: 'api',
    body: bodyOf(account, message.body, undefined),
  }));
  const entries = teller.events
    .filter((event) => event.kind === 'entered')
    .map((event) => ({ id: event.eventId, atMs: event.occurredAtMs, source: 'ad', granted: true, spent: 1 }));
  return {
    customer: { id: who.customerId, name, phone: teller.filled?.phone ?? '', city: '' },
    conversation: {
      ...who,
      ref: teller.threadRef,
      follows: false,
      mutual: false,
      present: false,
      entries,
      ...(lastCustomerAtMs === undefined ? {} : { lastCustomerAtMs, lastActAtMs: lastCustomerAtMs }),
      acceptedSinceCustomer: ours.filter(({ atMs }) => atMs > (lastCustomerAtMs ?? 0)).length,
      counters: {},
    },
    messages: [...theirs, ...ours].sort((a, b) => a.atMs - b.atMs),
  };
}

/** Douyin's simulator calls the product's phone card by the name of the older component that carries it. */
function bodyOf(account: Account, body: MessageBody | undefined, phone: string | undefined): object {
  if (body?.type === 'text') return { kind: 'text', text: body.text };
  if (body?.type !== 'card') return { kind: 'other' };
  const card = account.platform === 'douyin' ? 'retain-card' : body.card;
  const values = phone === undefined ? {} : { values: [{ label: '手机号', value: phone }] };
  return {
    kind: 'card',
    card,
    cardId: body.cardId,
    title: body.title ?? '',
    status: body.status ?? 'blank',
    ...values,
  };
}

/** Hands histories to the simulators' control API. @throws {Error} if they refuse one. */
export async function tellSimulators(
  origin: string,
  platform: Account['platform'],
  threads: readonly History[],
): Promise<void> {
  const answer = await fetch(`${origin}/_control/${platform}/history`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ threads }),
  });
  if (!answer.ok) throw new Error(`the ${platform} simulator refused the demo's past: ${await answer.text()}`);
}
