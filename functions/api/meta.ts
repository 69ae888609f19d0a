import { routes } from '../../shared/contracts/routes.ts';
import { endpoint, publicEndpoint } from '../../shared/runtime/api-endpoint.ts';
import type { FindCaller } from '../../shared/runtime/caller.ts';
import { NotAllowed } from '../../shared/runtime/errors.ts';
import type { SignedIn } from '../../shared/tenants/callers.ts';
import { openApiDocument } from './openapi-document.ts';

export interface MetaDeps {
  readonly oidcAuthority: string;
  readonly oidcClientId: string;
  readonly isDemo: boolean;
  /** The caller as they are now, not as remembered for a minute: a console that asks who one is begins with it (SEC30). */
  readonly findCallerNow: FindCaller<SignedIn>;
}

/** What anybody may ask, and who the caller is. */
export const metaEndpoints = (deps: MetaDeps) => [
  publicEndpoint(routes.health, async () => ({ ok: true as const })),
  publicEndpoint(routes.openapi, async () => openApiDocument(routes)),
  publicEndpoint(routes.consoleConfig, async () => ({
    authority: deps.oidcAuthority,
    clientId: deps.oidcClientId,
    demo: deps.isDemo,
  })),
  endpoint<typeof routes.me, SignedIn>(routes.me, async ({ caller: asked }) => {
    const caller = await deps.findCallerNow(asked.memberId);
    if (!caller) throw new NotAllowed('member.unknown', 'nobody here knows this account any more');
    const { memberId, name, member, tenant, permissions, ownOnly = false } = caller;
    return {
      memberId,
      name,
      email: member.email,
      role: member.role,
      tenant: { id: tenant.tenantId, name: tenant.name, timeZone: tenant.timeZone },
      permissions: [...permissions],
      ownOnly,
    };
  }),
];
