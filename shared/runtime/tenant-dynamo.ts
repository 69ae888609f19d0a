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
  readonly endsAtMs: number;
}
interface Session {
  opened?: Opened | undefined;
  /** The next one, while it is asked for: whoever comes meanwhile waits for it as well. */
  opening?: Promise<Opened> | undefined;
}

/** Before its end a session is replaced: a call must not meet it. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** An instance that serves more at a time asks STS again for those it has not seen for longest. */
const MAX_SESSIONS = 500;
const ENDED = /Expired|UnrecognizedClient|InvalidClientTokenId/;

export function createTenantDynamo({ tenantOf, assume, open, now }: TenantDynamoDeps): AwsCall {
  const sessions = new Map<string, Session>();

  const begin = (tenantId: string, session: Session): Promise<Opened> => {
    session.opening ??= assume(tenantId)
      .then((credentials) => {
        session.opened = { call: open(credentials), endsAtMs: credentials.expiresAtMs };
        return session.opened;
      })
      .finally(() => {
        session.opening = undefined;
      });
    return session.opening;
  };
  const sessionOf = (tenantId: string): Session => {
    const session = sessions.get(tenantId) ?? {};
    // Last in the order: whoever is first was not seen for longest.
    sessions.delete(tenantId);
    sessions.set(tenantId, session);
    const [oldest] = sessions.keys();
    if (sessions.size > MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest);
    return session;
  };
  const openedOf = async (tenantId: string, session: Session): Promise<Opened> => {
    const { opened } = session;
    if (opened && now() < opened.endsAtMs - RENEW_BEFORE_MS) return opened;
    try {
      return await begin(tenantId, session);
    } catch (error) {
      // What still lasts serves until STS answers again.
      if (opened && now() < opened.endsAtMs) return opened;
      throw error;
    }
  };

  return async (operation, input) => {
    const tenantId = tenantOf();
    const session = sessionOf(tenantId);
    const opened = await openedOf(tenantId, session);
    try {
      return await opened.call(operation, input);
    } catch (error) {
      if (!(error instanceof AwsError && ENDED.test(error.name))) throw error;
      if (session.opened === opened) session.opened = undefined;
      return (await openedOf(tenantId, session)).call(operation, input);
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
