import { app } from '../console.svelte.ts';
import { readDraft, writeDraft } from './drafts.ts';

/** The text being written in a conversation: kept with each change, told to colleagues, and warned of once (I5). */
export class Composing {
  text = $state('');
  /** The first press of "send" warned that somebody else is at it. */
  warned = $state(false);
  readonly #conversationId: string;
  readonly #newestKey: () => string | undefined;
  #begunAfterKey = $state<string | undefined>();

  constructor(conversationId: string, newestKey: () => string | undefined) {
    this.#conversationId = conversationId;
    this.#newestKey = newestKey;
    this.text = readDraft(conversationId);
    if (this.text !== '') this.#begunAfterKey = newestKey();
  }

  /** The last line there was when this answer was begun. */
  get begunAfterKey() {
    return this.#begunAfterKey;
  }

  /** To be called after each change of the text. */
  changed(): void {
    writeDraft(this.#conversationId, this.text);
    this.warned = false;
    if (this.text === '') this.#begunAfterKey = undefined;
    else this.#begunAfterKey ??= this.#newestKey() ?? '';
    if (this.text !== '') app.presence.typed();
  }

  set(text: string): void {
    this.text = text;
    this.changed();
  }
}
