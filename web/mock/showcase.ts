/** One conversation that shows every kind of line and every delivery state. */
import type { ThreadItem } from '../../shared/contracts/views.ts';
import { itemKey, trace } from './threads.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function showcase(nowMs: number): ThreadItem[] {
  const at = (minutesAgo: number) => nowMs - minutesAgo * MINUTE_MS;
  const into = (minutesAgo: number, body: NonNullable<ThreadItem['body']>): ThreadItem => ({
    key: itemKey(at(minutesAgo)),
    atMs: at(minutesAgo),
    kind: 'message',
    direction: 'in',
    body,
  });
  const out = (minutesAgo: number, text: string, more: Partial<ThreadItem>): ThreadItem => ({
    key: itemKey(at(minutesAgo), `out${minutesAgo}`.padEnd(10, 'x')),
    atMs: at(minutesAgo),
    kind: 'message',
    direction: 'out',
    messageId: `out${minutesAgo}`.padEnd(10, 'x'),
    body: { type: 'text', text },
    state: 'sent',
    // What left elsewhere passed no gate (W11).
    ...(more.sender === 'phone-app' ? {} : { trace: trace('W2', at(minutesAgo), at(minutesAgo) + 23 * HOUR_MS) }),
    ...more,
  });
  const line = (minutesAgo: number, kind: ThreadItem['kind'], note?: string): ThreadItem => ({
    key: itemKey(at(minutesAgo)),
    atMs: at(minutesAgo),
    kind,
    direction: 'none',
    ...(note ? { note } : {}),
  });
  const usage = {
    model: 'claude-haiku-5-5',
    inputTokens: 212,
    outputTokens: 86,
    cacheReadTokens: 1840,
    cacheWriteTokens: 0,
    simulated: true,
  };
  return [
    line(1490, 'entered'),
    out(1489.9, '您好，我是筑家装饰的顾问小秒', { sender: 'welcome', trace: trace('W1', at(1489.9), at(1489.5)) }),
    into(1480, { type: 'text', text: '你好，看了你们直播间，想问下老房翻新' }),
    out(1479, '可以的，老房翻新我们有专门的水电和防水团队。您的房子大概多大面积呢？', {
      sender: 'agent',
      senderName: '小秒',
      usage,
    }),
    into(58, { type: 'text', text: '90平，两室一厅，在松江' }),
    into(57.8, { type: 'image' }),
    { ...into(57.7, { type: 'text', text: '发错群了' }), recalled: true, recalledAtMs: at(57.6) },
    into(57.5, { type: 'text', text: '这是现在的样子，全包大概多少钱？' }),
    out(56, '90 平全包一般在 9–12 万，含水电、防水、瓷砖、木门和橱柜。', {
      sender: 'agent',
      senderName: '小秒',
      usage,
    }),
    out(55.9, '图片我这边暂时看不到，量房时设计师会现场看。您留个手机号，我请设计师和您约时间？', {
      sender: 'agent',
      senderName: '小秒',
      usage,
    }),
    out(55.5, '', {
      sender: 'agent',
      senderName: '小秒',
      body: { type: 'card', card: 'phone-collect-card', cardId: 'card-phone', title: '预约免费量房', status: 'filled' },
    }),
    line(54, 'card-submitted'),
    { ...line(53.95, 'card-copied'), body: { type: 'card', card: 'name-card', cardId: 'name-1' } },
    line(53.9, 'contact', '138****5678'),
    into(40, { type: 'text', text: '填好了。上次别家的合同有坑，你们合同能先看看吗？' }),
    line(39.8, 'handed-over', 'agent.hand-over.topic'),
    { ...line(36, 'activity'), sender: 'operator', activity: { what: 'assigned', memberId: 'm2' } },
    {
      ...line(34, 'note', '@周店长 这位客户在比价，合同条款要先讲清楚'),
      sender: 'operator',
      senderName: '王敏',
      mentions: ['m1'],
    },
    out(30, '您好，我是客户经理王敏。合同样本可以先发您看，重点条款我给您标出来。', {
      sender: 'operator',
      senderName: '王敏',
    }),
    out(29, '我在手机上先给您发了目录页', { sender: 'phone-app' }),
    out(20, '付款是 3331，竣工验收后才付最后 10%。', { sender: 'operator', senderName: '王敏', state: 'unknown' }),
    out(18, '另外提醒一下，增项需要您签字确认。', {
      sender: 'operator',
      senderName: '王敏',
      state: 'failed',
      failure: { code: 'platform.unavailable' },
    }),
    out(16, '这条发错了', {
      sender: 'operator',
      senderName: '王敏',
      state: 'recalled',
      recalled: true,
      recalledAtMs: at(15),
    }),
    out(12, '您看周六上午方便吗？', {
      sender: 'agent',
      senderName: '小秒',
      state: 'refused',
      failure: { code: 'window.closed' },
      trace: {
        pack: 'douyin-2026-03-01',
        rule: 'G8',
        verdict: { kind: 'refused', rule: 'G8', code: 'window.closed' },
        decidedAtMs: at(12),
      },
    }),
    out(11, '活动通知', {
      sender: 'api',
      state: 'held',
      failure: { code: 'order.behind-held' },
      deadlineMs: nowMs + 23 * HOUR_MS,
      trace: {
        pack: 'douyin-2026-03-01',
        rule: 'W8',
        verdict: { kind: 'refused', rule: 'W8', code: 'order.behind-held' },
        decidedAtMs: at(11),
      },
    }),
    into(3, { type: 'text', text: '<img src=x onerror=alert(1)> 周六上午可以，几点？' }),
    into(2, { type: 'video' }),
    into(1.5, { type: 'unsupported', platformType: 'retail_item' }),
  ];
}
