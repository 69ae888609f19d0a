import { localCredentials, outsideUrl, region, simulatorPaths } from './defaults.ts';
import { TENANT_ROLE } from './table-guard.ts';

export interface Endpoints {
  readonly dynamo: string;
  readonly sqs: string;
  /** The front's AWS wire port: scheduler, bus, KMS, secrets. */
  readonly aws: string;
  /** S3, path style. */
  readonly buckets: string;
}

type Variables = Readonly<Record<string, string>>;

const isSimulated = (name: string): name is keyof typeof simulatorPaths => name in simulatorPaths;

/** Variables of this process that may replace what the template says, besides the addresses of outside systems. */
const PASSED_ON = ['LOG_LEVEL', 'POWERTOOLS_LOG_LEVEL'];

/**
 * Environment of a function: what the template gives it, then what stands for AWS here.
 *
 * Outside systems (`*_API_URL`, ANTHROPIC_BASE_URL) are the runtime's own variables of the same name where they are set,
 * else the simulators. The machine's AWS profile is kept out: no local run may ever reach a real account.
 */
export function functionEnvironment(
  variables: Variables,
  endpoints: Endpoints,
  port: number,
  own: NodeJS.ProcessEnv,
): Variables {
  const outside = Object.keys(variables).flatMap((name) => {
    if (isSimulated(name)) return [[name, outsideUrl(name, port, own)] as const];
    const given = own[name];
    return name.endsWith('_API_URL') && given ? [[name, given] as const] : [];
  });
  const passedOn = PASSED_ON.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]] as const]));
  return {
    ...awsEnvironment(endpoints),
    ...variables,
    ...Object.fromEntries(outside),
    ...Object.fromEntries(passedOn),
    ...turnedOn(variables, own),
    // Who acts for tenants meets the table behind its policies (SEC10).
    ...(TENANT_ROLE in variables ? { AWS_ENDPOINT_URL_DYNAMODB: endpoints.aws } : {}),
    TZ: 'UTC', // as in Lambda
  };
}

/** Off where the stack is deployed: the demo, and what only the simulators are known to answer. */
const ON_HERE = ['DEMO', 'DOUYIN_LEAD_COMPONENTS'] as const;

const turnedOn = (variables: Variables, own: NodeJS.ProcessEnv): Variables =>
  Object.fromEntries(ON_HERE.filter((name) => name in variables).map((name) => [name, own[name] ?? 'on']));

/** What every AWS SDK needs to talk to the local parts; also useful to tests and to the AWS CLI. */
export function awsEnvironment({ dynamo, sqs, aws, buckets }: Endpoints): Variables {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: aws,
    AWS_ENDPOINT_URL_DYNAMODB: dynamo,
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: dynamo,
    AWS_ENDPOINT_URL_SQS: sqs,
    AWS_ENDPOINT_URL_S3: buckets,
    AWS_ENDPOINT_URL_EVENTBRIDGE: aws,
    AWS_ENDPOINT_URL_SCHEDULER: aws,
    AWS_ENDPOINT_URL_KMS: aws,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: aws,
  };
}
