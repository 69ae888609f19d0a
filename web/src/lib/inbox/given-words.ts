import type { MessageState, ThreadItem } from '../contracts.ts';
import { m } from '../paraglide/messages.js';
import type { CommentVerdictView } from '../window-engine.ts';
import { figure } from '../words/time.ts';
import { reasonWords } from '../words/words.ts';
import type { ThreadLine } from './thread-merge.ts';

/** W3: what the customer decided about messages of the account's own accord, and until when it holds. */
export function consentWords({ consent }: Pick<ThreadItem, 'consent'>, moment: (atMs: number) => string): string {
  if (consent?.given !== true) return m.event_consent_withdrawn();
  const { untilMs } = consent;
  return untilMs === undefined ? m.event_consent_given() : m.event_consent_until({ time: moment(untilMs) });
}

const lineOfComment = (commentId: string, lines: readonly ThreadItem[]): ThreadItem | undefined =>
  lines.find(({ comment }) => comment?.id === commentId);

/** W7: the words of a comment, where the thread holds it. */
export function wordsOfComment(commentId: string, lines: readonly ThreadItem[]): string {
  const body = lineOfComment(commentId, lines)?.body;
  return body?.type === 'text' ? body.text : '';
}

const quoteIn = ({ body }: Pick<ThreadItem, 'body'>): string | undefined =>
  body?.type === 'text' ? body.quote?.commentId : undefined;

/** W7: the comment that a message answers: its words, empty where they are not loaded, and its line. */
export function quotedBy(
  line: Pick<ThreadItem, 'body'>,
  lines: readonly ThreadItem[],
): { readonly words: string; readonly key: string | undefined } | undefined {
  const commentId = quoteIn(line);
  if (commentId === undefined) return undefined;
  return { words: wordsOfComment(commentId, lines), key: lineOfComment(commentId, lines)?.key };
}

/** Never left, and will not: the comment is as it was. */
const CAME_TO_NOTHING: ReadonlySet<MessageState | undefined> = new Set(['failed', 'refused', 'expired', 'cancelled']);

/** W7: our answer to a comment, on its way or sent; one that was taken back was given all the same. */
export const answerTo = (commentId: string, lines: readonly ThreadLine[]): ThreadLine | undefined =>
  lines.find(
    (line) =>
      line.direction === 'out' &&
      quoteIn(line) === commentId &&
      !CAME_TO_NOTHING.has(line.state) &&
      line.local?.unsent === undefined,
  );

/** What the engine says, but that an answer stands in the thread already: once the customer spoke (W6) it need not know. */
export const orAnswered = (
  verdict: CommentVerdictView | undefined,
  given: ThreadLine | undefined,
): CommentVerdictView | undefined => (given ? { kind: 'refused', rule: 'W7', code: 'comment.answered' } : verdict);

/** Why a comment cannot be answered now, with the figure where an account spends too little (A3). */
export function commentReason(
  { code, needsYuan }: Extract<CommentVerdictView, { kind: 'refused' }>,
  locale: string,
): string {
  return needsYuan === undefined ? reasonWords(code) : m.comment_spend({ yuan: figure(needsYuan, locale) });
}
