import type { FollowUpView } from '../contracts.ts';

/** The records with one that was written, newest first. */
export const withFollowUp = (known: readonly FollowUpView[], record: FollowUpView): readonly FollowUpView[] =>
  [record, ...known.filter(({ id }) => id !== record.id)].sort((a, b) => b.createdAtMs - a.createdAtMs);
