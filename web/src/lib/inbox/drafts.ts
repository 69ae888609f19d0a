const key = (conversationId: string): string => `miaohong.draft.${conversationId}`;

/** What was typed and not sent, kept for the tab's life: switching conversations or signing in again loses nothing. */
export const readDraft = (conversationId: string): string => {
  try {
    return sessionStorage.getItem(key(conversationId)) ?? '';
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
