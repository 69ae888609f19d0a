/** What stands in the threads, made when they are first opened. */
import type { ThreadItem } from '../../shared/contracts/views.ts';
import type { World } from './fixtures.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const ASKS = [
  '想了解一下90平报价，大概多少钱？',
  '你们做老房翻新吗，卫生间漏水也能一起处理吗',
  '看了你们的直播，全包套餐现在还有优惠吗？',
  '工期一般多久？我们想年前住进去',
  '可以先上门量房吗',
  '现代简约和奶油风哪个贵一点',
  '好的，我和家里商量一下',
  '手机号发你了，方便的话下午联系我',
];
export const ANSWERS = [
  '您好，90 平全包一般在 9–12 万，具体看户型和材料。方便说下是新房还是老房吗？',
  '可以的，老房翻新我们有专门的水电和防水团队，防水质保 8 年。',
  '90 平左右工期约 75 天，现在开工可以在年前完成硬装。',
  '量房是免费的，您留个手机号，我请设计师和您约时间。',
];

export const trace = (rule: string, atMs: number, untilMs?: number): NonNullable<ThreadItem['trace']> => ({
  pack: rule.startsWith('W6') ? 'xiaohongshu-2026-03-01' : 'douyin-2026-03-01',
  rule,
  verdict: { kind: 'allowed', rule, ...(untilMs === undefined ? {} : { untilMs }) },
  decidedAtMs: atMs,
});

let serial = 0;
/** Keys sort by time, as the server's do. */
export const itemKey = (atMs: number, id?: string): string => {
  serial += 1;
  return `${atMs}#${id === undefined ? `e_${`${serial}`.padStart(7, '0')}` : `o_${id}`}`;
};

/** The thread of a conversation, made when first asked for. */
export function threadOf(world: World, id: string): ThreadItem[] {
  const known = world.items.get(id);
  if (known) return known;
  const conversation = world.conversations.get(id);
  if (!conversation) return [];
  const items: ThreadItem[] = [];
  const lines = 160;
  for (let index = 0; index < lines; index += 1) {
    const atMs = conversation.lastActivityAtMs - (lines - index) * 7 * MINUTE_MS;
    const isCustomer = index % 3 === 0;
    items.push({
      key: itemKey(atMs, isCustomer ? undefined : `m${index}`.padStart(12, '0')),
      atMs,
      kind: 'message',
      direction: isCustomer ? 'in' : 'out',
      body: { type: 'text', text: (isCustomer ? ASKS : ANSWERS)[index % 4] ?? '' },
      ...(isCustomer
        ? {}
        : {
            sender: 'agent' as const,
            senderName: '小秒',
            state: 'sent' as const,
            trace: trace('W2', atMs, atMs + HOUR_MS),
          }),
    });
  }
  world.items.set(id, items);
  return items;
}
