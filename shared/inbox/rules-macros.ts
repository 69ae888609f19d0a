import type { Conversation } from '../conversations/model-head.ts';
import type { Activity } from '../conversations/model-messages.ts';
import { assigned, closed, snoozed, type Triaged } from '../conversations/rules-triage.ts';
import type { Macro, MacroSteps } from './model.ts';

/** What a macro does to a conversation beside its reply: pure, one head and the lines that tell of it. */

/** Whether it only writes: then it is put into the composer, where it can still be changed. */
export const isQuickReply = (steps: MacroSteps): boolean =>
  steps.text !== undefined &&
  steps.addTags === undefined &&
  steps.assignTo === undefined &&
  steps.snoozeMinutes === undefined &&
  steps.close === undefined;

/** Whether it does anything at all, and nothing that contradicts itself. */
export function faultOf(steps: MacroSteps): 'macro.empty' | 'macro.snooze-and-close' | undefined {
  if (Object.values(steps).every((step) => step === undefined)) return 'macro.empty';
  return steps.close && steps.snoozeMinutes !== undefined ? 'macro.snooze-and-close' : undefined;
}

/** A member's own are theirs alone; the others are everybody's. */
export const isVisibleTo = (macro: Pick<Macro, 'ownerId'>, memberId: string): boolean =>
  macro.ownerId === undefined || macro.ownerId === memberId;

/** All steps in one go; a step that is done already does nothing. `undefined` tags = as they are. */
export function applySteps(
  head: Conversation,
  steps: MacroSteps,
  by: { readonly memberId: string; readonly nowMs: number },
): { readonly head: Conversation; readonly activities: readonly Activity[]; readonly tags?: readonly string[] } {
  const activities: Activity[] = [];
  let after = head;
  const step = (triaged: Triaged): void => {
    if (triaged.kind !== 'changed') return;
    after = triaged.head;
    activities.push(triaged.activity);
  };
  if (steps.assignTo !== undefined) step(assigned(after, memberOf(steps.assignTo, by.memberId)));
  if (steps.snoozeMinutes !== undefined) step(snoozed(after, by.nowMs + steps.snoozeMinutes * 60_000, by.nowMs));
  if (steps.close) step(closed(after));
  const tags = [...new Set([...head.tags, ...(steps.addTags ?? [])])];
  if (tags.length === head.tags.length) return { head: after, activities };
  return { head: { ...after, tags }, activities, tags };
}

const memberOf = (to: string, me: string): string | undefined => (to === 'me' ? me : to === 'nobody' ? undefined : to);
