import AlarmClock from '@lucide/svelte/icons/alarm-clock';
import CheckCheck from '@lucide/svelte/icons/check-check';
import MailOpen from '@lucide/svelte/icons/mail-open';
import UserRound from '@lucide/svelte/icons/user-round';
import type { Component } from 'svelte';
import { clock } from '../clock.svelte.ts';
import { app } from '../console.svelte.ts';
import { m } from '../paraglide/messages.js';
import { placeOfTenant } from '../words/words.ts';
import { snoozeChoices } from './moments.ts';
import { triageOf } from './triage.ts';

export interface Action {
  readonly id: string;
  readonly text: string;
  readonly icon: Component<{ size?: number }>;
  readonly run: () => void;
}

/**
 * What the command bar offers for the open conversation (I7). `isThread`: its lines are on the screen. Where only its
 * customer is, nothing was read that could be marked as unread.
 */
export function conversationActions(conversationId: string | undefined, isThread: boolean): readonly Action[] {
  const thread = conversationId === undefined ? undefined : app.threads.known(conversationId);
  const conversation = thread?.conversation;
  const me = app.session.me;
  if (!thread || !conversation || !me || !app.mayAnswer) return [];
  const triage = triageOf(thread);
  if (conversation.status === 'closed')
    return [{ id: 'reopen', text: m.reopen(), icon: CheckCheck, run: triage.reopen }];
  const tomorrow = snoozeChoices(clock.peek(), placeOfTenant(me.tenant.timeZone).timeZone).find(
    ({ name }) => name === 'tomorrow',
  );
  return [
    ...(conversation.assigneeId === me.memberId
      ? [{ id: 'unassign', text: m.unassign(), icon: UserRound, run: () => triage.assign(null) }]
      : [{ id: 'assign-me', text: m.assign_me(), icon: UserRound, run: () => triage.assign(me.memberId) }]),
    ...(tomorrow && conversation.snoozedUntilMs === undefined
      ? [
          {
            id: 'snooze',
            text: `${m.snooze()}：${m.tomorrow_morning()}`,
            icon: AlarmClock,
            run: () => triage.snooze(tomorrow.atMs),
          },
        ]
      : []),
    ...(isThread ? [{ id: 'unread', text: m.mark_unread(), icon: MailOpen, run: triage.markUnread }] : []),
    { id: 'close', text: m.close_conversation(), icon: CheckCheck, run: triage.close },
  ];
}
