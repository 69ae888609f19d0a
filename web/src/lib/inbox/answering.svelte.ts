import type { ThreadItem } from '../contracts.ts';
import { readDraft, writeDraft } from './drafts.ts';

/** What a message names of the comment that it answers (W7). */
export interface Quote {
  readonly commentId: string;
  readonly noteId?: string;
}

/** The quote of a comment's line; the work it was left under helps the platform to find it. */
export const quoteOf = ({ id, workId }: NonNullable<ThreadItem['comment']>): Quote => ({
  commentId: id,
  ...(workId === undefined ? {} : { noteId: workId }),
});

/** As a draft keeps it: ids hold no blank. */
const kept = ({ commentId, noteId }: Quote): string => (noteId === undefined ? commentId : `${commentId} ${noteId}`);
function fromKept(text: string): Quote | undefined {
  const [commentId, noteId] = text.split(' ');
  if (!commentId) return undefined;
  return { commentId, ...(noteId ? { noteId } : {}) };
}

/** The intent comment that the text being written answers (W7): a part of the draft, kept as long as it. */
export class Answering {
  readonly #draft: string;
  #quote = $state.raw<Quote | undefined>();

  constructor(conversationId: string) {
    this.#draft = `${conversationId}.quote`;
    this.#quote = fromKept(readDraft(this.#draft));
  }

  get quote() {
    return this.#quote;
  }

  begin(quote: Quote): void {
    this.#quote = quote;
    writeDraft(this.#draft, kept(quote));
  }

  /** It was sent, or it is to be an ordinary message after all. */
  end(): void {
    this.#quote = undefined;
    writeDraft(this.#draft, '');
  }
}
