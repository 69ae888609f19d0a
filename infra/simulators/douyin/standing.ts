import type { Conversation } from '../core/model.ts';
import type { World } from '../core/world.ts';
import type { Settings, Standing } from '../twin.ts';
import { ENTRY_MESSAGES, ENTRY_WINDOW_MS, judgeConsent, judgeEntry, REPLY_WINDOW_MS } from './windows.ts';

/** The widest right that is open now, in words for the page. */
export function standing(world: World, c: Conversation, settings: Settings, nowMs: number): Standing {
  const account = world.accounts.get(c.accountId);
  if (!account || account.kind === 'ordinary') return { open: false, rule: 'kind', text: '普通账号不能由工具发送' };
  if (c.lastCustomerAtMs !== undefined && nowMs < c.lastCustomerAtMs + REPLY_WINDOW_MS) {
    const untilMs = c.lastCustomerAtMs + REPLY_WINDOW_MS;
    if (settings.maxPerWindow === null) return { open: true, rule: 'W2', text: '客户说过话：24 小时内可回复', untilMs };
    const left = settings.maxPerWindow - c.acceptedSinceCustomer;
    return { open: left > 0, rule: 'W2', text: '客户说过话：24 小时内可回复', untilMs, left: Math.max(0, left) };
  }
  const entry = c.entries.findLast((candidate) => judgeEntry(candidate, nowMs) === 'open');
  if (!entry && judgeConsent(c.consent, nowMs) === 'open')
    return { open: true, rule: 'W3', text: '客户授权主动私信：每天一次，最多 3 条' };
  if (!entry) return { open: false, rule: 'W3a', text: '没有打开的发送窗口' };
  const left = ENTRY_MESSAGES - entry.spent;
  return {
    open: true,
    rule: 'W1',
    text: '客户刚打开私信页：30 秒内可发 3 条',
    untilMs: entry.atMs + ENTRY_WINDOW_MS,
    left,
  };
}
