import type { Lead } from '../conversations/model-customers.ts';

/**
 * One person behind several leads (K5, Z11): joined by the evidence of the same whole number or WeChat id, which two people
 * seldom share, and taken apart again exactly where a member says so. What the platform masked, and what is no number or id
 * at all, has no index and joins nothing.
 */

/** What a member decided about one lead among those it shares evidence with. The last decision counts. */
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
  /** Leads with evidence of this person that count as somebody else's. */
  readonly apart: readonly Lead[];
  readonly separation?: Separation;
}

type Indexed = Pick<Lead, 'phoneIndex' | 'wechatIndex'>;

/** Newest first; the id decides between equals, so that everybody sees the same order. */
export const newerLead = (a: Lead, b: Lead): number =>
  b.capturedAtMs - a.capturedAtMs || (a.conversationId < b.conversationId ? -1 : 1);

/** What a lead proves, by blind index: a number typed as a WeChat id is the same evidence. */
export const evidenceOf = ({ phoneIndex, wechatIndex }: Indexed): readonly string[] => [
  ...new Set([phoneIndex, wechatIndex].filter((index) => index !== undefined)),
];

/** What two leads have in common; empty for two that a third one joins. */
export function sharedEvidence(one: Indexed, other: Indexed): readonly ('phone' | 'wechat')[] {
  const common = evidenceOf(one).filter((index) => evidenceOf(other).includes(index));
  const isPhone = (index: string): boolean => index === one.phoneIndex || index === other.phoneIndex;
  return [
    ...(common.some(isPhone) ? ['phone' as const] : []),
    ...(common.some((index) => !isPhone(index)) ? ['wechat' as const] : []),
  ];
}

/** The newest decision about each lead: a lead of two numbers may have been decided about under both. */
const newestOf = (separations: readonly Separation[]): ReadonlyMap<string, Separation> =>
  new Map(separations.toSorted((a, b) => a.atMs - b.atMs).map((one) => [one.conversationId, one]));

/**
 * The person a lead belongs to, seen from that lead. `same`: leads that share evidence with it or with each other, itself
 * or not. A lead that was taken apart joins nobody, nor do others through it.
 */
export function personOf(lead: Lead, same: readonly Lead[], separations: readonly Separation[]): Person {
  const decided = newestOf(separations);
  const isApart = (one: Lead): boolean => decided.get(one.conversationId)?.state === 'apart';
  const rest = same.filter((one) => one.conversationId !== lead.conversationId);
  const own = isApart(lead)
    ? []
    : reachedFrom(
        lead,
        rest.filter((one) => !isApart(one)),
      );
  const evidence = new Set([lead, ...own].flatMap(evidenceOf));
  const separation = decided.get(lead.conversationId);
  return {
    lead,
    others: own.sort(newerLead),
    apart: rest
      .filter((one) => !own.includes(one) && evidenceOf(one).some((index) => evidence.has(index)))
      .sort(newerLead),
    ...(separation ? { separation } : {}),
  };
}

/** Those that share evidence with a lead, with those, and so on. */
function reachedFrom(lead: Lead, others: readonly Lead[]): Lead[] {
  const reached: Lead[] = [];
  const evidence = new Set(evidenceOf(lead));
  for (let before = -1; before !== reached.length; ) {
    before = reached.length;
    for (const one of others) {
      if (reached.includes(one) || !evidenceOf(one).some((index) => evidence.has(index))) continue;
      reached.push(one);
      for (const index of evidenceOf(one)) evidence.add(index);
    }
  }
  return reached;
}

/** Whether a list shows the person at this lead: at the newest of those that it shows at all. */
export const isShownAt = ({ lead, others }: Person, isListed: (lead: Lead) => boolean): boolean =>
  others.filter(isListed).every((other) => newerLead(lead, other) < 0);
