import { AwsError, post } from './aws-json.ts';
import { createSigner } from './aws-signature.ts';

/** What a session signs with; it ends by itself. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAtMs: number;
}

/** An assumed role assumes another for at most an hour. */
const SESSION_SECONDS = 3_600;
const VERSION = '2011-06-15';

const ATTEMPTS = 3;
const BACKOFF_MS = 50;
const mayRetry = ({ status, text }: { readonly status: number; readonly text: string }): boolean =>
  status >= 500 || (status >= 400 && /<Code>(?:Throttling|RequestLimitExceeded)/.test(text));

/** Of the one answer that is asked for, in which no name comes twice. */
const field = (xml: string, name: string): string => {
  const value = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
  if (value === undefined) throw new Error(`sts: the answer has no ${name}`);
  return value.replaceAll('&amp;', '&').trim();
};

/**
 * Assumes a role for one tenant: the session carries it as the tag `tenant`, which the role's policy binds keys to (SEC10).
 *
 * @throws {AwsError} when the role may not be assumed; {Error} when nobody answers.
 */
export async function assumeForTenant(
  { roleArn, tenantId }: { readonly roleArn: string; readonly tenantId: string },
  environment: NodeJS.ProcessEnv = process.env,
): Promise<SessionCredentials> {
  const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1';
  const given = environment.AWS_ENDPOINT_URL_STS ?? environment.AWS_ENDPOINT_URL;
  const url = new URL(given ?? `https://sts.${region}.amazonaws.com/`);
  const body = new URLSearchParams({
    Action: 'AssumeRole',
    Version: VERSION,
    RoleArn: roleArn,
    RoleSessionName: 'tenant',
    DurationSeconds: String(SESSION_SECONDS),
    'Tags.member.1.Key': 'tenant',
    'Tags.member.1.Value': tenantId,
  }).toString();
  const sign = createSigner('sts', region, url, environment);
  const attempt = () => post(url, sign(undefined, 'application/x-www-form-urlencoded; charset=utf-8', body), body);
  // Again where nobody answered, with an error of the service and when it is asked too much: one more session is no harm.
  let answer = await attempt().catch(() => undefined);
  for (let tried = 1; tried < ATTEMPTS && (!answer || mayRetry(answer)); tried += 1) {
    await new Promise((resolve) => setTimeout(resolve, BACKOFF_MS * 2 ** tried));
    answer = await (tried + 1 === ATTEMPTS ? attempt() : attempt().catch(() => undefined));
  }
  if (!answer) throw new Error('sts: no answer');
  if (answer.status >= 300) {
    const name = /<Code>([^<]+)</.exec(answer.text)?.[1] ?? 'UnknownError';
    throw new AwsError(name, answer.status, `the role of a tenant's sessions was not given: ${name}`);
  }
  return {
    accessKeyId: field(answer.text, 'AccessKeyId'),
    secretAccessKey: field(answer.text, 'SecretAccessKey'),
    sessionToken: field(answer.text, 'SessionToken'),
    expiresAtMs: Date.parse(field(answer.text, 'Expiration')),
  };
}
