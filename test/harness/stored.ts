import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Lead } from '../../shared/conversations/model-customers.ts';
import type { Conversation } from '../../shared/conversations/model-head.ts';
import type { Message } from '../../shared/conversations/model-messages.ts';
import { evidenceOf, type LoggedEvent, parseEventItem } from '../../shared/conversations/store-event-items.ts';
import { parseHead } from '../../shared/conversations/store-head-row.ts';
import { conversationPartition, parseMessage } from '../../shared/conversations/store-message-codec.ts';
import { parseLead } from '../../shared/customers/store-customer-codec.ts';
import type { RowTable } from '../../shared/runtime/row-table.ts';
import type { Stack } from './stack.ts';

/** The whole table in the product's words, for tests that check what is left in the end. */
export interface Stored {
  readonly heads: ReadonlyMap<string, Conversation>;
  /** In the order of the thread, as messages are. */
  readonly events: ReadonlyMap<string, readonly LoggedEvent[]>;
  readonly messages: ReadonlyMap<string, readonly Message[]>;
  readonly leads: readonly Lead[];
  readonly notices: readonly Readonly<Record<string, unknown>>[];
  /** Webhook bodies that are kept outside the secrets. */
  readonly evidence: readonly string[];
}

type Row = Record<string, unknown>;

export const readStored = async (stack: Stack): Promise<Stored> => storedOf(await scan(stack));

/** The same of a few conversations alone, for tests whose table grows and grows. */
export async function readConversations(
  table: RowTable,
  tenantId: string,
  conversationIds: readonly string[],
): Promise<Stored> {
  const read = async (conversationId: string): Promise<readonly Row[]> => {
    const rows: Row[] = [];
    let after: Readonly<Record<string, string>> | undefined;
    do {
      const pk = conversationPartition({ tenantId, conversationId });
      const page = await table.query({ pk, from: '0', to: '~', consistent: true, ...(after ? { after } : {}) });
      rows.push(...page.rows);
      after = page.next;
    } while (after);
    return rows;
  };
  return storedOf((await Promise.all(conversationIds.map(read))).flat());
}

function storedOf(unsorted: readonly Row[]): Stored {
  const rows = [...unsorted].sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
  const events = rows.flatMap((row) => {
    const fact = parseEventItem(row);
    return fact?.for === 'customer' ? [fact.logged] : [];
  });
  const heads = rows.flatMap((row) => parseHead(row) ?? []);
  const messages = rows.flatMap((row) => parseMessage(row) ?? []);
  return {
    heads: new Map(heads.map((head) => [head.conversationId, head])),
    events: Map.groupBy(events, ({ conversationId }) => conversationId),
    messages: Map.groupBy(messages, ({ conversationId }) => conversationId),
    leads: rows.flatMap((row) => parseLead(row) ?? []),
    notices: rows.filter((row) => row.__edb_e__ === 'notice'),
    evidence: rows.flatMap((row) => {
      const body = evidenceOf(row);
      return body ? [Buffer.from(body).toString('utf8')] : [];
    }),
  };
}

async function scan(stack: Stack): Promise<Row[]> {
  const rows: Row[] = [];
  let from: Row | undefined;
  do {
    const page = await stack.documentClient.send(
      new ScanCommand({ TableName: stack.tableName, ConsistentRead: true, ExclusiveStartKey: from }),
    );
    rows.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from);
  return rows;
}

/** Rows of the table by entity: what must not change where something was refused. */
export async function countRows(stack: Stack): Promise<Readonly<Record<string, number>>> {
  const groups = Map.groupBy(await scan(stack), (row) => String(row.__edb_e__));
  return Object.fromEntries([...groups].map(([entity, rows]) => [entity, rows.length]));
}
