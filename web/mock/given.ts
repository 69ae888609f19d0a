/** What customers give beside messages: intent comments (W7) and consent to be written to (W3), and their answers. */
import type { ConversationView, ThreadItem } from '../../shared/contracts/views.ts';
import type { World } from './fixtures.ts';
import { itemKey } from './threads.ts';

const HOUR_MS = 3_600_000;
/** A Xiaohongshu conversation and a Douyin one of the made-up world. */
const COMMENTED = 'c000005';
const CONSENTED = 'c000006';

/** Never there: shows what stands in for a cover that does not load. */
const COVER = 'https://covers.example.invalid/note.png';

function comment(atMs: number, id: string, text: string, workTitle: string): ThreadItem {
  return {
    key: itemKey(atMs),
    atMs,
    kind: 'comment',
    direction: 'in',
    body: { type: 'text', text },
    comment: { id, workId: `note-${id}`, workTitle, workCoverUrl: COVER },
  };
}

/** Three comments: one too old, one answered, one that may be answered; the customer never spoke. */
function addComments(world: World, nowMs: number): void {
  const conversation = world.conversations.get(COMMENTED);
  if (conversation?.platform !== 'xiaohongshu') return;
  const [old, answered, open] = [nowMs - 30 * HOUR_MS, nowMs - 5 * HOUR_MS, nowMs - 0.4 * HOUR_MS];
  const repliedAtMs = nowMs - 4.5 * HOUR_MS;
  const reply: ThreadItem = {
    key: itemKey(repliedAtMs, 'answer-0001'),
    atMs: repliedAtMs,
    kind: 'message',
    direction: 'out',
    sender: 'operator',
    senderName: '王敏',
    messageId: 'answer-0001',
    body: {
      type: 'text',
      text: '您好，这套是 12 万落地，私信发您清单。',
      quote: { commentId: 'k2', noteId: 'note-k2' },
    },
    state: 'sent',
    trace: {
      pack: 'xiaohongshu-2026-03-01',
      rule: 'W7',
      verdict: { kind: 'allowed', rule: 'W7', left: 1, untilMs: answered + 24 * HOUR_MS - 1_000 },
      decidedAtMs: repliedAtMs,
    },
  };
  world.items.set(COMMENTED, [
    comment(old, 'k1', '求户型图', '老房翻新第 60 天'),
    comment(answered, 'k2', '这套落地多少钱呀', '90㎡奶油风全案，12 万落地清单'),
    reply,
    comment(open, 'k3', '松江可以做吗？想约个量房', '90㎡奶油风全案，12 万落地清单'),
  ]);
  world.conversations.set(COMMENTED, {
    ...withoutSpeech(conversation),
    lastMessage: { preview: '[意向评论] 松江可以做吗？想约个量房', atMs: open, from: 'customer' },
    window: {
      entries: [],
      follows: false,
      beforeSpeech: [],
      everSent: true,
      sentSinceCustomerMessage: 0,
      comments: [
        { id: 'k2', atMs: answered, repliedAtMs },
        { id: 'k3', atMs: open },
      ],
    },
  });
}

const withoutSpeech = ({ waitingSinceMs: _, ...rest }: ConversationView): ConversationView => rest;

/** Given for a month, withdrawn, given again: the day's touch is still whole. */
function addConsent(world: World, nowMs: number): void {
  const conversation = world.conversations.get(CONSENTED);
  if (conversation?.platform !== 'douyin') return;
  const line = (atMs: number, consent: NonNullable<ThreadItem['consent']>): ThreadItem => ({
    key: itemKey(atMs),
    atMs,
    kind: 'consent',
    direction: 'none',
    consent,
  });
  const entered = nowMs - 50 * HOUR_MS;
  const untilMs = nowMs + 29 * 24 * HOUR_MS;
  world.items.set(CONSENTED, [
    { key: itemKey(entered), atMs: entered, kind: 'entered', direction: 'none' },
    line(nowMs - 49.9 * HOUR_MS, { given: true, untilMs }),
    line(nowMs - 30 * HOUR_MS, { given: false }),
    line(nowMs - 20 * HOUR_MS, { given: true, untilMs }),
  ]);
  world.conversations.set(CONSENTED, {
    ...withoutSpeech(conversation),
    window: {
      entries: [],
      follows: false,
      beforeSpeech: [],
      everSent: false,
      sentSinceCustomerMessage: 0,
      consent: { atMs: nowMs - 20 * HOUR_MS, untilMs, spent: 0 },
    },
  });
}

export function addGiven(world: World, nowMs: number): void {
  addComments(world, nowMs);
  addConsent(world, nowMs);
}

/** The window's facts once a text has left: a comment that it quotes has its answer (W7). */
export function answered(
  { window }: ConversationView,
  commentId: string | undefined,
  repliedAtMs: number,
): ConversationView['window'] {
  if (commentId === undefined || !window.comments) return window;
  return {
    ...window,
    comments: window.comments.map((one) => (one.id === commentId ? { ...one, repliedAtMs } : one)),
  };
}
