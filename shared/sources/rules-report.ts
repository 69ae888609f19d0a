import type { Source } from '../conversations/model.ts';
import { dayText } from '../conversations/rules-days.ts';
import { numberOfDay } from './rules-days.ts';
import type { Days, Steps } from './rules-funnel.ts';
import { type SpendInput, shareByDay } from './rules-spend.ts';

/** The report of some days: what was counted, joined with what it cost (K4). */

export interface Counted {
  readonly accountId: string;
  readonly days: Days;
}

export interface Range {
  readonly from: string;
  readonly to: string;
  /** Absent = all. */
  readonly accountIds?: ReadonlySet<string> | undefined;
}

interface Costing extends Steps {
  readonly spendFen: number;
}
const NOTHING: Costing = { entered: 0, spoke: 0, contact: 0, spendFen: 0 };

type AdLine = Costing & { readonly adId?: string; readonly adName?: string };
type SourceLine = Costing & { readonly channel: Source['channel']; readonly ads: readonly AdLine[] };

export interface Report {
  readonly total: Costing;
  readonly sources: readonly SourceLine[];
  readonly days: readonly (Costing & { readonly day: string })[];
  readonly accounts: readonly (Costing & { readonly accountId: string })[];
  /** Spent in these days on no single account; where accounts were chosen it is in none of the sums. */
  readonly unassignedSpendFen: number;
}

/** One count or one day's share of a spend, with all that it can be summed by. */
interface Fact extends Costing {
  readonly day: number;
  readonly accountId?: string | undefined;
  readonly channel: Source['channel'];
  readonly adId?: string | undefined;
  readonly adName?: string | undefined;
}

/** Every sum is taken over the same facts, so that sources, days and totals agree. */
export function reportOf(counted: readonly Counted[], spends: readonly SpendInput[], range: Range): Report {
  const isMeant = (accountId: string | undefined): boolean =>
    !range.accountIds || (accountId !== undefined && range.accountIds.has(accountId));
  const [first, last] = [numberOfDay(range.from), numberOfDay(range.to)];
  const all = [...counts(counted), ...costs(spends)].filter(({ day }) => day >= first && day <= last);
  const facts = all.filter(({ accountId }) => isMeant(accountId));
  return {
    total: sumOf(facts),
    sources: sourcesOf(facts),
    days: daysOf(facts, first, last),
    accounts: [...Map.groupBy(facts, ({ accountId }) => accountId)]
      .flatMap(([accountId, own]) => (accountId === undefined ? [] : [{ accountId, ...sumOf(own) }]))
      .sort(byWorth),
    unassignedSpendFen: sumOf(all.filter(({ accountId }) => accountId === undefined)).spendFen,
  };
}

function* counts(counted: readonly Counted[]): Generator<Fact> {
  for (const { accountId, days } of counted)
    for (const [day, cells] of days) for (const cell of cells) yield { ...cell, day, accountId, spendFen: 0 };
}

function* costs(spends: readonly SpendInput[]): Generator<Fact> {
  for (const spend of spends) {
    const { accountId, channel, adId } = spend;
    for (const [day, spendFen] of shareByDay(spend)) yield { ...NOTHING, day, accountId, channel, adId, spendFen };
  }
}

const sumOf = (facts: readonly Costing[]): Costing =>
  facts.reduce(
    (sum, fact) => ({
      entered: sum.entered + fact.entered,
      spoke: sum.spoke + fact.spoke,
      contact: sum.contact + fact.contact,
      spendFen: sum.spendFen + fact.spendFen,
    }),
    NOTHING,
  );

function sourcesOf(facts: readonly Fact[]): readonly SourceLine[] {
  return [...Map.groupBy(facts, ({ channel }) => channel)]
    .map(([channel, own]) => ({ channel, ...sumOf(own), ads: adsOf(own) }))
    .sort(byWorth);
}

const adsOf = (facts: readonly Fact[]): readonly AdLine[] =>
  [...Map.groupBy(facts, ({ adId }) => adId)]
    .map(([adId, own]) => {
      const adName = own.find((fact) => fact.adName !== undefined)?.adName;
      return {
        ...(adId === undefined ? {} : { adId }),
        ...(adName === undefined ? {} : { adName }),
        ...sumOf(own),
      };
    })
    .sort(byWorth);

/** Who brought most stands first: contacts, then words, then visits, then money. */
const byWorth = (a: Costing, b: Costing): number =>
  b.contact - a.contact || b.spoke - a.spoke || b.entered - a.entered || b.spendFen - a.spendFen;

/** Every day of the range, quiet ones too: a gap in a curve is no quiet day. */
function daysOf(facts: readonly Fact[], first: number, last: number): Report['days'] {
  const byDay = Map.groupBy(facts, ({ day }) => day);
  return Array.from({ length: last - first + 1 }, (_, at) => ({
    day: dayText(first + at),
    ...sumOf(byDay.get(first + at) ?? []),
  }));
}
