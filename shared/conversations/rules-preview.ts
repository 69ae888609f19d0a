import type { CardType, MessageBody } from './model.ts';

/** A head is billed per KB: the inbox shows no more of a message than this. */
const MAX_CHARS = 24;

const CARDS: Readonly<Record<CardType, string>> = {
  'phone-collect-card': '[电话收集卡片]',
  'name-card': '[名片]',
  'landing-page': '[落地页]',
  note: '[笔记]',
  'lead-card': '[留资卡]',
  'trade-card': '[交易卡]',
};

/** The line of the inbox that tells what a message holds, in the customers' language. */
export function previewOf(body: MessageBody | undefined): string {
  switch (body?.type) {
    case 'text':
      return shortened(body.text.replace(/\s+/g, ' ').trim());
    case 'image':
      return '[图片]';
    case 'video':
      return '[视频]';
    case 'link':
      return '[链接]';
    case 'gif-emoji':
      return '[表情]';
    case 'card':
      return CARDS[body.card];
    case 'unsupported':
    case undefined:
      return '[消息]';
  }
}

/** By code points: half a surrogate pair is no character. */
function shortened(text: string): string {
  const chars = Array.from(text);
  return chars.length <= MAX_CHARS ? text : `${chars.slice(0, MAX_CHARS - 1).join('')}…`;
}
