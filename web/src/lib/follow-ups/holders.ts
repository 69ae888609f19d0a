import type { MemberView } from '../contracts.ts';

/**
 * Colleagues who may have something open to come back to (I4). A role that answers no customers takes nothing new, and what
 * was promised under an earlier one stays until it is handed on.
 */
export const holders = (members: readonly MemberView[], me: string): readonly MemberView[] =>
  members.filter(({ id, state }) => id !== me && state !== 'invited');
