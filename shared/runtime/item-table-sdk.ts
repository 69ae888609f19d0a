import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Item, ItemTable, ItemValue } from './item-table.ts';
import type { TableClient } from './table-client.ts';

const isValue = (value: unknown): value is ItemValue =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value instanceof Uint8Array;

const plain = (found: Readonly<Record<string, unknown>>): Item => {
  const item: Record<string, ItemValue> = {};
  for (const [name, value] of Object.entries(found)) if (isValue(value)) item[name] = value;
  return item;
};

/** The same small table over the SDK, for functions that carry the SDK anyway. */
export function itemTableOf({ client, table }: TableClient): ItemTable {
  return {
    async get(key, options) {
      const { Item: found } = await client.send(
        new GetCommand({ TableName: table, Key: { ...key }, ConsistentRead: options?.consistent ?? false }),
      );
      return found ? plain(found) : undefined;
    },
    async putOnce(item) {
      try {
        await client.send(
          new PutCommand({ TableName: table, Item: { ...item }, ConditionExpression: 'attribute_not_exists(pk)' }),
        );
        return 'stored';
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return 'exists';
        throw error;
      }
    },
    async put(item) {
      await client.send(new PutCommand({ TableName: table, Item: { ...item } }));
    },
  };
}
