import type { MessageBody } from '../conversations/model.ts';
import { cleanText, inert, maskContacts } from './rules-text.ts';

/** One line of a conversation as an agent sees it: who said what, or what happened. */
export interface ThreadLine {
  /** Sortable; stable for one line over all calls. */
  readonly key: string;
  readonly from: 'customer' | 'us' | 'event';
  readonly text: string;
}

const CARD_NAMES: Readonly<Record<string, string>> = {
  'phone-collect-card': '电话收集卡片',
  'name-card': '名片',
  'landing-page': '落地页',
  note: '笔记',
  'lead-card': '留资卡',
  'trade-card': '交易卡',
};

/** What a message says in words. Media without an address is named honestly (I6): an agent must not pretend to see it. */
export function bodyInWords(body: MessageBody): string {
  switch (body.type) {
    case 'text':
      return personalText(body.text);
    case 'image':
      return '〔图片，内容不可见〕';
    case 'video':
      return '〔视频，内容不可见〕';
    case 'link':
      return body.title ? `〔链接：${personalText(body.title)}〕` : '〔链接〕';
    case 'gif-emoji':
      return '〔表情〕';
    case 'card':
      return `〔${CARD_NAMES[body.card] ?? '卡片'}${body.status === 'filled' ? '，已填写' : ''}〕`;
    case 'unsupported':
      return '〔暂不支持的消息〕';
  }
}

const MAX_LINE_CHARS = 1000;
const shorten = (text: string) =>
  text.length <= MAX_LINE_CHARS ? text : `${text.slice(0, MAX_LINE_CHARS)}…〔其余略〕`;

/**
 * Text of a person, made safe to show a model: visible only (SEC21), nobody named (SEC17), no markup of ours. Cut first,
 * because masking grows with length.
 */
export const personalText = (text: string): string => inert(maskContacts(cleanText(shorten(text)))).trim();

/** How many lines a prompt holds at most, and how many always precede the newest where the thread is long. */
export const MAX_LINES = 32;
const MIN_LINES = 14;
/** One line in so many may start a prompt. */
const ANCHOR_EVERY = 6;

/**
 * Picks the lines of a prompt from a thread's newest lines (oldest first). A window that slid by one line a turn would
 * change the prompt's beginning each time and the vendor's cache would never hit (COST5); so a long thread starts at a
 * line whose own key marks it as an anchor, and stays there until that line is too old.
 */
export function promptLines(lines: readonly ThreadLine[]): readonly ThreadLine[] {
  const newest = lines.slice(-MAX_LINES);
  if (lines.length < MAX_LINES) return newest;
  const anchor = newest.findIndex((line) => keyHash(line.key) % ANCHOR_EVERY === 0);
  return newest.slice(anchor < 0 ? -MIN_LINES : Math.min(anchor, newest.length - MIN_LINES));
}

const HASH_SEED = 5381;
/** A small stable spread over keys; nothing depends on its strength. */
const keyHash = (key: string): number =>
  Array.from(key).reduce((hash, char) => (hash * 33 + (char.codePointAt(0) ?? 0)) >>> 0, HASH_SEED);
