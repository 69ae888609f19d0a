import * as z from 'zod';
import type { Reply } from '../http/reply.ts';
import { ok, REFUSAL, refusal } from './answers.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Issued } from './grants.ts';

const Exchange = z.object({ app_id: z.number(), secret: z.string(), auth_code: z.string() });
const Refresh = z.object({ app_id: z.number(), secret: z.string(), refresh_token: z.string() });

/** A code for the first pair of tokens. */
export function exchange(deps: ApiDeps, body: unknown): Reply {
  const parsed = Exchange.safeParse(body);
  if (!parsed.success || !isApp(deps, parsed.data)) return refusal(REFUSAL.parameter);
  const issued = deps.grants.redeem(parsed.data.auth_code);
  return issued ? ok(tokenFields(deps, issued)) : refusal(REFUSAL.parameter);
}

/** A refresh token for a new pair; refused answers have a real code (410010). */
export function refresh(deps: ApiDeps, body: unknown): Reply {
  const parsed = Refresh.safeParse(body);
  const issued =
    parsed.success && isApp(deps, parsed.data) ? deps.grants.refresh(parsed.data.refresh_token) : undefined;
  return issued ? ok(tokenFields(deps, issued)) : refusal(REFUSAL.refreshRefused);
}

const isApp = ({ env }: ApiDeps, given: { app_id: number; secret: string }): boolean =>
  given.app_id === env.XIAOHONGSHU_APP_ID && given.secret === env.XIAOHONGSHU_APP_SECRET;

function tokenFields(deps: ApiDeps, { grant, pair }: Issued): Record<string, unknown> {
  const account = deps.world.accounts.get(grant.enterpriseId);
  return {
    access_token: pair.access,
    access_token_expires_in: Math.floor((pair.accessExpiresAtMs - deps.now()) / 1000),
    refresh_token: pair.refresh,
    refresh_token_expires_in: Math.floor((pair.refreshExpiresAtMs - deps.now()) / 1000),
    user_id: grant.enterpriseId,
    app_id: deps.env.XIAOHONGSHU_APP_ID,
    approval_role_type: 4,
    role_type: 4,
    platform_type: 3,
    advertiser_id: 7204418,
    scope: JSON.stringify(grant.scopes),
    corporation_name: account?.subject ?? '',
    virtual_seller_id: grant.enterpriseId,
    create_time: grant.createdAtMs,
    update_time: deps.now(),
  };
}
