import { slashText } from './picker.ts';

const key = (conversationId: string): string => `miaohong.draft.${conversationId}`;

/**
 * What was typed and not sent, kept for the tab's life: switching conversations or signing in again loses nothing. A search
 * for a quick reply (I7) is no text: coming back to it would lay its picker over the thread.
 */
export const readDraft = (conversationId: string): string => {
  try {
    const kept = sessionStorage.getItem(key(conversationId)) ?? '';
    return slashText(kept) === undefined ? kept : '';
  } catch {
    return '';
  }
};

export const writeDraft = (conversationId: string, text: string): void => {
  try {
    if (text === '') sessionStorage.removeItem(key(conversationId));
    else sessionStorage.setItem(key(conversationId), text);
  } catch {
    // Storage is closed or full: the draft then lives only in the composer.
  }
};
