import type { LoggedFor } from '../../shared/accounts/apply-account-event.ts';
import { applyEvents } from '../../shared/conversations/apply-events.ts';
import type { ConversationDeps } from '../../shared/conversations/ports.ts';
import {
  type LoggedAccountEvent,
  type LoggedEvent,
  type LoggedFact,
  parseEventItem,
} from '../../shared/conversations/store-event-items.ts';
import { matchWaitingRecords, takeLeadRecord } from '../../shared/customers/match-lead-records.ts';
import { createStreamHandler } from '../../shared/runtime/stream-handler.ts';

export interface ConversationHandlerDeps extends ConversationDeps {
  readonly applyAccountEvent: (logged: LoggedFor) => Promise<void>;
}

/** Table stream, events → conversations: the events of one conversation together and in order, others side by side. */
export const createHandler = (deps: ConversationHandlerDeps) =>
  createStreamHandler<LoggedFact>(deps, {
    parse: ({ after }) => parseEventItem(after),
    nameOf,
    handle: async (facts) => {
      const customer = facts.flatMap((fact) => (fact.for === 'customer' ? [fact.logged] : []));
      const account = facts.flatMap((fact) => (fact.for === 'account' ? [fact.logged] : []));
      await applyCustomer(deps, customer);
      for (const logged of account) await applyAccount(deps, logged);
    },
    fieldsOf: ({ logged: { tenantId, accountId, key } }) => ({ tenantId, accountId, eventId: key }),
  });

const nameOf = (fact: LoggedFact): string =>
  fact.for === 'customer'
    ? JSON.stringify(['c', fact.logged.tenantId, fact.logged.conversationId])
    : JSON.stringify(['a', fact.logged.tenantId, fact.logged.accountId]);

async function applyCustomer(deps: ConversationHandlerDeps, events: readonly LoggedEvent[]): Promise<void> {
  const [first] = events;
  if (!first) return;
  const { tenantId, conversationId, accountId } = first;
  await applyEvents(deps, { tenantId, conversationId }, events);
  if (events.some(({ event }) => event.kind === 'card-submitted'))
    await matchWaitingRecords(deps, { tenantId, accountId });
}

async function applyAccount(deps: ConversationHandlerDeps, logged: LoggedAccountEvent): Promise<void> {
  if (logged.event.kind === 'lead-record') await takeLeadRecord(deps, logged);
  else await deps.applyAccountEvent(logged);
}
