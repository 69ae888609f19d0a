import { toasts } from './toasts.svelte.ts';
import { failureWords } from './words/words.ts';

/** Does what a person asked for and tells by a notice under `title` if it failed. Answers whether it is done. */
export async function attempt(title: string, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (thrown) {
    toasts.show({ tone: 'bad', title, text: failureWords(thrown) });
    return false;
  }
}
