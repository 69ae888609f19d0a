import { goto } from '$app/navigation';
import { page } from '$app/state';
import { m } from '../paraglide/messages.js';
import { toasts } from '../toasts.svelte.ts';
import { inboxQueryOf, urls } from '../urls.ts';
import { failureWords } from '../words/words.ts';
import type { Thread } from './thread.svelte.ts';

/** What the header, the keys and the command bar do with a conversation. What fails tells so; closing can be undone. */
export interface Triage {
  readonly assign: (memberId: string | null) => void;
  readonly snooze: (untilMs: number) => void;
  readonly wake: () => void;
  readonly close: () => void;
  readonly reopen: () => void;
  readonly markUnread: () => void;
}

export function triageOf(thread: Thread): Triage {
  const attempt = async (work: () => Promise<void>, done?: () => void) => {
    try {
      await work();
      done?.();
    } catch (thrown) {
      toasts.show({ tone: 'bad', title: m.not_saved(), text: failureWords(thrown) });
    }
  };
  const undo = (title: string, run: () => Promise<void>) =>
    toasts.show({ tone: 'good', title, action: { label: m.undo(), run: () => void attempt(run) } });
  return {
    assign: (memberId) => void attempt(() => thread.assign(memberId)),
    snooze: (untilMs) =>
      void attempt(
        () => thread.snooze(untilMs),
        () => undo(m.snoozed_done(), () => thread.wake()),
      ),
    wake: () => void attempt(() => thread.wake()),
    close: () =>
      void attempt(
        () => thread.close(),
        () => undo(m.closed_done(), () => thread.reopen()),
      ),
    reopen: () => void attempt(() => thread.reopen()),
    // On the screen it would be read at once: it is left.
    markUnread: () => {
      void attempt(() => thread.markUnread());
      void goto(urls.inbox(undefined, inboxQueryOf(new URLSearchParams(page.url.search))));
    },
  };
}
