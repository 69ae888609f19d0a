/** Words of the search index (decisions/0001). Times are epoch milliseconds (UTC). */

/** Some neighbouring rows of one conversation: what a hit of the index names. Rows outside say nothing about it. */
export interface SliceRef {
  readonly conversationId: string;
  /** First and last row's time; both 0 = no rows, the person alone. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Slice extends SliceRef {
  readonly grams: ReadonlySet<number>;
}

/** What one run of the indexer found; waits to become part of a segment. */
export interface OpenPiece {
  readonly sequence: number;
  readonly refs: readonly SliceRef[];
  readonly postings: Uint8Array;
}

/** How far a tenant's index has come. One row, written over the version it was read at. */
export interface SearchState {
  readonly tenantId: string;
  readonly version: number;
  /** Rows up to here are in the index. */
  readonly throughMs: number;
  /** A walk over conversations that is not done: up to which rows, and after which place of the inbox it goes on. */
  readonly walk?: { readonly toMs: number; readonly after: string };
  /** Pieces have numbers below this. */
  readonly nextPiece: number;
  /** Pieces below this are part of segments. */
  readonly openFrom: number;
  /** Slices of the pieces that are part of no segment yet. */
  readonly openSlices: number;
  /** Segments have numbers below this. */
  readonly segments: number;
  /** Pieces below this are being made into the next segment; the set never changes until it is done. */
  readonly sealingTo?: number;
  /** Accounts in which something happened last, newest first: where the tail is looked for in large tenants. */
  readonly recentAccounts: readonly string[];
}

/** What became of a step of the indexer: nothing to do, more at once, all done, or another run was first. */
export type StepOutcome = 'idle' | 'more' | 'done' | 'raced';

/** Buckets of a segment: a pair of characters is in one of them. */
export const BUCKETS = 128;
export const bucketOf = (gram: number): number => gram % BUCKETS;

export const NEW_STATE = (tenantId: string): SearchState => ({
  tenantId,
  version: 0,
  throughMs: 0,
  nextPiece: 0,
  openFrom: 0,
  openSlices: 0,
  segments: 0,
  recentAccounts: [],
});
