import { attempt } from '../attempt.ts';
import type { ConversationView, MacroView } from '../contracts.ts';
import { newId } from '../new-id.ts';
import { m } from '../paraglide/messages.js';
import { toasts } from '../toasts.svelte.ts';
import { isQuickReply, macrosFor, type PickerSource } from './picker.ts';
import type { Thread } from './thread.svelte.ts';

interface Ground {
  readonly thread: Thread;
  readonly conversation: ConversationView;
  readonly insert: (text: string) => void;
  /** W8: only the window refuses a text now: what a macro says may wait for the next one. */
  readonly holds: boolean;
  /** The macro ran. */
  readonly done: () => void;
}

/** What the macros of a tenant give to the slash picker (I7): texts to change first, macros that run at once. */
export const macroSources = (macros: readonly MacroView[], ground: Ground): readonly PickerSource[] => [
  {
    id: 'replies',
    title: m.quick_replies(),
    entries: (typed) =>
      macrosFor(macros.filter(isQuickReply), typed).map((macro) => ({
        id: macro.id,
        title: macro.shortcut === '' ? macro.name : `${macro.name} /${macro.shortcut}`,
        detail: macro.steps.text ?? '',
        choose: () => ground.insert(macro.steps.text ?? ''),
      })),
  },
  {
    id: 'macros',
    title: m.macros(),
    entries: (typed) =>
      macrosFor(
        macros.filter((macro) => !isQuickReply(macro)),
        typed,
      ).map((macro) => ({
        id: macro.id,
        title: macro.name,
        detail: stepsWords(macro),
        choose: () => void run(macro, ground),
      })),
  },
];

/** What it will do, in its order. */
function stepsWords({ steps }: MacroView): string {
  const parts = [
    ...(steps.text === undefined ? [] : [m.step_reply({ text: steps.text.slice(0, 20) })]),
    ...(steps.addTags ? [m.step_tag({ tags: steps.addTags.join(' ') })] : []),
    ...(steps.assignTo === undefined ? [] : [steps.assignTo === 'nobody' ? m.unassign() : m.assign()]),
    ...(steps.snoozeMinutes === undefined ? [] : [m.snooze()]),
    ...(steps.close ? [m.close_conversation()] : []),
  ];
  return parts.join(' · ');
}

async function run(macro: MacroView, { thread, holds, done }: Ground): Promise<void> {
  done();
  await attempt(m.macro_failed({ name: macro.name }), async () => {
    await thread.handling.runMacro(macro.id, newId(), holds);
    toasts.show({ tone: 'good', title: m.macro_done({ name: macro.name }) });
  });
}
