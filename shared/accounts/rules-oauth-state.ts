import * as z from 'zod';
import { Platform } from '../conversations/model.ts';

/** How long an operator may take on the consent page (A2). */
export const STATE_LIFE_MS = 15 * 60_000;

/** What a state says; it is signed, so nobody else can say it. */
export const OAuthState = z.object({
  nonce: z.string().min(16),
  tenantId: z.string(),
  memberId: z.string(),
  platform: Platform,
  expiresAtMs: z.number().int(),
  /** The account that is authorised again; absent = whichever the person chooses. */
  accountId: z.string().exactOptional(),
});
export type OAuthState = z.infer<typeof OAuthState>;

export type StateVerdict =
  | { readonly kind: 'accept' }
  | {
      readonly kind: 'refuse';
      readonly code: 'oauth.state-foreign' | 'oauth.state-expired' | 'oauth.state-other-platform';
    };

/** A2: a state serves the member of the tenant that asked for it, for that platform, in time. */
export function judgeState(
  state: OAuthState,
  caller: { readonly tenantId: string; readonly memberId: string },
  platform: Platform,
  nowMs: number,
): StateVerdict {
  if (state.tenantId !== caller.tenantId || state.memberId !== caller.memberId) {
    return { kind: 'refuse', code: 'oauth.state-foreign' };
  }
  if (state.platform !== platform) return { kind: 'refuse', code: 'oauth.state-other-platform' };
  return nowMs < state.expiresAtMs ? { kind: 'accept' } : { kind: 'refuse', code: 'oauth.state-expired' };
}
