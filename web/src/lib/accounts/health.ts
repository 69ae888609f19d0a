import type { AccountView } from '../contracts.ts';
import { daysUntil } from '../words/time.ts';

/** How long before the end of an authorisation the console begins to say so (A5). */
const FORECAST_DAYS = 14;

/** The platform is asked once a day: one refusal says little, two that what is shown is old. */
const UNTOLD_MS = 24 * 3_600_000;

export type Health =
  | { readonly kind: 'good' }
  /** It works; which staff accounts belong to it may be out of date. */
  | { readonly kind: 'staff-untold' }
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
      if (days !== undefined && days <= FORECAST_DAYS) return { kind: 'expiring', days };
      return isStaffUntold(account, nowMs) ? { kind: 'staff-untold' } : { kind: 'good' };
    }
  }
}

const isStaffUntold = ({ staffUntoldSinceMs }: AccountView, nowMs: number): boolean =>
  staffUntoldSinceMs !== undefined && nowMs - staffUntoldSinceMs >= UNTOLD_MS;
