import * as z from 'zod';
import { type AwsCall, AwsError } from './aws-json.ts';
import { type Attributes, isObject, keyText, toItem, toRow } from './row-attributes.ts';

export { toItem, toRow } from './row-attributes.ts';

/**
 * The single table as the conversation's stores see it: rows with maps and lists, conditional writes, one query over a
 * partition or an index. A port, so that tests and the simulation put a table of their own in its place; the real one
 * speaks through the small client, because ElectroDB and the SDK together exceed what a hot function may weigh (SPEED1).
 * Rows carry ElectroDB's marks, so stream filters and other readers recognise them.
 */

export interface RowKey {
  readonly pk: string;
  readonly sk: string;
}
export type Row = RowKey & Readonly<Record<string, unknown>>;

/** What must hold of the row in the table for a write to happen. */
export type Condition =
  | { readonly kind: 'absent' }
  | { readonly kind: 'one-of'; readonly attribute: string; readonly values: readonly (string | number)[] };

export interface RowWrite {
  readonly row: Row;
  readonly condition?: Condition;
}

export interface RowQuery {
  readonly index?: 'gsi1' | 'gsi2';
  readonly pk: string;
  /** Sort keys from here to there, both included. */
  readonly from: string;
  readonly to: string;
  readonly descending?: boolean;
  readonly limit?: number;
  /** Costs twice as much: for what is decided on. Not for an index. */
  readonly consistent?: boolean;
  /** Where the page before ended. */
  readonly after?: Readonly<Record<string, string>>;
}

export interface RowPage {
  readonly rows: readonly Row[];
  /** Absent = the end. */
  readonly next?: Readonly<Record<string, string>>;
}

export interface RowTable {
  get(key: RowKey, options?: { readonly consistent?: boolean }): Promise<Row | undefined>;
  /** In any order; what is missing is left out. */
  getMany(keys: readonly RowKey[]): Promise<readonly Row[]>;
  query(query: RowQuery): Promise<RowPage>;
  /** False = the condition did not hold. */
  put(write: RowWrite): Promise<boolean>;
  /** All or none (at most 100); false = a condition did not hold. */
  putAll(writes: readonly RowWrite[]): Promise<boolean>;
  /** What is not there is removed already. With rows along: all or none, and rows that are there already count as written. */
  remove(key: RowKey, along?: readonly RowWrite[]): Promise<void>;
}

/** DynamoDB's own JSON, as calls and stream records carry it. */
/** Its attributes are looked at where they are read: every row passes here, and a schema would walk each of them twice. */
const Item = z.custom<Attributes>(isObject);
const GetAnswer = z.object({ Item: Item.optional() });
const QueryAnswer = z.object({ Items: z.array(Item), LastEvaluatedKey: Item.optional() });
const BatchAnswer = z.object({
  Responses: z.record(z.string(), z.array(Item)),
  UnprocessedKeys: z.record(z.string(), z.object({ Keys: z.array(Item) })).optional(),
});

const BATCH = 100;
const CONFLICT_ATTEMPTS = 4;

export function createRowTable(call: AwsCall, table: string): RowTable {
  const putOf = (write: RowWrite): object => ({ Put: { TableName: table, ...putInput(write) } });
  return {
    async get(key, options) {
      const answer = await call('GetItem', {
        TableName: table,
        Key: toItem({ pk: key.pk, sk: key.sk }),
        ConsistentRead: options?.consistent ?? false,
      });
      const { Item: found } = GetAnswer.parse(answer);
      return found && toRow(found);
    },

    async getMany(keys) {
      const rows: Row[] = [];
      let open: readonly Attributes[] = keys.map((key) => toItem({ pk: key.pk, sk: key.sk }));
      while (open.length > 0) {
        const batch = open.slice(0, BATCH);
        const answer = BatchAnswer.parse(await call('BatchGetItem', { RequestItems: { [table]: { Keys: batch } } }));
        rows.push(...(answer.Responses[table] ?? []).map(toRow));
        open = [...open.slice(BATCH), ...(answer.UnprocessedKeys?.[table]?.Keys ?? [])];
      }
      return rows;
    },

    async query(query) {
      const answer = QueryAnswer.parse(await call('Query', queryInput(table, query)));
      const last = answer.LastEvaluatedKey;
      return { rows: answer.Items.map(toRow), ...(last ? { next: keyText(last) } : {}) };
    },

    async put(write) {
      try {
        await call('PutItem', { TableName: table, ...putInput(write) });
        return true;
      } catch (error) {
        if (error instanceof AwsError && error.name === 'ConditionalCheckFailedException') return false;
        throw error;
      }
    },

    async remove({ pk, sk }, along = []) {
      const gone = { TableName: table, Key: toItem({ pk, sk }) };
      if (along.length === 0) await call('DeleteItem', gone);
      else await transact(call, [{ Delete: gone }, ...along.map(putOf)]);
    },

    putAll: (writes) => transact(call, writes.map(putOf)),
  };
}

/** All or none; false = a condition did not hold. */
async function transact(call: AwsCall, TransactItems: readonly object[]): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      await call('TransactWriteItems', { TransactItems });
      return true;
    } catch (error) {
      if (!(error instanceof AwsError) || error.name !== 'TransactionCanceledException') throw error;
      // The reasons stand in the message; a conflict with another transaction says nothing about conditions.
      if (error.message.includes('ConditionalCheckFailed')) return false;
      if (attempt >= CONFLICT_ATTEMPTS) throw error;
    }
  }
}

function queryInput(table: string, query: RowQuery): object {
  const [pk, sk] = query.index ? [`${query.index}pk`, `${query.index}sk`] : ['pk', 'sk'];
  return {
    TableName: table,
    ...(query.index ? { IndexName: query.index } : {}),
    KeyConditionExpression: '#p = :p AND #s BETWEEN :f AND :t',
    ExpressionAttributeNames: { '#p': pk, '#s': sk },
    ExpressionAttributeValues: toItem({ ':p': query.pk, ':f': query.from, ':t': query.to }),
    ScanIndexForward: query.descending !== true,
    ...(query.consistent ? { ConsistentRead: true } : {}),
    ...(query.limit === undefined ? {} : { Limit: query.limit }),
    ...(query.after ? { ExclusiveStartKey: toItem(query.after) } : {}),
  };
}

function putInput({ row, condition }: RowWrite): object {
  const Item = toItem(row);
  if (!condition) return { Item };
  if (condition.kind === 'absent') return { Item, ConditionExpression: 'attribute_not_exists(pk)' };
  const values = condition.values.map((value, at): [string, string | number] => [`:c${at}`, value]);
  return {
    Item,
    ConditionExpression: `#c IN (${values.map(([name]) => name).join(', ')})`,
    ExpressionAttributeNames: { '#c': condition.attribute },
    ExpressionAttributeValues: toItem(Object.fromEntries(values)),
  };
}
