import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What every store needs to reach the single table. */
export interface TableClient {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}
