import type { RowTable } from '../runtime/row-table.ts';
import { bucketOf, type OpenPiece, type SearchState, type SliceRef } from './model.ts';
import { inAll, lookUp } from './rules-postings.ts';
import { loadBucket, loadPieces, loadRefs } from './store-search.ts';

/** A place of the index: the pieces of no segment (`segment` absent) or a segment, and how many slices of it were passed. */
export interface Stage {
  readonly segment?: number;
  readonly passed: number;
}

/** Pairs to be in a slice: of what was said, and of who it is. No pairs = nothing of the kind is asked for. */
export interface Wanted {
  readonly text: readonly number[];
  readonly person: readonly number[];
}

export interface Candidates {
  readonly stage: Stage;
  /** Newest first; what the stage says was passed is left out. */
  readonly slices: readonly SliceRef[];
  /** Slices of people, newest first. */
  readonly people: readonly SliceRef[];
}

/** Segments looked into for one page: a quarter of a million messages. */
const SEGMENTS_A_PAGE = 48;

/** The segments of one page, newest first. `below` = none is looked into. */
export function segmentsOf(state: SearchState, stage: Stage): { readonly from: number; readonly below: number } {
  const below = stage.segment === undefined ? state.segments : Math.min(stage.segment + 1, state.segments);
  return { from: Math.max(0, below - SEGMENTS_A_PAGE), below };
}

/** Slices that may hold what is wanted, stage by stage from the newest: the caller stops when it has enough. */
export async function* candidatesFrom(
  table: RowTable,
  state: SearchState,
  from: Stage,
  wanted: Wanted,
): AsyncGenerator<Candidates> {
  const range = segmentsOf(state, from);
  const open = from.segment === undefined ? { from: state.openFrom, below: state.nextPiece } : { from: 0, below: 0 };
  const [pieces, buckets] = await Promise.all([
    loadPieces(table, state.tenantId, open),
    loadBuckets(table, state.tenantId, wanted, range),
  ]);
  if (from.segment === undefined) {
    const text = pieces.flatMap((piece) => inPiece(piece, wanted.text));
    const people = pieces.flatMap((piece) => inPiece(piece, wanted.person));
    yield { stage: from, slices: newestFirst(text).slice(from.passed), people: newestFirst(people) };
  }
  for (let segment = range.below - 1; segment >= range.from; segment--) {
    const at = { tenantId: state.tenantId, segment };
    const text = inSegment(buckets, segment, wanted.text);
    const people = inSegment(buckets, segment, wanted.person);
    if (text.length + people.length === 0) continue;
    const [textRefs, peopleRefs] = await Promise.all([loadRefs(table, at, text), loadRefs(table, at, people)]);
    const passed = segment === from.segment ? from.passed : 0;
    yield {
      stage: { segment, passed },
      slices: newestFirst(textRefs).slice(passed),
      people: newestFirst(peopleRefs),
    };
  }
}

type Buckets = ReadonlyMap<number, ReadonlyMap<number, Uint8Array>>;

async function loadBuckets(
  table: RowTable,
  tenantId: string,
  wanted: Wanted,
  range: { readonly from: number; readonly below: number },
): Promise<Buckets> {
  const names = [...new Set([...wanted.text, ...wanted.person].map(bucketOf))];
  const loaded = await Promise.all(
    names.map(async (bucket) => [bucket, await loadBucket(table, { tenantId, bucket }, range)] as const),
  );
  return new Map(loaded);
}

function inSegment(buckets: Buckets, segment: number, grams: readonly number[]): readonly number[] {
  return inAll(
    grams.map((gram) => {
      const bytes = buckets.get(bucketOf(gram))?.get(segment);
      return bytes && lookUp(bytes, new Set([gram])).get(gram);
    }),
  );
}

function inPiece(piece: OpenPiece, grams: readonly number[]): readonly SliceRef[] {
  const found = grams.length === 0 ? new Map<number, readonly number[]>() : lookUp(piece.postings, new Set(grams));
  return inAll(grams.map((gram) => found.get(gram))).flatMap((slice) => piece.refs[slice] ?? []);
}

const newestFirst = (refs: readonly SliceRef[]): readonly SliceRef[] => [...refs].sort((a, b) => b.toMs - a.toMs);
