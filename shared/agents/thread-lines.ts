import type { ThreadItem } from '../contracts/views.ts';
import { bodyInWords, type ThreadLine } from './rules-thread.ts';

/** States in which a message of ours has not reached the customer and will not. */
const NOT_SAID: ReadonlySet<string> = new Set(['failed', 'expired', 'cancelled', 'refused', 'recalled']);

const EVENTS: Partial<Record<ThreadItem['kind'], string>> = {
  entered: '客户进入了私信页',
  'card-submitted': '客户填写了留资卡',
  'card-copied': '客户复制了名片',
  contact: '客户留下了联系方式',
  comment: '客户在作品下留下了意向评论',
  'handed-over': '会话已转给人工同事',
};

/** The thread as an agent sees it, oldest first. What the customer never saw, and internal notes, are left out. */
export function threadLines(items: readonly ThreadItem[]): readonly ThreadLine[] {
  return items.flatMap((item): ThreadLine[] => {
    const { key, kind, direction, body } = item;
    if (kind !== 'message') {
      const text = kind === 'comment' && body ? `客户在作品下留下意向评论：${bodyInWords(body)}` : EVENTS[kind];
      return text === undefined ? [] : [{ key, from: 'event', text }];
    }
    if (item.recalled && direction === 'in') return [{ key, from: 'event', text: '客户撤回了一条消息' }];
    if (!body || item.recalled || (item.state !== undefined && NOT_SAID.has(item.state))) return [];
    return [{ key, from: direction === 'in' ? 'customer' : 'us', text: bodyInWords(body) }];
  });
}
