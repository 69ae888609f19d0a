import { app } from '../console.svelte.ts';
import { readDraft, writeDraft } from './drafts.ts';

/**
 * The text being written in a conversation: kept with each change, told to colleagues, and warned of once (I5). Made while
 * its component is.
 */
export class Composing {
  text = $state('');
  /** The first press of "send" warned that somebody else is at it. */
  warned = $state(false);
  readonly #conversationId: string;
  /** Undefined while nobody knows yet what the thread holds. */
  readonly #newestKey: () => string | undefined;
  #begunAfterKey = $state<string | undefined>();

  constructor(conversationId: string, newestKey: () => string | undefined) {
    this.#conversationId = conversationId;
    this.#newestKey = newestKey;
    this.text = readDraft(conversationId);
    // Who writes before the thread has come has begun after all that it brings.
    $effect(() => this.#begin());
  }

  #begin(): void {
    if (this.text === '') this.#begunAfterKey = undefined;
    else this.#begunAfterKey ??= this.#newestKey();
  }

  /** The last line there was when this answer was begun. */
  get begunAfterKey() {
    return this.#begunAfterKey;
  }

  /** To be called after each change of the text. */
  changed(): void {
    writeDraft(this.#conversationId, this.text);
    this.warned = false;
    this.#begin();
    if (this.text !== '') app.presence.typed();
  }

  set(text: string): void {
    this.text = text;
    this.changed();
  }
}
