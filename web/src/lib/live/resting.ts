import type { AssignmentRules } from '../contracts.ts';

/**
 * Whether an open console says that its member is there to work (I5): rules give work only to whoever is, or take it back
 * from whoever is not.
 */
export const countsPresence = ({ tenant, accounts }: AssignmentRules, memberId: string): boolean =>
  [tenant, ...Object.values(accounts)].some(
    ({ mode, memberIds, onlineOnly, returnAfterMinutes }) =>
      (memberIds.length === 0 || memberIds.includes(memberId)) &&
      ((mode !== 'by-hand' && onlineOnly) || returnAfterMinutes !== undefined),
  );
