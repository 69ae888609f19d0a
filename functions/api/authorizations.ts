import { type BeginDeps, beginAuthorization } from '../../shared/accounts/authorize.ts';
import { beginBinding } from '../../shared/accounts/bind.ts';
import { type CompleteDeps, completeAuthorization } from '../../shared/accounts/complete-authorization.ts';
import type { Account } from '../../shared/accounts/model.ts';
import type { AccountClient } from '../../shared/accounts/platform-clients.ts';
import { accountView } from '../../shared/accounts/view.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { Platform } from '../../shared/conversations/model.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';

export type AuthorizationDeps = Omit<BeginDeps & CompleteDeps, 'clients'> & {
  readonly clients: Readonly<Record<Platform, Pick<AccountClient, 'authorizeUrl' | 'exchangeCode' | 'bindUrl'>>>;
  /** What the platform said of the account before it had a row is taken up (A1). */
  readonly catchUp: (account: Account) => Promise<void>;
};

/** A1, A2: to the platform's consent page and back. */
export const authorizationEndpoints = (deps: AuthorizationDeps) => [
  endpoint(routes.beginAuthorization, async ({ body, caller }) => ({
    authorizeUrl: await beginAuthorization(deps, caller, body.platform, body.accountId),
  })),
  endpoint(routes.beginBinding, async ({ params, caller }) => ({
    bindUrl: await beginBinding(deps, { tenantId: caller.tenantId, accountId: params.accountId }),
  })),
  endpoint(routes.completeAuthorization, async ({ body, caller }) => {
    const { tenantId, memberId } = caller;
    const account = await completeAuthorization(deps, { ...body, tenantId, memberId });
    await deps.catchUp(account);
    return accountView(account, deps.clock.now());
  }),
];
