import { goto } from '$app/navigation';
import { page } from '$app/state';
import { attempt } from '../attempt.ts';
import { m } from '../paraglide/messages.js';
import { toasts } from '../toasts.svelte.ts';
import { inboxQueryOf, urls } from '../urls.ts';
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
  const keep = (work: () => Promise<void>, done?: () => void) =>
    attempt(m.not_saved(), async () => {
      await work();
      done?.();
    });
  const undo = (title: string, run: () => Promise<void>) =>
    toasts.show({ tone: 'good', title, action: { label: m.undo(), run: () => void keep(run) } });
  return {
    assign: (memberId) => void keep(() => thread.handling.assign(memberId)),
    snooze: (untilMs) =>
      void keep(
        () => thread.handling.snooze(untilMs),
        () => undo(m.snoozed_done(), () => thread.handling.wake()),
      ),
    wake: () => void keep(() => thread.handling.wake()),
    close: () =>
      void keep(
        () => thread.handling.close(),
        () => undo(m.closed_done(), () => thread.handling.reopen()),
      ),
    reopen: () => void keep(() => thread.handling.reopen()),
    // On the screen it would be read at once: it is left.
    markUnread: () => {
      void keep(() => thread.handling.markUnread());
      void goto(urls.inbox(undefined, inboxQueryOf(new URLSearchParams(page.url.search))));
    },
  };
}
