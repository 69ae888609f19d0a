import { NO_TIME, type ParsedEvent } from '../platform.ts';
import { contentHash } from '../same-key.ts';
import { openContent } from './cipher.ts';
import { BindToken, Bound, STAFF_BOUND, STAFF_CANCELLED, Staff, Unbound } from './wire.ts';

/** Events of a hosted account; undefined where the content is not what its path promises. */

/** `appId`: ours; a binding to another application is none of ours. The sealed text names the push (SEC3). */
export function boundEvent(
  raw: unknown,
  of: { readonly sealed: string; readonly appId: number; readonly keyHex: string },
): ParsedEvent | undefined {
  const bound = Bound.safeParse(raw).data;
  if (bound?.app_id !== String(of.appId)) return undefined;
  const token = bound.token === undefined ? undefined : openContent(of.keyHex, bound.token);
  const accountCode = token?.ok ? BindToken.safeParse(token.value).data?.account_code : undefined;
  return account({
    kind: 'bound',
    accountPlatformId: bound.user_id,
    eventId: contentHash(of.sealed),
    ...(bound.nick_name ? { name: bound.nick_name } : {}),
    ...(accountCode === undefined ? {} : { accountCode }),
  });
}

export function unboundEvent(
  raw: unknown,
  of: { readonly sealed: string; readonly appId: number },
): ParsedEvent | undefined {
  const unbound = Unbound.safeParse(raw).data;
  if (unbound?.app_id !== String(of.appId)) return undefined;
  return account({
    kind: 'unbound',
    accountPlatformId: unbound.user_id,
    eventId: contentHash(of.sealed),
    ...(unbound.account_code ? { accountCode: unbound.account_code } : {}),
  });
}

const STAFF_KINDS: Readonly<Record<number, 'staff-bound' | 'staff-unbound'>> = {
  [STAFF_BOUND]: 'staff-bound',
  [STAFF_CANCELLED]: 'staff-unbound',
};

export function staffEvent(raw: unknown, of: { readonly sealed: string }): ParsedEvent | undefined {
  const staff = Staff.safeParse(raw).data;
  if (!staff) return undefined;
  const kind = STAFF_KINDS[staff.auth_status];
  if (!kind) return otherEvent(staff.user_id, `staff-status-${staff.auth_status}`, contentHash(of.sealed), NO_TIME);
  return account({
    kind,
    accountPlatformId: staff.user_id,
    eventId: contentHash(of.sealed),
    staffPlatformId: staff.kos_user_id,
    ...(staff.kos_nick_name ? { name: staff.kos_nick_name } : {}),
  });
}

/** Something we do not use: stored and acknowledged, never refused. */
export const otherEvent = (
  accountPlatformId: string,
  name: string,
  eventId: string,
  occurredAtMs: number,
): ParsedEvent => ({
  for: 'account',
  event: { kind: 'other', platform: 'xiaohongshu', accountPlatformId, eventId, occurredAtMs, name },
});

type Named = {
  readonly kind: 'bound' | 'unbound' | 'staff-bound' | 'staff-unbound';
  readonly accountPlatformId: string;
  readonly eventId: string;
  readonly name?: string;
  readonly accountCode?: string;
  readonly staffPlatformId?: string;
};

/** None of these contents tells a time. */
const account = (event: Named): ParsedEvent => ({
  for: 'account',
  event: { platform: 'xiaohongshu', occurredAtMs: NO_TIME, ...event },
});
