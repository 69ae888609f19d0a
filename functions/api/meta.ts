import { routes } from '../../shared/contracts/routes.ts';
import { endpoint, publicEndpoint } from '../../shared/runtime/api-endpoint.ts';
import type { SignedIn } from '../../shared/tenants/callers.ts';
import { openApiDocument } from './openapi-document.ts';

export interface MetaDeps {
  readonly oidcAuthority: string;
  readonly oidcClientId: string;
  readonly isDemo: boolean;
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
  endpoint<typeof routes.me, SignedIn>(routes.me, async ({ caller }) => ({
    memberId: caller.memberId,
    name: caller.name,
    email: caller.member.email,
    role: caller.member.role,
    tenant: { id: caller.tenant.tenantId, name: caller.tenant.name, timeZone: caller.tenant.timeZone },
    permissions: [...caller.permissions],
    ownOnly: caller.ownOnly ?? false,
  })),
];
