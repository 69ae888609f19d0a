import type { Platform } from '../contracts.ts';

/**
 * The platforms' basic emojis as the text codes they travel in (C1). ASSUMED: neither platform publishes the list; these
 * are the codes their apps write into messages. Douyin writes `[微笑]`, Xiaohongshu `[微笑R]`.
 */
const NAMES: Readonly<Record<Platform, readonly (readonly [name: string, look: string])[]>> = {
  douyin: [
    ['微笑', '🙂'],
    ['呲牙', '😁'],
    ['大笑', '😄'],
    ['害羞', '😊'],
    ['可爱', '😌'],
    ['爱慕', '😍'],
    ['飞吻', '😘'],
    ['思考', '🤔'],
    ['捂脸', '🤦'],
    ['泪奔', '😭'],
    ['流泪', '😢'],
    ['惊讶', '😮'],
    ['尬笑', '😅'],
    ['加油', '💪'],
    ['赞', '👍'],
    ['鼓掌', '👏'],
    ['OK', '👌'],
    ['感谢', '🙏'],
    ['比心', '🫰'],
    ['爱心', '❤️'],
    ['玫瑰', '🌹'],
    ['抱抱你', '🤗'],
    ['握手', '🤝'],
    ['太阳', '☀️'],
  ],
  xiaohongshu: [
    ['微笑', '🙂'],
    ['偷笑', '🤭'],
    ['笑哭', '😂'],
    ['害羞', '😊'],
    ['萌萌哒', '🥰'],
    ['飞吻', '😘'],
    ['色色', '😍'],
    ['思考', '🤔'],
    ['捂脸', '🤦'],
    ['哭惹', '😭'],
    ['惊恐', '😱'],
    ['可怜', '🥺'],
    ['加油', '💪'],
    ['赞', '👍'],
    ['鼓掌', '👏'],
    ['ok', '👌'],
    ['合十', '🙏'],
    ['爱心', '❤️'],
    ['派对', '🎉'],
    ['抱抱', '🤗'],
    ['握手', '🤝'],
    ['向右', '👉'],
    ['棒', '🌟'],
    ['黄金薯', '🥔'],
  ],
};

export interface EmojiCode {
  readonly code: string;
  readonly name: string;
  /** Drawn in the console in its stead. */
  readonly look: string;
}

export const emojiCodes = (platform: Platform): readonly EmojiCode[] =>
  NAMES[platform].map(([name, look]) => ({
    name,
    look,
    code: platform === 'xiaohongshu' ? `[${name}R]` : `[${name}]`,
  }));

export interface TextPart {
  readonly text: string;
  /** Drawn in its stead: it is the code of an emoji. */
  readonly look?: string;
}

/** A message's text with the emojis it names; a bracket that is no code of the platform stays as it was written. */
export function emojiParts(text: string, platform: Platform): readonly TextPart[] {
  if (!text.includes('[')) return [{ text }];
  const looks = new Map(emojiCodes(platform).map(({ code, look }) => [code, look]));
  return text
    .split(/(\[[^[\]]{1,8}\])/)
    .filter((part) => part !== '')
    .map((part) => {
      const look = looks.get(part);
      return look === undefined ? { text: part } : { text: part, look };
    });
}
