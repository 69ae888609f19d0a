import type { Api } from '../api/api.ts';
import { ApiFailure } from '../api/failure.ts';
import type { Platform } from '../contracts.ts';
import { keepBinding, keepMeant } from './meant-account.ts';

/** Only a web address may be gone to: an answer that is anything else (a script address, say) is refused (A2). */
export function consentAddress(answer: string): string {
  const url = new URL(answer);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new ApiFailure('answer.unexpected', url.protocol);
  return url.href;
}

/**
 * Leaves for the platform's consent page (A1). It sends the person back to `/accounts/return/{platform}`. Where an account
 * is named, only that one is authorised (A2).
 */
export async function beginAuthorization(api: Api, platform: Platform, accountId?: string): Promise<void> {
  const { authorizeUrl } = await api.call('beginAuthorization', { body: { platform, accountId } });
  const address = consentAddress(authorizeUrl);
  const state = new URL(address).searchParams.get('state');
  keepMeant(sessionStorage, accountId === undefined ? undefined : { platform, accountId, state });
  location.assign(address);
}

/** Second step of hosting on Xiaohongshu: the page where the account is bound to this tool (A1). */
export async function beginBinding(api: Api, accountId: string): Promise<void> {
  const { bindUrl } = await api.call('beginBinding', { params: { accountId } });
  const address = consentAddress(bindUrl);
  keepBinding(sessionStorage, accountId);
  location.assign(address);
}

export type Returned =
  | { readonly kind: 'granted'; readonly code: string; readonly state: string }
  | { readonly kind: 'declined' }
  | { readonly kind: 'broken' };

/**
 * What a consent page sent back. Platforms name the code differently; without a state it was not asked for by us. No
 * platform documents a refusal: a state that comes back without a code is one.
 */
export function readReturn(params: Pick<URLSearchParams, 'get' | 'has'>): Returned {
  const code = params.get('code') ?? params.get('auth_code');
  const state = params.get('state');
  if (code && state) return { kind: 'granted', code, state };
  const isDeclined = params.has('error') || params.has('error_code') || (state && !code);
  return isDeclined ? { kind: 'declined' } : { kind: 'broken' };
}
