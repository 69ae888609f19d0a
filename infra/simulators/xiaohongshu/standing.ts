import type { Conversation } from '../core/model.ts';
import type { World } from '../core/world.ts';
import type { AuthorizationStanding, Standing } from '../twin.ts';
import type { Grants } from './grants.ts';
import { firstContact } from './send.ts';
import { FIRST_DAY_MS, judgeFirstContact } from './windows.ts';

/** Consent and binding of an account, as one state. */
export function authorization(
  grants: Grants,
  accountId: string,
  enterpriseId: string,
  isRouted: boolean,
  nowMs: number,
): AuthorizationStanding {
  const grant = grants.grant(enterpriseId);
  const pair = grants.current(enterpriseId);
  if (!grant || !pair) return { accountId, state: 'none' };
  const { accessExpiresAtMs, refreshExpiresAtMs } = pair;
  const times = { accountId, accessExpiresAtMs, refreshExpiresAtMs };
  if (grant.revoked) return { ...times, state: 'revoked' };
  if (nowMs >= accessExpiresAtMs) return { ...times, state: 'expired' };
  return { ...times, state: isRouted ? 'active' : 'consented' };
}

/** The widest right that is open now, in words for the page. */
export function standing(world: World, c: Conversation, nowMs: number): Standing {
  const facts = firstContact(world, c);
  if (facts.spoke) return { open: true, rule: 'W6', text: '客户说过话：可一直发送' };
  const text = judgeFirstContact(facts, true, nowMs);
  if (text !== 'open') return { open: false, rule: 'W4', text: '首次开口前的额度已用完或未打开' };
  if (facts.follows) return { open: true, rule: 'W5', text: '客户已关注：首次进入不限条数' };
  const dayEndsAtMs = (facts.enteredAtMs ?? 0) + FIRST_DAY_MS;
  if (nowMs >= dayEndsAtMs) return { open: true, rule: 'W4', text: '进入满 24 小时：可发 1 条任意消息', left: 1 };
  const left = (facts.highWeight ? 2 : 1) - facts.sent.length;
  return { open: true, rule: 'W4', text: '首次进入 24 小时内：先发 1 条文字', untilMs: dayEndsAtMs, left };
}
