import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { LoadedTemplate } from './template.ts';
import { REGION } from './template.ts';

const Key = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const Index = z.object({
  IndexName: z.string(),
  KeySchema: Key,
  Projection: z.object({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});
const Properties = z.object({
  KeySchema: Key,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  GlobalSecondaryIndexes: z.array(Index).optional(),
  LocalSecondaryIndexes: z.array(Index).optional(),
  StreamSpecification: z
    .object({ StreamViewType: z.enum(['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY']) })
    .optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: z.boolean() }).optional(),
});

export interface LocalTable {
  readonly id: string;
  readonly name: string;
  readonly keyNames: readonly string[];
  readonly ttlAttribute: string | undefined;
  readonly hasStream: boolean;
}

export const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Creates the template's tables where they are missing, and indexes that came later. Existing data is never touched. */
export async function createTables(template: LoadedTemplate, endpoint: string): Promise<readonly LocalTable[]> {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: localCredentials });
  const resources = [
    ...template.resources('AWS::DynamoDB::GlobalTable'),
    ...template.resources('AWS::DynamoDB::Table'),
  ];
  const tables: LocalTable[] = [];
  for (const resource of resources) {
    const properties = Properties.parse(resource.properties);
    const name = template.ref(resource.id);
    const existing = await indexesOf(client, name);
    if (existing === undefined) await create(client, name, properties);
    else await addIndexes(client, name, properties, existing);
    tables.push({
      id: resource.id,
      name,
      keyNames: properties.KeySchema.map((key) => key.AttributeName),
      ttlAttribute: properties.TimeToLiveSpecification?.Enabled
        ? properties.TimeToLiveSpecification.AttributeName
        : undefined,
      hasStream: properties.StreamSpecification !== undefined,
    });
  }
  client.destroy();
  return tables;
}

/** Names of the table's indexes; undefined when there is no table. */
async function indexesOf(client: DynamoDBClient, name: string): Promise<readonly string[] | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    return Table?.GlobalSecondaryIndexes?.map((index) => index.IndexName ?? '') ?? [];
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function create(client: DynamoDBClient, name: string, properties: z.infer<typeof Properties>): Promise<void> {
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, LocalSecondaryIndexes, StreamSpecification } =
    properties;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      KeySchema,
      AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes,
      LocalSecondaryIndexes,
      ...(StreamSpecification ? { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } } : {}),
    }),
  );
  const ttl = properties.TimeToLiveSpecification;
  if (ttl?.Enabled && ttl.AttributeName !== undefined) {
    const TimeToLiveSpecification = { AttributeName: ttl.AttributeName, Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }));
  }
}

async function addIndexes(
  client: DynamoDBClient,
  name: string,
  properties: z.infer<typeof Properties>,
  existing: readonly string[],
): Promise<void> {
  for (const index of properties.GlobalSecondaryIndexes ?? []) {
    if (existing.includes(index.IndexName)) continue;
    await client.send(
      new UpdateTableCommand({
        TableName: name,
        AttributeDefinitions: properties.AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [{ Create: index }],
      }),
    );
  }
}
