import type { Row, RowTable } from '../runtime/row-table.ts';
import type { Platform } from './model.ts';
import {
  type LoggedAccountEvent,
  type LoggedFact,
  parseEventItem,
  parseUnroutedItem,
  type UnroutedEvent,
} from './store-event-items.ts';

/** Reads of the event log besides the thread's own (store-threads.ts). Written by intake.ts alone. */
export interface EventStore {
  /** One event with its evidence, for traces and disputes. `key` is the row's sort key. */
  load(of: EventKey): Promise<{ readonly fact: LoggedFact; readonly row: Row } | undefined>;
  /** What happened to a hosted account as a whole, newest first. */
  ofAccount(of: AccountKey, limit?: number): Promise<readonly LoggedAccountEvent[]>;
  /** Events kept aside because nobody hosts their account, newest first; `nowMs` leaves out what has expired. */
  unrouted(platform: Platform, nowMs: number, limit?: number): Promise<readonly UnroutedEvent[]>;
}

export interface AccountKey {
  readonly tenantId: string;
  readonly accountId: string;
}
export type EventKey = { readonly tenantId: string; readonly key: string } & (
  | { readonly conversationId: string }
  | { readonly accountId: string }
);

const PAGE = 50;
/** Sorts after every digit. */
const END = '~';

export function createEventStore(table: RowTable): EventStore {
  return {
    async load(of) {
      const pk =
        'conversationId' in of ? `t#${of.tenantId}#c#${of.conversationId}` : `t#${of.tenantId}#a#${of.accountId}`;
      const row = await table.get({ pk, sk: of.key });
      const fact = row && parseEventItem(row);
      return row && fact ? { fact, row } : undefined;
    },
    async ofAccount({ tenantId, accountId }, limit = PAGE) {
      const pk = `t#${tenantId}#a#${accountId}`;
      const { rows } = await table.query({ pk, from: 'e#', to: `e#${END}`, descending: true, limit });
      return rows.flatMap((row) => {
        const fact = parseEventItem(row);
        return fact?.for === 'account' ? [fact.logged] : [];
      });
    },
    async unrouted(platform, nowMs, limit = PAGE) {
      const pk = `d#unrouted#${platform}`;
      const { rows } = await table.query({ pk, from: '0', to: END, descending: true, limit });
      return rows.flatMap((row) => {
        const event = parseUnroutedItem(row);
        return event && event.expiresAtMs > nowMs ? [event] : [];
      });
    },
  };
}
