import type { AccountView } from '../contracts.ts';
import { daysUntil } from '../words/time.ts';

/** How long before the end of an authorisation the console begins to say so (A5). */
const FORECAST_DAYS = 14;

export type Health =
  | { readonly kind: 'good' }
  | { readonly kind: 'expiring'; readonly days: number }
  | { readonly kind: 'unbound' | 'lost' | 'unhosted' };

/** Whether an account can work, and what stands in its way (A2, A5). */
export function healthOf(account: AccountView, nowMs: number): Health {
  switch (account.status) {
    case 'awaiting-binding':
      return { kind: 'unbound' };
    case 'needs-authorization':
      return { kind: 'lost' };
    case 'unhosted':
      return { kind: 'unhosted' };
    case 'hosted': {
      const days =
        account.authorizationExpiresAtMs === undefined ? undefined : daysUntil(account.authorizationExpiresAtMs, nowMs);
      return days !== undefined && days <= FORECAST_DAYS ? { kind: 'expiring', days } : { kind: 'good' };
    }
  }
}
