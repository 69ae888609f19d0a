import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * AWS clients. Region, credentials and (locally) AWS_ENDPOINT_URL_* come from the environment, so the same code talks
 * to AWS and to the local runtime. Every client reports its calls to `miaohongMeter` where one is set (decision 12).
 */

export interface MeteredCall {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly output: unknown;
}

declare global {
  /** Set by the local runtime in every worker; absent on AWS. */
  var miaohongMeter: ((call: MeteredCall) => void) | undefined;
}

type Stacked = {
  middlewareStack: { add(middleware: unknown, options: { step: 'initialize'; name: string }): void };
};

function metered<C extends Stacked>(client: C): C {
  if (globalThis.miaohongMeter === undefined) return client;
  client.middlewareStack.add(
    (next: (args: { input: object }) => Promise<{ output: unknown }>, context: { clientName?: string; commandName?: string }) =>
      async (args: { input: object }) => {
        const service = (context.clientName ?? '').replace(/Client$/, '');
        const input = service === 'DynamoDB' ? { ...args.input, ReturnConsumedCapacity: 'INDEXES' } : args.input;
        const report = (output: unknown) =>
          globalThis.miaohongMeter?.({ service, operation: (context.commandName ?? '').replace(/Command$/, ''), input, output });
        try {
          const result = await next({ ...args, input });
          report(result.output);
          return result;
        } catch (error) {
          report(error); // a failed condition is billed as well
          throw error;
        }
      },
    { step: 'initialize', name: 'miaohongMeter' },
  );
  return client;
}

export const dynamo = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(metered(new DynamoDBClient({ maxAttempts: 5 })), {
    marshallOptions: { removeUndefinedValues: true },
  });
export const sqs = (): SQSClient => metered(new SQSClient({}));
export const eventBridge = (): EventBridgeClient => metered(new EventBridgeClient({}));
export const scheduler = (): SchedulerClient => metered(new SchedulerClient({}));
export const kms = (): KMSClient => metered(new KMSClient({}));
export const s3 = (): S3Client => metered(new S3Client({ forcePathStyle: true }));
export const secretsManager = (): SecretsManagerClient => metered(new SecretsManagerClient({}));
export const liveManagement = (endpoint: string): ApiGatewayManagementApiClient =>
  metered(new ApiGatewayManagementApiClient({ endpoint }));
