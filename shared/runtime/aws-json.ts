import * as z from 'zod';
import { createSigner, type SignedHeaders } from './aws-signature.ts';
import { createConnections } from './connections.ts';

/**
 * A very small client of the AWS services that speak JSON (DynamoDB, SQS, KMS, Secrets Manager, Cognito) for functions that must
 * start fast and stay small (SPEED1, SPEED2): one signed POST per call over kept-alive connections. Region, credentials and
 * endpoints come from the same variables that the SDK reads, so it too talks to AWS and to the local runtime.
 */

export type AwsService = 'dynamodb' | 'kms' | 'secretsmanager' | 'sqs' | 'cognito-idp';

/** An answer with an error status. `name` is the exception's short name, such as ConditionalCheckFailedException. */
export class AwsError extends Error {
  readonly status: number;
  constructor(name: string, status: number, message: string) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

export type AwsCall = (operation: string, input: object) => Promise<unknown>;

const SERVICES = {
  dynamodb: {
    target: 'DynamoDB_20120810',
    version: '1.0',
    endpointVariable: 'AWS_ENDPOINT_URL_DYNAMODB',
    label: 'DynamoDB',
  },
  kms: { target: 'TrentService', version: '1.1', endpointVariable: 'AWS_ENDPOINT_URL_KMS', label: 'KMS' },
  secretsmanager: {
    target: 'secretsmanager',
    version: '1.1',
    endpointVariable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
    label: 'SecretsManager',
  },
  sqs: { target: 'AmazonSQS', version: '1.0', endpointVariable: 'AWS_ENDPOINT_URL_SQS', label: 'SQS' },
  /** People who may sign in (X1). */
  'cognito-idp': {
    target: 'AWSCognitoIdentityProviderService',
    version: '1.1',
    endpointVariable: 'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER',
    label: 'Cognito',
  },
} as const;

/** A healthy call takes milliseconds; a function's own time limit ends what three attempts do not. */
const ATTEMPT_TIMEOUT_MS = 1_500;
const ATTEMPTS = 3;
const BACKOFF_MS = 25;
const RETRIED =
  /Throttl|ProvisionedThroughput|InternalServer|ServiceUnavailable|RequestLimit|TransactionInProgress|TransactionConflict/;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const ErrorAnswer = z.object({
  __type: z.string().catch(''),
  message: z.string().optional(),
  Message: z.string().optional(),
});

const connections = createConnections();

/** @throws {AwsError} when the service refuses; {Error} when it cannot be reached in all attempts. */
export function createAwsJson(service: AwsService, environment: NodeJS.ProcessEnv = process.env): AwsCall {
  const { target, version, endpointVariable, label } = SERVICES[service];
  const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1';
  const given = environment[endpointVariable] ?? environment.AWS_ENDPOINT_URL;
  const url = new URL(given ?? `https://${service}.${region}.amazonaws.com/`);
  const sign = createSigner(service, region, url, environment);

  const attempt = async (operation: string, body: string): Promise<unknown> => {
    const headers = sign(`${target}.${operation}`, `application/x-amz-json-${version}`, body);
    const answer = await post(url, headers, body);
    const value: unknown = answer.text === '' ? {} : JSON.parse(answer.text);
    if (answer.status < 300) return value;
    const parsed = ErrorAnswer.safeParse(value).data;
    const name = parsed?.__type.split('#').at(-1) ?? '';
    throw new AwsError(
      name || 'UnknownError',
      answer.status,
      parsed?.message ?? parsed?.Message ?? `status ${answer.status}`,
    );
  };

  return async (operation, input) => {
    const metered = globalThis.miaohongMeter !== undefined && service === 'dynamodb';
    const full = metered ? { ...input, ReturnConsumedCapacity: 'INDEXES' } : input;
    const body = JSON.stringify(full);
    for (let tried = 1; ; tried++) {
      try {
        const output = await attempt(operation, body);
        globalThis.miaohongMeter?.({ service: label, operation, input: full, output });
        return output;
      } catch (error) {
        if (tried < ATTEMPTS && mayRetry(error)) {
          await new Promise((resolve) => setTimeout(resolve, BACKOFF_MS * 2 ** tried));
          continue;
        }
        globalThis.miaohongMeter?.({ service: label, operation, input: full, output: error });
        throw error;
      }
    }
  };
}

/** Repeating is safe: every write of this client is conditional or a plain replacement, and a job may come twice. */
const mayRetry = (error: unknown): boolean =>
  !(error instanceof AwsError) || error.status >= 500 || RETRIED.test(error.name);

/** One attempt. @throws {Error} when there is no answer in time. */
export function post(url: URL, headers: SignedHeaders, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const call = connections.request(url, { method: 'POST', headers });
    // A signal would fire after every call, long answered, and make an error each time.
    const timer = setTimeout(() => call.destroy(new Error('no answer in time')), ATTEMPT_TIMEOUT_MS);
    call.on('close', () => clearTimeout(timer));
    call.on('error', reject);
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) call.destroy(new Error('answer too large'));
        else chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    call.end(body);
  });
}
