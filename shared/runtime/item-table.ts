import { type AwsCall, AwsError } from './aws-json.ts';

/**
 * The single table, one item at a time: what functions on the hot path need and no more. Items carry ElectroDB's marks
 * (`entityMarks`), so that the entities of the stores read them; a test beside each store proves that both agree.
 */
export type ItemValue = string | number | boolean | Uint8Array;
export type Item = Readonly<Record<string, ItemValue>>;
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

export interface ItemTable {
  /** One item, eventually consistent unless `consistent`. */
  get(key: ItemKey, options?: { readonly consistent?: boolean }): Promise<Item | undefined>;
  /** Stores the item unless its key exists; tells which (a lost race costs one write unit). */
  putOnce(item: Item & ItemKey): Promise<'stored' | 'exists'>;
  put(item: Item & ItemKey): Promise<void>;
}

/** How ElectroDB recognises an item of an entity of ours. */
export const entityMarks = (entity: string, version = '1') => ({ __edb_e__: entity, __edb_v__: version }) as const;

/** DynamoDB's own JSON, as calls and stream records carry it. Binary values are base64. */
export type Attribute = {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly BOOL?: boolean | undefined;
  readonly B?: string | Uint8Array | undefined;
};

export function toAttributes(item: Item): Record<string, Attribute> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toAttribute(value)]));
}

function toAttribute(value: ItemValue): Attribute {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    default:
      return { B: Buffer.from(value).toString('base64') };
  }
}

/** Attributes of kinds that such items do not have (lists, maps) are left out. */
export function fromAttributes(attributes: Readonly<Record<string, Attribute>>): Item {
  const item: Record<string, ItemValue> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value.S !== undefined) item[name] = value.S;
    else if (value.N !== undefined) item[name] = Number(value.N);
    else if (value.BOOL !== undefined) item[name] = value.BOOL;
    else if (value.B !== undefined) item[name] = typeof value.B === 'string' ? Buffer.from(value.B, 'base64') : value.B;
  }
  return item;
}

const isAttributes = (value: unknown): value is Record<string, Attribute> =>
  typeof value === 'object' && value !== null;

/** The table over the small client. Errors are those of `AwsCall`. */
export function createItemTable(call: AwsCall, table: string): ItemTable {
  return {
    async get(key, options) {
      const input = { TableName: table, Key: toAttributes({ ...key }), ConsistentRead: options?.consistent ?? false };
      const answer = await call('GetItem', input);
      const found: unknown = isAttributes(answer) && 'Item' in answer ? answer.Item : undefined;
      return isAttributes(found) ? fromAttributes(found) : undefined;
    },
    async putOnce(item) {
      const once = { TableName: table, Item: toAttributes(item), ConditionExpression: 'attribute_not_exists(pk)' };
      try {
        await call('PutItem', once);
        return 'stored';
      } catch (error) {
        if (error instanceof AwsError && error.name === 'ConditionalCheckFailedException') return 'exists';
        throw error;
      }
    },
    async put(item) {
      await call('PutItem', { TableName: table, Item: toAttributes(item) });
    },
  };
}
