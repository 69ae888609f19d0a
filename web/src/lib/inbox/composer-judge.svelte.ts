import { clock } from '../clock.svelte.ts';
import { app } from '../console.svelte.ts';
import type { ConversationView } from '../contracts.ts';
import { windows } from '../window.svelte.ts';
import type { Answering } from './answering.svelte.ts';
import { rightsOf } from './composer-rights.ts';
import { answerTo, orAnswered } from './given-words.ts';
import type { Thread } from './thread.svelte.ts';

interface Judged {
  readonly thread: Thread;
  readonly conversation: ConversationView;
  readonly answering: Answering;
}

/** What may be sent in an open conversation, asked each second of the engine that the sender uses (sections 3 and 4). */
export class ComposerJudge {
  readonly #of: () => Judged;
  readonly account = $derived.by(() => app.accounts.value?.find(({ id }) => id === this.#of().conversation.accountId));
  /** M3: fetched when somebody reaches for cards, not with every thread that is opened (COST8). */
  readonly shelf = $derived.by(() => app.cards.of(this.#of().conversation.accountId));
  /** W7: the comment that is answered. */
  readonly quote = $derived.by(() => this.#of().answering.quote);
  readonly commentVerdict = $derived.by(() => this.quote && this.#judgeComment(this.quote.commentId));
  /** W7: there is a comment that may still be answered. */
  readonly mayQuote = $derived.by(() =>
    (this.#of().conversation.window.comments ?? []).some(({ id }) => this.#judgeComment(id)?.kind === 'allowed'),
  );
  readonly rights = $derived.by(() =>
    rightsOf(
      this.account,
      this.shelf.value?.items ?? [],
      (contentType) => windows.judge(this.#of().conversation, this.account, contentType, clock.nowMs),
      this.quote && { verdict: this.commentVerdict },
    ),
  );

  constructor(of: () => Judged) {
    this.#of = of;
  }

  #judgeComment(id: string) {
    const { conversation, thread } = this.#of();
    return orAnswered(windows.judgeComment(conversation, this.account, id, clock.nowMs), answerTo(id, thread.lines));
  }
}
