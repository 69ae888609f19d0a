import type { Lead } from '../conversations/model-items.ts';

/**
 * One person behind several leads (K5, Z11): joined by the evidence of the same whole number, which two people seldom
 * share, and taken apart again exactly where a member says so. A number the platform masked has no index and joins nothing.
 */

/** What a member decided about one lead of a number. The last decision counts. */
export interface Separation {
  readonly conversationId: string;
  readonly state: 'apart' | 'joined';
  readonly reason: string;
  readonly memberId: string;
  readonly atMs: number;
}

export interface Person {
  /** The lead it is shown at. */
  readonly lead: Lead;
  /** The same person's other leads, newest first. */
  readonly others: readonly Lead[];
  /** Leads of the same number that count as somebody else's. */
  readonly apart: readonly Lead[];
  readonly separation?: Separation;
}

/** Newest first; the id decides between equals, so that everybody sees the same order. */
export const newerLead = (a: Lead, b: Lead): number =>
  b.capturedAtMs - a.capturedAtMs || (a.conversationId < b.conversationId ? -1 : 1);

/** The person a lead belongs to, seen from that lead. `same`: all leads of its number, itself or not. */
export function personOf(lead: Lead, same: readonly Lead[], separations: readonly Separation[]): Person {
  const decided = new Map(separations.map((one) => [one.conversationId, one]));
  const isApart = (one: Lead): boolean => decided.get(one.conversationId)?.state === 'apart';
  const rest = same
    .filter((one) => one.conversationId !== lead.conversationId)
    .filter((one) => lead.phoneIndex !== undefined && one.phoneIndex === lead.phoneIndex)
    .sort(newerLead);
  const own = decided.get(lead.conversationId);
  const isAlone = isApart(lead);
  return {
    lead,
    others: isAlone ? [] : rest.filter((one) => !isApart(one)),
    apart: isAlone ? rest : rest.filter(isApart),
    ...(own ? { separation: own } : {}),
  };
}

/** Whether a list shows the person at this lead: at the newest of those that it shows at all. */
export const isShownAt = ({ lead, others }: Person, isListed: (lead: Lead) => boolean): boolean =>
  others.filter(isListed).every((other) => newerLead(lead, other) < 0);
