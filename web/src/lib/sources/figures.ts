/** Figures of a funnel as people read them. Undefined where nothing can be said: a rate of nobody, a cost per none. */

export interface Steps {
  readonly entered: number;
  readonly spoke: number;
  readonly contact: number;
  readonly spendFen: number;
}

export const shareOf = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole);
/** Fen for each; undefined where nothing was spent or nobody came so far. */
export const costOf = (spendFen: number, count: number): number | undefined =>
  spendFen === 0 || count === 0 ? undefined : spendFen / count;

const NONE = '—';

export const percent = (share: number | undefined, locale: string): string =>
  share === undefined
    ? NONE
    : new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share);

export const yuan = (fen: number | undefined, locale: string): string =>
  fen === undefined || fen === 0
    ? NONE
    : new Intl.NumberFormat(locale, { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' }).format(
        fen / 100,
      );

export const SORTS = ['contact', 'entered', 'spoke', 'spend', 'cost'] as const;
export type Sort = (typeof SORTS)[number];

const rank: Readonly<Record<Sort, (steps: Steps) => number>> = {
  contact: ({ contact }) => contact,
  entered: ({ entered }) => entered,
  spoke: ({ spoke }) => spoke,
  spend: ({ spendFen }) => spendFen,
  cost: ({ spendFen, contact }) => costOf(spendFen, contact) ?? -1,
};

/** Most first; of equals, as they came. */
export const sorted = <T extends Steps>(lines: readonly T[], by: Sort): readonly T[] =>
  [...lines].sort((a, b) => rank[by](b) - rank[by](a));
