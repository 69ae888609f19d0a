import { type AwsCall, AwsError, createAwsJson } from './aws-json.ts';
import { assumeForTenant, type SessionCredentials } from './aws-sts.ts';

/**
 * SEC10: calls of the table signed with a session of the tenant they are made for. Its role reaches that tenant's keys and
 * no other's, so what slips past our own check (tenant-bound-table.ts) AWS refuses. One call of STS an hour, tenant and
 * instance.
 */

export interface TenantDynamoDeps {
  /** Of the request that runs. @throws outside of one. */
  readonly tenantOf: () => string;
  readonly assume: (tenantId: string) => Promise<SessionCredentials>;
  readonly open: (credentials: SessionCredentials) => AwsCall;
  /** True time in epoch milliseconds: sessions end by it, whatever the movable clock says. */
  readonly now: () => number;
}

interface Opened {
  readonly call: AwsCall;
  readonly renewAtMs: number;
}

/** Before its end a session is not used any more: a call must not meet it. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** An instance that serves more at a time asks STS again for those it has not seen for longest. */
const MAX_SESSIONS = 500;
const ENDED = /Expired|UnrecognizedClient|InvalidClientTokenId/;

export function createTenantDynamo({ tenantOf, assume, open, now }: TenantDynamoDeps): AwsCall {
  const sessions = new Map<string, Promise<Opened>>();

  const begin = (tenantId: string): Promise<Opened> => {
    const opened = assume(tenantId).then((credentials) => ({
      call: open(credentials),
      renewAtMs: credentials.expiresAtMs - RENEW_BEFORE_MS,
    }));
    sessions.delete(tenantId);
    sessions.set(tenantId, opened);
    opened.catch(() => sessions.get(tenantId) === opened && sessions.delete(tenantId));
    const [oldest] = sessions.keys();
    if (sessions.size > MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest);
    return opened;
  };
  const sessionOf = async (tenantId: string): Promise<Opened> => {
    const known = sessions.get(tenantId);
    const opened = await (known ?? begin(tenantId));
    if (opened.renewAtMs > now()) return opened;
    // Whoever comes first begins the next one; the others wait for it.
    const newest = sessions.get(tenantId);
    return newest === undefined || newest === known ? begin(tenantId) : newest;
  };

  return async (operation, input) => {
    const tenantId = tenantOf();
    const { call } = await sessionOf(tenantId);
    try {
      return await call(operation, input);
    } catch (error) {
      if (!(error instanceof AwsError && ENDED.test(error.name))) throw error;
      return (await begin(tenantId)).call(operation, input);
    }
  };
}

/** As functions use it: sessions of `roleArn`, addresses and region from the environment. */
export const tenantDynamo = (roleArn: string, tenantOf: () => string): AwsCall =>
  createTenantDynamo({
    tenantOf,
    assume: (tenantId) => assumeForTenant({ roleArn, tenantId }),
    open: ({ accessKeyId, secretAccessKey, sessionToken }) =>
      createAwsJson('dynamodb', {
        ...process.env,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      }),
    now: () => Date.now(),
  });
