import type { MacroView } from '../contracts.ts';

/** One thing the slash picker offers. */
export interface PickerEntry {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  /** Why it cannot be used now, in words. */
  readonly refused?: string | undefined;
  readonly choose: () => void;
}

/** A kind of thing behind the slash; each gives what fits the text typed after it. */
export interface PickerSource {
  readonly id: string;
  readonly title: string;
  readonly entries: (typed: string) => readonly PickerEntry[];
}

/** What is typed after a slash that begins the text; undefined = no picker. */
export const slashText = (text: string): string | undefined => /^\/([^\n]{0,40})$/.exec(text)?.[1];

const says = (typed: string, ...texts: readonly string[]): boolean =>
  texts.some((text) => text.toLowerCase().includes(typed.trim().toLowerCase()));

/** A shortcut that begins so stands before a name that holds it. */
export function macrosFor(macros: readonly MacroView[], typed: string): readonly MacroView[] {
  const begins = ({ shortcut }: MacroView): number =>
    shortcut !== '' && shortcut.toLowerCase().startsWith(typed.trim().toLowerCase()) ? 0 : 1;
  return macros
    .filter(({ name, shortcut, steps }) => says(typed, name, shortcut, steps.text ?? ''))
    .sort((a, b) => begins(a) - begins(b));
}

/** Only text: it is put into the composer, where it can be changed. */
export const isQuickReply = ({ steps }: MacroView): boolean =>
  steps.text !== undefined && Object.values(steps).filter((step) => step !== undefined).length === 1;
