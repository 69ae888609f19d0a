import { m } from '../paraglide/messages.js';
import { toasts } from '../toasts.svelte.ts';
import { failureWords } from '../words/words.ts';
import type { Thread } from './thread.svelte.ts';
import type { ThreadLine } from './thread-merge.ts';

/** What a person may do with a message that is held (W8) or was sent. Each answers whether it was done; if not, a toast has told why. */
export interface HeldActions {
  sendNow(line: ThreadLine): Promise<boolean>;
  edit(line: ThreadLine, text: string): Promise<boolean>;
  cancel(line: ThreadLine): Promise<boolean>;
  recall(line: ThreadLine): Promise<boolean>;
}

export const heldActions = (thread: Thread): HeldActions => ({
  sendNow: (line) => told(thread.messages.release(line), m.held_release_failed()),
  edit: (line, text) => told(thread.messages.edit(line, text), m.held_change_failed()),
  cancel: (line) => told(thread.messages.cancel(line), m.held_change_failed()),
  recall: (line) => told(thread.messages.recall(line), m.recall_failed()),
});

async function told(step: Promise<void>, title: string): Promise<boolean> {
  try {
    await step;
    return true;
  } catch (thrown) {
    toasts.show({ tone: 'bad', title, text: failureWords(thrown) });
    return false;
  }
}
