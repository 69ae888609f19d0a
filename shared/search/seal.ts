import type { RowTable } from '../runtime/row-table.ts';
import { BUCKETS, bucketOf, type OpenPiece, type SearchState, type StepOutcome } from './model.ts';
import { decodePostings, encodePostings } from './rules-postings.ts';
import { commitState, loadPieces, putBucket, putRefs, REFS_A_ROW, removePiece } from './store-search.ts';

/** Slices of a segment: about 5,000 messages. Larger ones are cheaper to write and to search, and wait longer. */
export const SEGMENT_SLICES = 1_024;
const AT_ONCE = 16;

/**
 * Makes pieces into a segment, in two commits: first the set of pieces is fixed, then its rows are written (twice the same,
 * if a run dies between) and the segment counts. Readers of the state before still find the pieces, which go when the next
 * segment begins.
 */
export async function sealStep(table: RowTable, state: SearchState): Promise<StepOutcome> {
  if (state.sealingTo === undefined) return beginSealing(table, state);
  const pieces = await loadPieces(table, state.tenantId, { from: state.openFrom, below: state.sealingTo });
  await writeSegment(table, { tenantId: state.tenantId, segment: state.segments }, pieces);
  const sealed = pieces.reduce((sum, { refs }) => sum + refs.length, 0);
  const { sealingTo, ...rest } = state;
  const next = {
    ...rest,
    openFrom: sealingTo,
    openSlices: Math.max(0, state.openSlices - sealed),
    segments: state.segments + 1,
  };
  return (await commitState(table, state, next)) ? 'more' : 'raced';
}

async function beginSealing(table: RowTable, state: SearchState): Promise<StepOutcome> {
  // Of the segment before: nobody reads by a state that old any more.
  await removeSealed(table, state);
  return (await commitState(table, state, { ...state, sealingTo: state.nextPiece })) ? 'more' : 'raced';
}

/** Pieces are numbered without gaps, so the search for old ones ends at the first that is gone. */
async function removeSealed(table: RowTable, { tenantId, openFrom }: SearchState): Promise<void> {
  const old = await loadPieces(table, tenantId, { from: 0, below: openFrom });
  for (const { sequence } of old) await removePiece(table, tenantId, sequence);
}

async function writeSegment(
  table: RowTable,
  at: { readonly tenantId: string; readonly segment: number },
  pieces: readonly OpenPiece[],
): Promise<void> {
  const refs = pieces.flatMap((piece) => piece.refs);
  const writes: (() => Promise<unknown>)[] = bucketsOf(pieces).map(
    (postings, bucket) => () => putBucket(table, { ...at, bucket }, encodePostings(postings)),
  );
  for (let chunk = 0; chunk * REFS_A_ROW < refs.length; chunk++) {
    const part = refs.slice(chunk * REFS_A_ROW, (chunk + 1) * REFS_A_ROW);
    writes.push(() => putRefs(table, { ...at, chunk }, part));
  }
  for (let start = 0; start < writes.length; start += AT_ONCE) {
    await Promise.all(writes.slice(start, start + AT_ONCE).map((write) => write()));
  }
}

/** Slices are numbered through all pieces, in their order. */
function bucketsOf(pieces: readonly OpenPiece[]): readonly ReadonlyMap<number, readonly number[]>[] {
  const buckets = Array.from({ length: BUCKETS }, () => new Map<number, number[]>());
  let first = 0;
  for (const piece of pieces) {
    for (const [gram, slices] of decodePostings(piece.postings)) {
      const bucket = buckets[bucketOf(gram)];
      const list = bucket?.get(gram) ?? [];
      for (const slice of slices) list.push(first + slice);
      bucket?.set(gram, list);
    }
    first += piece.refs.length;
  }
  return buckets;
}
