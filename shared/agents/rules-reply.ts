import { cleanText, unmark } from './rules-text.ts';

/** How an answer leaves: as one to three short messages, like a person types them (G3). */

export const MAX_BUBBLES = 3;
export const MAX_BUBBLE_CHARS = 200;
/** A bubble a person would write in one go. */
const COMFORTABLE_CHARS = 70;

/**
 * Makes a model's text fit for a private message: visible characters only (SEC21), no Markdown, no stray tags around
 * it, marks of masked values as plain words. May be empty.
 */
export function tidyReply(text: string): string {
  return unmark(cleanText(text))
    .replace(/^```.*$/gm, '')
    .replace(/^[ \t]*(?:#{1,6}|[-*•])[ \t]+/gm, '')
    .replace(/(\*\*|__|`)(?=\S)([^\n]*?\S)\1/g, '$2')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

/**
 * Splits a tidy reply into at most `maxBubbles` messages of at most 200 characters (code points), at paragraphs first,
 * then between sentences. Nothing is lost but white space at the seams.
 *
 * @returns undefined where it cannot fit; such a reply is never sent shortened (SEC25).
 */
export function splitBubbles(text: string, maxBubbles: number = MAX_BUBBLES): readonly string[] | undefined {
  const limit = Math.min(maxBubbles, MAX_BUBBLES);
  const paragraphs = text
    .split('\n')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (paragraphs.length === 0 || limit < 1) return undefined;
  const asWritten = paragraphs.length <= limit && paragraphs.every((part) => size(part) <= MAX_BUBBLE_CHARS);
  if (asWritten && (paragraphs.length > 1 || size(text) <= COMFORTABLE_CHARS)) return paragraphs;

  const sentences = paragraphs.flatMap(splitSentences);
  const total = sentences.reduce((sum, part) => sum + size(part), 0);
  const wanted = Math.min(limit, Math.ceil(total / COMFORTABLE_CHARS));
  const even = pack(sentences, Math.ceil(total / wanted));
  if (fits(even, limit)) return even;
  const full = pack(sentences, MAX_BUBBLE_CHARS);
  if (fits(full, limit)) return full;
  const hard = chunk(sentences.join(''), MAX_BUBBLE_CHARS);
  return fits(hard, limit) ? hard : undefined;
}

const size = (text: string): number => Array.from(text).length;
const fits = (bubbles: readonly string[], limit: number) =>
  bubbles.length <= limit && bubbles.every((bubble) => size(bubble) <= MAX_BUBBLE_CHARS);

/** Ends of sentences stay with their sentence; decimals and addresses are not ends. */
const SENTENCE = /.*?(?:[。！？!?；;…～~]+[”」』）)〕】"']*|$)/gsu;
const splitSentences = (text: string): readonly string[] =>
  (text.match(SENTENCE) ?? []).filter((part) => part.trim() !== '');

/** Fills bubbles up to `target` characters, sentence by sentence; the last of them may be fuller, never over the limit. */
function pack(sentences: readonly string[], target: number): readonly string[] {
  const bubbles: string[] = [];
  for (const sentence of sentences) {
    const last = bubbles.at(-1);
    const room = last === undefined ? 0 : Math.min(MAX_BUBBLE_CHARS, Math.max(target, COMFORTABLE_CHARS)) - size(last);
    if (last !== undefined && (size(sentence) <= room || isTail(sentence)))
      bubbles[bubbles.length - 1] = last + sentence;
    else bubbles.push(sentence);
  }
  return bubbles.map((bubble) => bubble.trim());
}

/** A leftover such as a closing bracket or 〔…〕 note never stands alone. */
const isTail = (sentence: string) => /^\s*(?:〔[^〕]*〕|[^\p{L}\p{N}]*)\s*$/u.test(sentence);

function chunk(text: string, length: number): readonly string[] {
  const graphemes = [...new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(text)].map(
    (part) => part.segment,
  );
  const chunks: string[] = [];
  for (const grapheme of graphemes) {
    const last = chunks.at(-1);
    if (last !== undefined && size(last) + size(grapheme) <= length) chunks[chunks.length - 1] = last + grapheme;
    else chunks.push(grapheme);
  }
  return chunks.map((part) => part.trim()).filter((part) => part !== '');
}
