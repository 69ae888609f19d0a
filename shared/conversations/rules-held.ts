import type { Conversation } from './model-head.ts';
import type { Message } from './model-messages.ts';
import { isAutomated } from './rules-ownership.ts';

/** What a person may still do with a message of ours. `done`: it is so already, a repeat changes nothing. */
export type HeldStep =
  | { readonly kind: 'may' }
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly code: 'message.leaving' | 'message.not-waiting' | 'message.not-editable' };

const MAY: HeldStep = { kind: 'may' };
const DONE: HeldStep = { kind: 'done' };
const refused = (code: Extract<HeldStep, { kind: 'refused' }>['code']): HeldStep => ({ kind: 'refused', code });

/**
 * A claimed message cannot be called back, whatever its row says (W9): the platform is being asked, or was when its
 * sender died.
 */
const isClaimed = (head: Conversation, message: Message): boolean =>
  head.inFlight?.messageId === message.messageId || head.recent.some((send) => send.messageId === message.messageId);

/** Whether a message may be cancelled (W8): anybody's, while it is held or planned and no sender has claimed it. */
export function mayCancel(head: Conversation, message: Message): HeldStep {
  if (message.state === 'cancelled' && message.failure?.code === 'message.cancelled') return DONE;
  if (message.state !== 'held' && message.state !== 'planned') return refused('message.not-waiting');
  return isClaimed(head, message) ? refused('message.leaving') : MAY;
}

/** Whether its text may be changed: a person's text, while it is held. An agent's words are the agent's. */
export function mayEdit(head: Conversation, message: Message): HeldStep {
  if (message.state !== 'held') return refused('message.not-waiting');
  if (isClaimed(head, message)) return refused('message.leaving');
  return message.body?.type === 'text' && !isAutomated(message) ? MAY : refused('message.not-editable');
}

/** Whether it may be sent out of turn; once released it is, until the gate holds it again. */
export function mayRelease(head: Conversation, message: Message): HeldStep {
  if (message.state === 'planned' && message.releasedAtMs !== undefined) return DONE;
  if (message.state !== 'held') return refused('message.not-waiting');
  return isClaimed(head, message) ? refused('message.leaving') : MAY;
}
